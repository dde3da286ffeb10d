"""Keys: the first use does the work, later ones get its result."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from market.idempotency import services
from market.idempotency.models import Key
from market.idempotency.services import Claim, KeyReused, claim
from market.kernel.errors import Invalid
from tests.jobs import run_jobs

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def use(
    key: str = "k", *, actor: str = "shopper:1", content: dict[str, object] | None = None
) -> Claim:
    return claim(actor=actor, key=key, content=content or {"a": 1}, now=NOW)


@pytest.mark.django_db
def test_the_first_result_is_given_again() -> None:
    first = use()
    assert first.result is None
    first.settle({"order": "ord_1"})
    with CaptureQueriesContext(connection) as statements:
        again = use()
    assert again.result == {"order": "ord_1"}
    assert len(statements) == 2
    assert Key.objects.count() == 1


@pytest.mark.django_db
def test_the_order_of_content_does_not_matter() -> None:
    use(content={"a": 1, "b": [1, 2]}).settle({"n": 1})
    assert use(content={"b": [1, 2], "a": 1}).result == {"n": 1}


@pytest.mark.django_db
def test_other_content_is_refused_and_writes_nothing() -> None:
    use().settle({"n": 1})
    with pytest.raises(KeyReused) as refused:
        use(content={"a": 2})
    assert refused.value.field == "key"
    assert Key.objects.get().result == {"n": 1}


@pytest.mark.django_db
def test_keys_belong_to_actors() -> None:
    use().settle({"n": 1})
    assert use(actor="shopper:2").result is None


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k" * 256, "a\x00b"])
def test_unusable_keys(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        use(key)
    assert (refused.value.name, Key.objects.count()) == ("key", 0)


@pytest.mark.django_db
def test_the_longest_key_fits() -> None:
    use("钥" * 255).settle({"n": 1})
    assert use("钥" * 255).result == {"n": 1}


@pytest.mark.django_db
def test_a_failed_first_use_leaves_the_key_free() -> None:
    def fail() -> None:
        with transaction.atomic():
            use()
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        fail()
    assert use(content={"a": 2}).result is None


@pytest.mark.django_db
def test_a_use_without_a_result_is_a_bug_that_shows() -> None:
    use()
    with pytest.raises(RuntimeError, match="without a result"):
        use()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_claim_is_a_bug_that_shows() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        use()
    assert Key.objects.count() == 0


@pytest.mark.django_db
def test_keys_are_kept_for_seven_days_at_least() -> None:
    use().settle({"n": 1})
    assert services.purge(now=NOW + timedelta(days=7, hours=23)) == 0
    assert use().result == {"n": 1}
    assert services.purge(now=NOW + timedelta(days=8, seconds=1)) == 1
    assert run_jobs(task="idempotency") == []
