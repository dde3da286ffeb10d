"""What every page is told, whoever it is for. Named in settings as a context processor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

MODE_COOKIE = "mode"
ELDER = "elder"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return `mode` ("elder" or nothing) and `demo`."""
    elder = request.COOKIES.get(MODE_COOKIE) == ELDER
    return {"mode": ELDER if elder else "", "demo": settings.DEMO}
