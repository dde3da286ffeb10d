"""The job that changes the goods: all good rows of a file in one transaction, or none."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from market.accounts.actors import MerchantStaff
from market.batches import bulk as batches
from market.batches import rules as batch_rules
from market.batches.services import Harvest, NewCertificate
from market.catalogue import bulk, listing
from market.catalogue.models import Variant
from market.imports import planning, staging, stored, workers
from market.imports.models import ImportJob, JobState, Outcome, Piece
from market.imports.parsing import Problem
from market.imports.progress import Progress, Stopped, progress
from market.imports.stocking import Count
from market.kernel import days
from market.kernel.errors import DomainError, Invalid
from market.merchants.models import Merchant
from market.places.queries import full_names
from market.stock import bulk as stock
from market.stock.bulk import Counted

CHUNK = 1_000
# A harvest is written with its certificate, history and events: fewer at once need less room.
HARVESTS = 100
TELL_EVERY = 200
T = TypeVar("T")


def apply(*, job_id: str, now: datetime) -> None:
    """Import a file that was checked. Run again, or after a worker died, it ends the same.

    The rows are compared anew behind the locks of the goods, so what was changed since the check
    is seen; a row that cannot be any more is left out with its reason.
    """
    job = ImportJob.objects.filter(public_id=job_id, state=JobState.RUNNING).first()
    if job is None:
        return
    try:
        with progress(job, JobState.RUNNING) as line:
            _apply(job, line, now)
    except Invalid as refused:
        workers.fail(job, refused.rule, now)
    except Stopped:
        workers.forget(job)


@transaction.atomic
def _apply(job: ImportJob, line: Progress, now: datetime) -> None:
    actor = workers.actor(job)
    rows = staging.readable(job)
    bulk.lock(actor, stored.read(actor, rows).products)
    made = planning.plan(
        rows, stored.read(actor, rows, job), today=days.day(now), promised=job.promised
    )
    del rows
    whole = len(made.new) + len(made.changes)
    done = 0
    for new in _chunks(made.new):
        bulk.make(actor=actor, goods=new, now=now)
        done += len(new)
        line.tell(done, whole)
    for changes in _chunks(made.changes):
        bulk.change(actor=actor, changes=changes, now=now)
        done += len(changes)
        line.tell(done, whole)
    # What is written is let go, before the counts need their room.
    made.new.clear()
    made.changes.clear()
    _count(actor, made.counts, line, now=now, done=done)
    _move(actor, made, line, now=now, done=done)
    staging.write_outcomes(job, made.outcomes, made.problems)
    workers.move(job, JobState.RUNNING, JobState.DONE, ended_at=now)
    Piece.objects.filter(job=job).delete()


def _count(
    actor: MerchantStaff, counts: Sequence[Count], line: Progress, *, now: datetime, done: int
) -> None:
    """Enter the harvests that are not there yet, then set all counts: their lots lock last."""
    sizes = _keys([count.sku for count in counts])
    coming: dict[tuple[int, date], list[Count]] = defaultdict(list)
    for count in counts:
        if count.batch_pk is None:
            coming[sizes[count.sku][1], count.harvested_on].append(count)
    counted = [
        Counted(sizes[count.sku][0], count.batch_pk, count.expires_on, count.on_hand)
        for count in counts
        if count.batch_pk is not None
    ]
    enter = _Entering(actor, {own[0].village_code for own in coming.values()}, now)
    for part in _chunks(list(coming.items()), HARVESTS):
        made = batches.create_batches(
            actor=actor, harvests=[enter.harvest(key, own) for key, own in part], now=now
        )
        for batch, (_, own) in zip(made, part, strict=True):
            counted += [
                Counted(sizes[count.sku][0], batch.pk, batch.expires_on, count.on_hand)
                for count in own
            ]
        done += len(part)
        line.tell(done, done)
    del sizes, coming
    line.ask()
    stock.set_counts(actor=actor, counts=counted, now=now)


def _move(
    actor: MerchantStaff, made: planning.Plan, line: Progress, *, now: datetime, done: int
) -> None:
    """Ask for the states that the file wants, through the services that keep the county's say.

    What is refused only here is told of the product's rows; the rest of them stays imported.
    """
    ids = _product_ids([move.sku for move in made.moves])
    for number, move in enumerate(made.moves, start=1):
        act = _MOVES[move.status]
        try:
            act(actor=actor, product_id=ids[move.sku], now=now)
        except DomainError as refused:
            problem = Problem("status", "not_now", refused.code)
            for row in move.numbers:
                made.outcomes[row] = Outcome.WRONG
                made.problems.setdefault(row, []).append(problem)
        if number % TELL_EVERY == 0:
            line.tell(done + number, done + len(made.moves))


_MOVES = {"LISTED": listing.list_product, "PAUSED": listing.pause, "DRAFT": listing.withdraw}


class _Entering:
    """Makes harvests of what was counted, with a certificate where one is due."""

    def __init__(self, actor: MerchantStaff, villages: set[str], now: datetime) -> None:
        merchant = Merchant.objects.get(pk=actor.merchant_id)
        self.issued: dict[str, NewCertificate] = {}
        if batch_rules.must_certify(merchant.seller_class):
            self.issued = {
                code: NewCertificate(
                    place=name,
                    promised_by=merchant.name,
                    contact=merchant.phone,
                    issued_on=days.day(now),
                )
                for code, name in full_names(villages).items()
            }

    def harvest(self, key: tuple[int, date], own: Sequence[Count]) -> tuple[int, Harvest]:
        """Return a product's key and its harvest of that day: as much as was counted."""
        product_pk, day = key
        village = own[0].village_code
        grams = sum(count.on_hand * count.net_grams for count in own)
        return product_pk, Harvest(village, day, grams, self.issued.get(village))


def _keys(skus: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return the keys of sizes and of their products by 编号, the new ones too."""
    found = {}
    for part in _chunks(sorted(set(skus))):
        own = {sku: sku for sku in part}  # no second text for each of many thousand
        for sku, pk, product_pk in Variant.objects.filter(sku__in=part).values_list(
            "sku", "pk", "product_id"
        ):
            found[own[sku]] = (pk, product_pk)
    return found


def _product_ids(skus: Sequence[str]) -> dict[str, str]:
    """Return the public ids of products by the 编号 of one of their sizes."""
    return {
        sku: product_id
        for part in _chunks(skus)
        for sku, product_id in Variant.objects.filter(sku__in=part).values_list(
            "sku", "product__public_id"
        )
    }


def _chunks(rows: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
