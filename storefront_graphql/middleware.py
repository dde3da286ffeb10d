"""What every request gets: one time, one id, and a content security policy without holes."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from market.kernel import ids

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


STRIPE_PAGES = "https://checkout.stripe.com"


def policy() -> str:
    """Return the policy with the payment providers' origins, to which a paying form leads on.

    Browsers check form-action at every redirect after a form was sent.
    """
    stripe = settings.STRIPE_API_BASE or (STRIPE_PAGES if settings.STRIPE_API_KEY else "")
    return _policy((settings.ALIPAY_GATEWAY, stripe, *settings.PAYMENT_ORIGINS))


@lru_cache(maxsize=16)
def _policy(addresses: tuple[str, ...]) -> str:
    parts = [urlsplit(address) for address in addresses if address]
    origins = dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts)
    return " ".join([POLICY, *origins])


class RequestMiddleware:
    """Sets `request.now`, the only clock below, and `request.request_id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.request_id = ids.token()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response
