"""Goods as a file that can be changed and sent back; sent back as it is, it changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from market.accounts.actors import Actor, require_duty
from market.catalogue import kinds
from market.catalogue.models import Product, ProductPicture, Variant
from market.imports.columns import BY_KEY, HEADS
from market.imports.models import ImportJob, Outcome, StagedRow
from market.imports.parsing import Problem
from market.imports.queries import own_job
from market.imports.sheets import Row, Value
from market.places.queries import full_names
from market.stock.models import Lot

CHUNK = 500
WIDTHS = (14, 24, 10, 18, 10, 12, 14, 10, 24, 16, 11, 11, 8, 11, 11, 13, 18, 24, 9)
STATUSES = {"LISTED": "在卖", "PAUSED": "先不卖", "DRAFT": "草稿"}
# What only the county decides; read back, it leaves a product where it is.
OF_THE_COUNTY = {"IN_REVIEW": "审核中", "REFUSED": "没通过"}
WRONG_HEAD, ROW_HEAD = "哪里不对", "原来的行"


def goods(*, actor: Actor) -> Iterator[Row]:
    """Yield the heads, then all goods of the merchant: a row a size, a row more for each lot.

    Four statements for each 500 products. Raises Forbidden.
    """
    own = Product.objects.visible_to(require_duty(actor, "GOODS")).order_by("pk")
    return _goods(list(own.values_list("pk", flat=True)))


def _goods(pks: list[int]) -> Iterator[Row]:
    yield HEADS
    for start in range(0, len(pks), CHUNK):
        yield from _chunk(pks[start : start + CHUNK])


def _chunk(pks: list[int]) -> Iterator[Row]:
    products: Any = Product.objects.filter(pk__in=pks).order_by("pk")
    rows = list(
        products.values_list(
            "pk", "name", "category__name", "origin_id", "variety", "shelf_days", "storage",
            "perishable", "status", "category__kind", "attributes",
        )
    )  # fmt: skip
    places = full_names(row[3] for row in rows)
    sizes, lots, pictures = _sizes(pks), _lots(pks), _pictures(pks)
    for pk, name, category, origin, variety, shelf_days, storage, fresh, status, kind, told in rows:
        before = [name, category, places[origin], variety, shelf_days, storage, _yes(fresh)]
        before.append(_facts(kind, told))
        after = ["，".join(pictures[pk]), (STATUSES | OF_THE_COUNTY)[status]]
        for variant, sku, *size in sizes[pk]:
            for lot in lots.get(variant) or [("", "", "")]:
                yield [sku, *before, *_size(*size), *lot, *after]


def _size(name: str, net: int, gross: int, pieces: int, price_fen: int) -> list[Value]:
    return [name, net, gross, pieces or "", Decimal(price_fen) / 100]


def _facts(kind: str, told: Mapping[str, Any]) -> str:
    return "；".join(f"{label}：{words}" for label, words in _lines(kinds.of(kind), told))


def _lines(kind: kinds.Kind, told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return facts by label as they are typed: words of choices, numbers without their units."""
    return [
        (a.label, dict(a.choices).get(told[a.name], _plain(told[a.name])))
        for a in kind.attributes
        if a.name in told
    ]


def _plain(value: Any) -> str:
    # A text of several facts ends at a semicolon.
    return _yes(value) if isinstance(value, bool) else str(value).replace("；", "，")


def _yes(fresh: bool) -> str:
    return "是" if fresh else "否"


def _sizes(pks: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows: Any = Variant.objects.filter(product__in=pks).order_by("product_id", "position")
    for product, *size in rows.values_list(
        "product_id", "pk", "sku", "name", "net_grams", "gross_grams", "pieces", "price_fen"
    ):
        found[product].append(size)
    return found


def _lots(pks: list[int]) -> dict[int, list[tuple[Value, ...]]]:
    found: dict[int, list[tuple[Value, ...]]] = defaultdict(list)
    rows = Lot.objects.filter(variant__product__in=pks, store="MERCHANT").order_by("pk")
    for variant, on_hand, day, code in rows.values_list(
        "variant_id", "on_hand", "batch__harvested_on", "batch__code"
    ):
        found[variant].append((on_hand, day.isoformat(), code))
    return found


def _pictures(pks: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ProductPicture.objects.filter(product__in=pks).order_by("product_id", "position")
    for product, public_id in rows.values_list("product_id", "picture__public_id"):
        found[product].append(public_id)
    return found


def wrong_rows(*, actor: Actor, job_id: str, say: Callable[[Problem], str]) -> Iterator[Row]:
    """Yield the rows of a job that are wrong, with what is wrong with them, to be sent again.

    `say` gives the sentence for a problem. Raises Forbidden, NotFound("import").
    """
    return _wrong_rows(own_job(actor=actor, job_id=job_id), say)


def _wrong_rows(job: ImportJob, say: Callable[[Problem], str]) -> Iterator[Row]:
    yield [*HEADS, WRONG_HEAD, ROW_HEAD]
    rows: Any = StagedRow.objects.filter(job=job, outcome=Outcome.WRONG).order_by("number")
    for number, raw, problems in rows.values_list("number", "raw", "problems").iterator(CHUNK):
        yield [*raw, "；".join(say(Problem(*problem)) for problem in problems), number]


def head_of(column: str) -> str:
    """Return the head of a column, as it stands in the file."""
    return BY_KEY[column].head
