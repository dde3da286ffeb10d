"""Trace codes that look copied."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront_graphql.pages.county.views import COUNTY, show

MOST = 100
SIGNS = {"MANY_PLACES": "一周内在很多地方被扫", "MANY_OPENINGS": "一周内被扫的次数远多于卖出的份数"}


@require_safe
@COUNTY.page
def traces(request: HttpRequest) -> HttpResponse:
    """List the codes with why each was noticed."""
    found = COUNTY.ask(request, "TracesRoom", first=MOST)
    rows = [
        {**row, "why": "；".join(SIGNS[sign] for sign in row["signs"])}
        for row in found["noticedTraces"]
    ]
    return show(request, "traces", found["me"], {"traces": rows})
