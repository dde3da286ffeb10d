"""Reading what a file's rows may mean: a few statements, however many rows there are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Count

from market.accounts.actors import MerchantStaff
from market.batches.models import Batch
from market.catalogue.bulk import GoodsFacts, SizeFacts
from market.catalogue.models import Category, Product, ProductPicture, Variant
from market.imports.matching import Stored, StoredBatch, StoredProduct, StoredSize
from market.imports.models import ImportJob
from market.imports.parsing import GoodsRow
from market.kernel.text import plain
from market.merchants.models import Merchant
from market.places.models import Level, Place
from market.stock.models import Lot

# So many keys are asked for with one statement.
CHUNK = 5_000
T = TypeVar("T")


def read(
    actor: MerchantStaff, rows: Sequence[tuple[int, GoodsRow]], job: ImportJob | None = None
) -> Stored:
    """Return what is stored of a merchant's goods, as far as the rows speak of it."""
    sizes = _sizes(actor, [row.sku for _, row in rows])
    named = _named(actor, [row.name for _, row in rows if row.name])
    pks = {size.product_pk for size in sizes.values() if size.is_own}
    pks |= {pk for same in named.values() for pk in same}
    origins, villages = _places()
    pictures, refused = _archive(job)
    return Stored(
        seller_class=Merchant.objects.values_list("seller_class", flat=True).get(
            pk=actor.merchant_id
        ),
        categories=_categories(),
        kinds=dict(Category.objects.values_list("code", "kind")),
        origins=origins,
        villages=villages,
        sizes=sizes,
        products=_products(sorted(pks)),
        named=named,
        batches=_batches(sorted(pks)),
        lots=_lots(sorted(pks)),
        pictures=pictures,
        refused=refused,
        has_archive=job is not None and job.pieces.filter(kind="PICTURES").exists(),
    )


def _categories() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, name in Category.objects.values_list("code", "name"):
        found[plain(code)] = found[plain(name)] = (code,)
    return found


def _places() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return places by code, by name and by name with the township; and where a harvest may be."""
    found: dict[str, set[str]] = defaultdict(set)
    villages: set[str] = set()
    places = Place.objects.values_list("code", "name", "short_name", "level", "parent__name")
    for code, name, short, level, parent in places:
        for word in (code, name, short, f"{parent or ''}{name}"):
            found[plain(word)].add(code)
        if level == Level.VILLAGE or not code.startswith(settings.COUNTY_CODE):
            villages.add(code)
    return {word: tuple(codes) for word, codes in found.items()}, frozenset(villages)


def _sizes(actor: MerchantStaff, skus: Sequence[str]) -> dict[str, StoredSize]:
    found = {}
    for part in _chunks(sorted(set(skus))):
        rows: Any = Variant.objects.filter(sku__in=part).values_list(
            "sku", "pk", "product_id", "product__merchant_id", "name", "net_grams", "gross_grams",
            "pieces", "price_fen",
        )  # fmt: skip
        for sku, pk, product, merchant, *facts in rows:
            own = merchant == actor.merchant_id
            found[sku] = StoredSize(pk, product, own, SizeFacts(*facts))
    return found


def _named(actor: MerchantStaff, names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for part in _chunks(sorted(set(names))):
        own = Product.objects.visible_to(actor).filter(name__in=part)
        for name, pk in own.order_by("pk").values_list("name", "pk"):
            found[name] = (*found.get(name, ()), pk)
    return found


def _products(pks: Sequence[int]) -> dict[int, StoredProduct]:
    found: dict[int, StoredProduct] = {}
    for part in _chunks(pks):
        pictures: dict[int, dict[str, int]] = defaultdict(dict)
        shown = ProductPicture.objects.filter(product__in=part).order_by("product_id", "position")
        for product, public_id, picture in shown.values_list(
            "product_id", "picture__public_id", "picture_id"
        ):
            pictures[product][public_id] = picture
        counted = Product.objects.filter(pk__in=part).annotate(sizes=Count("variants"))
        rows: Any = counted.values_list(
            "pk", "status", "held_for", "sizes", "name", "category_id", "origin_id", "variety",
            "storage", "shelf_days", "perishable", "attributes",
        )  # fmt: skip
        for pk, status, held_for, sizes, *facts in rows:
            own = pictures.get(pk, {})
            found[pk] = StoredProduct(
                pk, GoodsFacts(*facts), status, held_for, sizes, tuple(own.values()), own
            )
    return found


def _batches(pks: Sequence[int]) -> dict[int, tuple[StoredBatch, ...]]:
    found: dict[int, list[StoredBatch]] = defaultdict(list)
    for part in _chunks(pks):
        own = Batch.objects.filter(product__in=part).order_by("pk")
        rows: Any = own.values_list("product_id", "pk", "code", "harvested_on", "expires_on")
        for product, *batch in rows:
            found[product].append(StoredBatch(*batch))
    return {product: tuple(own) for product, own in found.items()}


def _lots(pks: Sequence[int]) -> dict[tuple[int, int], tuple[int, int]]:
    found = {}
    for part in _chunks(pks):
        rows = Lot.objects.filter(variant__product__in=part, store="MERCHANT")
        for variant, batch, on_hand, reserved in rows.values_list(
            "variant_id", "batch_id", "on_hand", "reserved"
        ):
            found[variant, batch] = (on_hand, reserved)
    return found


def _archive(job: ImportJob | None) -> tuple[Mapping[str, int], frozenset[str]]:
    if job is None:
        return {}, frozenset()
    rows = list(job.pictures.values_list("name", "picture_id"))
    taken = {name: picture for name, picture in rows if picture is not None}
    return taken, frozenset(name for name, picture in rows if picture is None)


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
