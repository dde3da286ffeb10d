"""Messages: said once, tried again, forgotten where they open something."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from structlog.testing import capture_logs

from market.notices import services, texts
from market.notices.models import Notice, NoticeState
from market.notices.providers.protocol import Refused, Retryable
from tests.jobs import run_jobs, waiting

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PHONE = "+8613812341234"
PARAMS = {"number": "1234567897", "point": "龙凤村村集点", "code": "123456"}


class Gateway:
    """A way to send that does what the test wants."""

    sent: ClassVar[list[tuple[str, str]]] = []
    failure: ClassVar[Exception | None] = None

    def send(self, phone: str, text: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.sent.append((phone, text))


@pytest.fixture
def gateway(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Gateway]:
    settings.SMS_ADAPTER = f"{__name__}.Gateway"
    monkeypatch.setattr(Gateway, "sent", [])
    monkeypatch.setattr(Gateway, "failure", None)
    return Gateway


def queue(cause: str = "prc_1", phone: str = PHONE) -> Notice | None:
    return services.send(kind="parcel.ready", cause=cause, phone=phone, params=PARAMS, now=NOW)


def queued() -> Notice:
    notice = queue()
    assert notice is not None
    return notice


def test_a_notice_is_a_row_and_a_job() -> None:
    notice = queued()
    assert notice.state == NoticeState.QUEUED
    assert notice.queued_at == NOW
    [job] = waiting("notices.handlers.deliver")
    assert job.args == {"notice": notice.public_id}


def test_the_job_sends_through_the_adapter_and_forgets_the_code(gateway: type[Gateway]) -> None:
    queue()
    later = NOW + timedelta(seconds=2)
    run_jobs(now=later, task="notices.handlers")
    [(phone, text)] = gateway.sent
    assert phone == PHONE
    assert text.startswith("【村集】")
    assert "取件码 123456" in text
    assert "1234567897" in text
    notice = Notice.objects.get()
    assert (notice.state, notice.sent_at, notice.tries) == (NoticeState.SENT, later, 1)
    assert "123456" not in str(notice.params.get("code", ""))
    assert notice.params["number"] == "1234567897"


def test_the_same_cause_is_told_once(gateway: type[Gateway]) -> None:
    first = queued()
    assert queue() == first
    assert queue("prc_2") != first
    run_jobs(now=NOW, task="notices.handlers")
    services.deliver(notice_id=first.public_id, now=NOW)
    assert len(gateway.sent) == 2


def test_nobody_is_told_without_a_phone() -> None:
    assert queue(phone="") is None
    assert not Notice.objects.exists()
    assert waiting() == []


def test_a_passing_failure_is_tried_again_and_then_given_up(gateway: type[Gateway]) -> None:
    notice = queued()
    gateway.failure = Retryable()
    for _ in range(services.MOST_TRIES - 1):
        with pytest.raises(Retryable):
            services.deliver(notice_id=notice.public_id, now=NOW)
        notice.refresh_from_db()
        assert notice.state == NoticeState.QUEUED
    services.deliver(notice_id=notice.public_id, now=NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (NoticeState.FAILED, services.MOST_TRIES)
    assert notice.sent_at is None
    assert "code" not in notice.params
    services.deliver(notice_id=notice.public_id, now=NOW)
    assert gateway.sent == []


def test_a_second_try_may_succeed(gateway: type[Gateway]) -> None:
    notice = queued()
    gateway.failure = Retryable()
    with pytest.raises(Retryable):
        services.deliver(notice_id=notice.public_id, now=NOW)
    gateway.failure = None
    services.deliver(notice_id=notice.public_id, now=NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (NoticeState.SENT, 2)


def test_what_will_never_be_taken_is_given_up_at_once(gateway: type[Gateway]) -> None:
    notice = queued()
    gateway.failure = Refused()
    services.deliver(notice_id=notice.public_id, now=NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (NoticeState.FAILED, 1)


def test_the_console_shows_the_text_and_not_the_phone() -> None:
    notice = queued()
    with capture_logs() as logs:
        services.deliver(notice_id=notice.public_id, now=NOW)
    [line] = [log for log in logs if log["event"] == "notice"]
    assert line["phone"] == "138****1234"
    assert "取件码 123456" in line["text"]
    assert "13812341234" not in str(logs)


@pytest.mark.parametrize("kind", texts.TEXTS)
def test_every_kind_makes_a_whole_text(kind: str) -> None:
    params = {name: f"<{name}>" for name in texts.names(kind)}
    text = texts.text(kind, params)
    assert all(value in text for value in params.values())
    assert "{" not in text
    assert "!" not in text
    assert "！" not in text


def test_a_message_without_its_parts_is_a_bug_and_queues_nothing() -> None:
    with pytest.raises(ValueError, match="code"):
        services.send(
            kind="parcel.ready",
            cause="prc_1",
            phone=PHONE,
            params={"number": "1", "point": "x"},
            now=NOW,
        )
    with pytest.raises(ValueError, match="kind"):
        services.send(kind="no.such", cause="x", phone=PHONE, params={}, now=NOW)
    assert not Notice.objects.exists()
