"""Many products at once, for imports: the rules of `services`, with few statements for all.

The caller owns the transaction and has checked each row with `rules`, `kinds` and `typed`; the
tables' constraints are the second wall. What is told of every product is told with one statement.
Into the shop goods go one by one, through `listing`.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F, Max

from market.accounts.actors import MerchantStaff
from market.catalogue import rules
from market.catalogue.changes import difference, numbers, texts
from market.catalogue.models import (
    PriceRecord,
    Product,
    ProductPicture,
    Revision,
    Variant,
)
from market.events.bus import emit_all
from market.kernel import ids, pinyin

CHUNK = 1_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GoodsFacts:
    """What a file says of a product. Codes are keys of the tables they name."""

    name: str
    category_id: str
    origin_id: str
    variety: str
    storage: str
    shelf_days: int
    perishable: bool
    # As `kinds.clean` returns them.
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SizeFacts:
    """What a file says of a size or grade; fen and grams."""

    name: str
    net_grams: int
    gross_grams: int
    pieces: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class NewSize:
    """A size that is not there yet."""

    sku: str
    facts: SizeFacts


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one product: facts where they differ, sizes by key, sizes to add."""

    product_pk: int
    facts: GoodsFacts | None = None
    sizes: Mapping[int, SizeFacts] = field(default_factory=dict)
    new_sizes: tuple[NewSize, ...] = ()
    # All of its pictures (keys of media.Picture), in order; None leaves them.
    pictures: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewGoods:
    """A product that is not there yet, with its sizes and pictures."""

    facts: GoodsFacts
    sizes: tuple[NewSize, ...]
    pictures: tuple[int, ...] = ()


CHANGE_PRODUCTS = """
    UPDATE catalogue_product product
       SET name = change.name, category_id = change.category_id, origin_id = change.origin_id,
           variety = change.variety, storage = change.storage, shelf_days = change.shelf_days,
           perishable = change.perishable, attributes = change.attributes,
           pinyin = change.pinyin, initials = change.initials, updated_at = %s
      FROM jsonb_to_recordset(%s::jsonb) AS change (
           pk bigint, name text, category_id text, origin_id text, variety text, storage text,
           shelf_days int, perishable boolean, attributes jsonb, pinyin text, initials text)
     WHERE product.id = change.pk
"""

CHANGE_VARIANTS = """
    UPDATE catalogue_variant variant
       SET name = change.name, net_grams = change.net_grams, gross_grams = change.gross_grams,
           pieces = change.pieces, price_fen = change.price_fen, updated_at = %s
      FROM jsonb_to_recordset(%s::jsonb) AS change (
           pk bigint, name text, net_grams int, gross_grams int, pieces int, price_fen bigint)
     WHERE variant.id = change.pk
"""


def lock(actor: MerchantStaff, product_pks: Collection[int]) -> None:
    """Lock the merchant's products, by key, before they are compared with anything."""
    own = Product.objects.visible_to(actor).order_by("pk").select_for_update(no_key=True)
    for chunk in _chunks(sorted(product_pks)):
        list(own.filter(pk__in=chunk).values_list("pk"))


@transaction.atomic
def make(*, actor: MerchantStaff, goods: Sequence[NewGoods], now: datetime) -> list[Product]:
    """Make drafts with their sizes, prices and pictures; return them in the given order."""
    products = Product.objects.bulk_create(
        [_product(actor, new.facts) for new in goods], batch_size=CHUNK
    )
    sizes = [
        (product.pk, size, position)
        for product, new in zip(products, goods, strict=True)
        for position, size in enumerate(new.sizes)
    ]
    _add_sizes(actor, sizes, now)
    pictures = [new.pictures for new in goods]
    _show((product.pk, product.name, own) for product, own in zip(products, pictures, strict=True))
    _tell([product.public_id for product in products])
    return products


@transaction.atomic
def change(*, actor: MerchantStaff, changes: Sequence[Change], now: datetime) -> None:
    """Change products that `lock` holds: each grows one version, is told once, can be undone."""
    pks = [one.product_pk for one in changes]
    before = {product.pk: texts(product) for product in Product.objects.filter(pk__in=pks)}
    facts = [(one.product_pk, one.facts) for one in changes if one.facts is not None]
    for part in _chunks(facts):
        rows = [{"pk": pk, **asdict(new), **_sounds(new.name)} for pk, new in part]
        _run(CHANGE_PRODUCTS, now, rows)
    prices = _change_sizes(
        actor, {pk: size for one in changes for pk, size in one.sizes.items()}, now
    )
    last = _last_positions([one.product_pk for one in changes if one.new_sizes])
    added = [
        (one.product_pk, size, last[one.product_pk] + 1 + place)
        for one in changes
        for place, size in enumerate(one.new_sizes)
    ]
    _add_sizes(actor, added, now)
    _replace_pictures({one.product_pk: one.pictures for one in changes if one.pictures is not None})
    Product.objects.filter(pk__in=pks).update(version=F("version") + 1, updated_at=now)
    touched = list(Product.objects.filter(pk__in=pks).order_by("pk"))
    _keep_revisions(actor, touched, before, prices, now)
    _tell([product.public_id for product in touched])


def _keep_revisions(
    actor: MerchantStaff,
    products: Sequence[Product],
    before: Mapping[int, Mapping[str, Any]],
    prices: Mapping[int, Mapping[str, Any]],
    now: datetime,
) -> None:
    """Keep what changed, as `changes.keep` does: the last of it can be undone."""
    found = []
    for product in products:
        words = difference(before[product.pk], texts(product))
        sizes = prices.get(product.pk, {})
        if words or sizes:
            changes = {"product": words, "variants": sizes}
            found.append(
                Revision(
                    product=product, version=product.version, at=now, actor=actor.ref,
                    changes=changes,
                )
            )  # fmt: skip
    Revision.objects.bulk_create(found, batch_size=CHUNK)


def _product(actor: MerchantStaff, facts: GoodsFacts) -> Product:
    return Product(
        **asdict(facts),
        **_sounds(facts.name),
        merchant_id=actor.merchant_id,
        slug=rules.slug(facts.name, ids.token()[-8:]),
    )


def _sounds(name: str) -> dict[str, str]:
    return {
        "pinyin": pinyin.full(name, max_length=255),
        "initials": pinyin.initials(name, max_length=80),
    }


def _add_sizes(
    actor: MerchantStaff, sizes: Sequence[tuple[int, NewSize, int]], now: datetime
) -> None:
    made = Variant.objects.bulk_create(
        [
            Variant(product_id=product, sku=size.sku, position=position, **asdict(size.facts))
            for product, size, position in sizes
        ],
        batch_size=CHUNK,
    )
    _keep_prices(actor, {variant.pk: variant.price_fen for variant in made}, now)


def _change_sizes(
    actor: MerchantStaff, sizes: Mapping[int, SizeFacts], now: datetime
) -> dict[int, dict[str, Any]]:
    """Change sizes; return what changed by product, as revisions keep it."""
    changed: dict[int, dict[str, Any]] = defaultdict(dict)
    for pks in _chunks(list(sizes)):
        before = list(Variant.objects.filter(pk__in=pks))
        _run(CHANGE_VARIANTS, now, [{"pk": pk, **asdict(sizes[pk])} for pk in pks])
        new: dict[int, int] = {}
        for variant in before:
            present, facts = numbers(variant), asdict(sizes[variant.pk])
            changed[variant.product_id][variant.public_id] = difference(
                present, {**present, **facts}
            )
            if facts["price_fen"] != variant.price_fen:
                new[variant.pk] = facts["price_fen"]
        _keep_prices(actor, new, now)
    return changed


def _keep_prices(actor: MerchantStaff, prices: Mapping[int, int], now: datetime) -> None:
    """Every price a variant has is kept, the first one too."""
    PriceRecord.objects.bulk_create(
        [
            PriceRecord(variant_id=pk, price_fen=price, at=now, actor=actor.ref)
            for pk, price in prices.items()
        ],
        batch_size=CHUNK,
    )


def _replace_pictures(pictures: Mapping[int, Sequence[int]]) -> None:
    for pks in _chunks(list(pictures)):
        ProductPicture.objects.filter(product__in=pks).delete()
        names = dict(Product.objects.filter(pk__in=pks).values_list("pk", "name"))
        _show([(pk, names[pk], pictures[pk]) for pk in pks])


def _show(shown: Iterable[tuple[int, str, Sequence[int]]]) -> None:
    """Put pictures under products; what they show is the product, as far as a file tells."""
    ProductPicture.objects.bulk_create(
        [
            ProductPicture(product_id=product, picture_id=picture, position=place, alt=name)
            for product, name, pictures in shown
            # Two files may hold the same picture; a product shows it once.
            for place, picture in enumerate(dict.fromkeys(pictures))
        ],
        batch_size=CHUNK,
    )


def _last_positions(product_pks: Sequence[int]) -> dict[int, int]:
    rows = Variant.objects.filter(product__in=product_pks).values_list("product_id")
    return dict(rows.annotate(last=Max("position")))


def _run(statement: str, now: datetime, rows: Sequence[Mapping[str, object]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, json.dumps(rows)])
        if cursor.rowcount != len(rows):
            raise RuntimeError(f"{cursor.rowcount} of {len(rows)} rows were changed")


def _tell(public_ids: Sequence[str]) -> None:
    for part in _chunks(public_ids):
        emit_all(("product.changed", {"product": public_id}) for public_id in part)


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
