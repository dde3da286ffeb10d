"""Choosing where to fetch; and the size of the letters."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from storefront_graphql.pages.frame import ELDER, MODE_COOKIE
from storefront_graphql.pages.shop.asking import (
    POINT_COOKIE,
    answered,
    ask,
    chosen_code,
    own_url,
    see,
    show,
    with_query,
)

YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@answered
def choose_point(request: HttpRequest) -> HttpResponse:
    """Points of a town, or the nearest to a place that the browser told when it was asked."""
    back = own_url(request, request.GET.get("next"), "")
    if request.method == "POST":
        return choose(request, back or reverse("home"))
    towns = ask(request, "Towns")["towns"]
    near = spot(request.GET.get("lat"), request.GET.get("lon"))
    town = request.GET.get("town") or own_town(request)
    if near:
        points = ask(request, "PointsNear", lat=near[0], lon=near[1])["points"]
    else:
        points = ask(request, "PointsOfTown", townCode=town)["points"] if town else []
    chosen = chosen_code(request)
    choices = [{"value": t["code"], "label": f"{t['name']}（{t['points']} 个点）"} for t in towns]
    context = {
        "points": points if near else sorted(points, key=lambda p: p["code"] != chosen),
        "towns": [{"value": "", "label": "选一个乡镇"}, *choices],
        "town": "" if near else town,
        "near": near,
        "back": back,
        "chosen": chosen,
        "form_url": with_query(request.path, next=back),
    }
    return show(request, "points", context)


def choose(request: HttpRequest, back: str) -> HttpResponse:
    """Keep a point in a cookie; one that is not there or closed for good is refused."""
    code = request.POST.get("point", "")
    point = ask(request, "Point", code=code)["point"]
    if point is None or not point["active"]:
        messages.error(request, "没有这个取货点，重新选一个。")
        return see(request.get_full_path())
    messages.success(request, f"取货点换成{point['name']}了。")
    response = see(back)
    keep(response, POINT_COOKIE, point["code"])
    return response


def own_town(request: HttpRequest) -> str:
    """Return the town of the point chosen before: the first nine digits of its code."""
    return chosen_code(request).removeprefix("P-")[:9]


def spot(lat: str | None, lon: str | None) -> tuple[float, float] | None:
    """Return the place on earth that was given, or None."""
    try:
        north, east = float(lat or ""), float(lon or "")
    except ValueError:
        return None
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 else None


@require_POST
def mode(request: HttpRequest) -> HttpResponse:
    """Switch elder mode on or off, and come back to the same page."""
    response = see(own_url(request, request.POST.get("next"), reverse("home")))
    elder = request.POST.get("mode") == ELDER
    keep(response, MODE_COOKIE, ELDER if elder else "")
    return response


def keep(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice that is no secret for a year."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
