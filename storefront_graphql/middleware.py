"""What every request gets: one time, one id, and a content security policy without holes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from market.kernel import ids

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


class RequestMiddleware:
    """Sets `request.now`, the only clock below, and `request.request_id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.request_id = ids.token()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response
