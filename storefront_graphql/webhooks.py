"""What payment providers tell us. Always answered: an answer they expect stops their repeating."""

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.audit.context import acting
from market.kernel.errors import NotFound
from market.payments import services as payments

log = structlog.get_logger(__name__)

# Alipay reads the body: anything but "success" is repeated for a day.
WORDS = {"alipay": {200: "success"}}


@csrf_exempt
@require_POST
def notice(request: HttpRequest, provider: str) -> HttpResponse:
    """Take one message. 200: understood; 400: not provably the provider's; 500: send it again."""
    status = _apply(request, provider)
    word = WORDS.get(provider, {200: "ok"}).get(status, "failure")
    return HttpResponse(word, status=status, content_type="text/plain")


def _apply(request: HttpRequest, provider: str) -> int:
    request_id: str = request.request_id  # type: ignore[attr-defined]
    try:
        with acting(f"system:{provider}", through="webhook", request_id=request_id):
            payments.apply_notice(
                provider=provider,
                raw_body=request.body,
                headers=request.headers,
                now=request.now,  # type: ignore[attr-defined]
            )
    except NotFound:
        return 404
    except (payments.BadNotice, RequestDataTooBig, UnreadablePostError) as error:
        log.warning("webhook.refused", provider=provider, request=request_id, why=str(error))
        return 400
    except Exception:
        log.exception("webhook.failed", provider=provider, request=request_id)
        return 500
    return 200
