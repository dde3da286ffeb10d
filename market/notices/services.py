"""Telling people: the row first, in the caller's transaction; the message by a job."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from market.events.bus import emit
from market.notices import texts
from market.notices.models import Notice, NoticeState
from market.notices.providers.protocol import Refused, Retryable, SmsAdapter

# The job is tried again after 2, 4, 8, ... seconds; the last try ends as FAILED.
MOST_TRIES = 8


@transaction.atomic
def send(
    *, kind: str, cause: str, phone: str, params: Mapping[str, str], now: datetime
) -> Notice | None:
    """Queue one message and return it; None without a phone: there is nobody to tell.

    A repeated (kind, cause) returns the first notice and says nothing again. `params` are texts,
    those of `texts.TEXTS[kind]`. Raises ValueError (a bug) for an unknown kind or missing params.
    """
    if not phone:
        return None
    texts.text(kind, params)
    notice, made = Notice.objects.get_or_create(
        kind=kind,
        cause=cause,
        defaults={"phone": phone, "params": dict(params), "queued_at": now},
    )
    if made:
        emit("notice.queued", notice=notice.public_id)
    return notice


def deliver(*, notice_id: str, now: datetime) -> None:
    """Hand a queued notice to the adapter; one that is out or failed is left alone.

    The adapter is called outside of any transaction, so a crash between call and record may say
    a message twice, never lose it. Raises Retryable while tries are left.
    """
    notice = Notice.objects.filter(public_id=notice_id, state=NoticeState.QUEUED).first()
    if notice is None:
        return
    Notice.objects.filter(pk=notice.pk).update(tries=F("tries") + 1)
    try:
        adapter().send(notice.phone, texts.text(notice.kind, notice.params))
    except Refused:
        _end(notice, NoticeState.FAILED, now)
    except Retryable:
        if notice.tries + 1 < MOST_TRIES:
            raise
        _end(notice, NoticeState.FAILED, now)
    else:
        _end(notice, NoticeState.SENT, now)


def adapter() -> SmsAdapter:
    """Return the way to send that SMS_ADAPTER names."""
    made: SmsAdapter = import_string(settings.SMS_ADAPTER)()
    return made


def _end(notice: Notice, state: NoticeState, now: datetime) -> None:
    kept = {name: value for name, value in notice.params.items() if name not in texts.SECRETS}
    Notice.objects.filter(pk=notice.pk, state=NoticeState.QUEUED).update(
        state=state, params=kept, sent_at=now if state == NoticeState.SENT else None
    )
