"""Pages that only say something."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront_graphql.pages.shop.asking import answered, show


@require_safe
@answered
def rules(request: HttpRequest) -> HttpResponse:
    """Fetching, freight, giving back, in plain words."""
    return show(request, "rules", {})
