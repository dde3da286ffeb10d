"""The catalogue of the measurements as rows.

Places, points, rights, sellers and pictures come through the services. Products and all that hangs
on each of them are inserted in bulk, in the shape that the services give them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from bench import catalogue as formula
from bench.catalogue import BenchProduct
from fixtures.build import jobs, points, supply
from fixtures.seed.goods import IMAGES, illustration
from logistics.network import services as network
from market.batches import certifying
from market.batches import rules as batches
from market.batches.models import Batch, Certificate
from market.catalogue import services as catalogue
from market.catalogue.models import (
    PriceRecord,
    Product,
    ProductPicture,
    ProductStatus,
    Variant,
)
from market.gi.models import Right
from market.kernel import days, pinyin
from market.media.models import Picture
from market.media.services import accept_picture
from market.merchants import services as merchants
from market.merchants.models import Merchant
from market.places.models import Place
from market.stock.models import Lot, Movement

RIGHT = "衡山红脆桃"
"""Claimed by every second product, so that lists pay for badges."""
SHELF_DAYS = 365
PACKING_GRAMS = 100
BATCH_GRAMS = 500_000
PHONE = "0734-5800001"
CHUNK = 1000
ACTOR = "system:bench"


@transaction.atomic
def fill(count: int, *, now: datetime) -> None:
    """Write `count` products into an empty database: each with its variants, a picture, a batch
    with its certificate, and units of each variant in store. The first one is the newest.
    """
    supply.whole_county()
    points.build_network()
    right = supply.right(RIGHT, now=now)
    sellers = _sellers(right, now)
    pictures = _pictures(now)
    for position, good in enumerate(formula.GOODS):
        catalogue.put_category(code=good, name=good.title(), position=position, kind="FRUIT")
    made = [formula.product(number) for number in range(count)]
    products = [_product(one, sellers, right, now) for one in made]
    Product.objects.bulk_create(products, batch_size=CHUNK)
    ProductPicture.objects.bulk_create(
        (
            ProductPicture(product=row, picture=pictures[one.image], position=0, alt=one.name)
            for one, row in zip(made, products, strict=True)
        ),
        batch_size=CHUNK,
    )
    variants = _variants(made, products, now)
    _stock(products, variants, sellers, now)
    jobs.clear_jobs()  # the index is built anew afterwards


def _sellers(right: Right, now: datetime) -> list[Merchant]:
    """Make a seller for each place of the formula, in the first village of each township."""
    towns = Place.objects.towns().order_by("code")[: len(formula.PLACES)]
    found = []
    for number, (name, town) in enumerate(zip(formula.PLACES, towns, strict=True)):
        village = Place.objects.villages().filter(parent=town).order_by("code")[0]
        merchant = merchants.create_merchant(
            name=f"{name} Growers",
            slug=f"growers-{number}",
            seller_class="COOPERATIVE",
            credit_code=supply.credit_code(f"93430423MA5B{number:05d}"),
            place_code=village.code,
            phone=PHONE,
            story=f"Growers of {name} who pack in the village.",
            freight=merchants.Freight(first_kg_fen=600, next_kg_fen=200, free_from_fen=9_900),
            now=now,
        )
        network.merchant_node(merchant_id=merchant.pk)
        supply.authorise(right, merchant, from_on=date(now.year - 1, 1, 1), now=now)
        found.append(merchant)
    return found


def _pictures(now: datetime) -> list[Picture]:
    names = sorted(path.stem for path in IMAGES.glob("*.svg"))[: formula.IMAGES]
    return [accept_picture(data=illustration(name), name=f"{name}.png", now=now) for name in names]


def _product(
    one: BenchProduct, sellers: Sequence[Merchant], right: Right, now: datetime
) -> Product:
    seller = sellers[formula.PLACES.index(one.place)]
    return Product(
        slug=one.slug,
        merchant=seller,
        category_id=one.good,
        name=one.name,
        subtitle=f"{one.grade} {one.good} from {one.place}",
        story=one.text,
        origin_id=seller.place_id,
        right=right if one.number % 2 == 0 else None,
        status=ProductStatus.LISTED,
        variety=one.grade,
        storage="Cool and dry",
        shelf_days=SHELF_DAYS,
        perishable=False,
        pinyin=pinyin.full(one.name, max_length=255),
        initials=pinyin.initials(one.name, max_length=80),
        listed_at=now - timedelta(minutes=one.number),
    )


def _variants(
    made: Sequence[BenchProduct], products: Sequence[Product], now: datetime
) -> list[Variant]:
    variants = [
        Variant(
            product=row,
            sku=size.sku,
            name=size.name,
            net_grams=size.grams,
            gross_grams=size.grams + PACKING_GRAMS,
            price_fen=size.price_fen,
            position=position,
        )
        for one, row in zip(made, products, strict=True)
        for position, size in enumerate(one.variants)
    ]
    Variant.objects.bulk_create(variants, batch_size=CHUNK)
    PriceRecord.objects.bulk_create(
        (
            PriceRecord(variant=variant, price_fen=variant.price_fen, at=now, actor=ACTOR)
            for variant in variants
        ),
        batch_size=CHUNK,
    )
    return variants


def _stock(
    products: Sequence[Product],
    variants: Sequence[Variant],
    sellers: Sequence[Merchant],
    now: datetime,
) -> None:
    """Enter one batch a product, certified, and units of each of its variants."""
    harvests = _batches(products, {seller.pk: seller.name for seller in sellers}, now)
    lots = [
        Lot(
            variant=variant,
            batch=harvests[variant.product_id],
            on_hand=formula.STOCK,
            expires_on=harvests[variant.product_id].expires_on,
        )
        for variant in variants
    ]
    Lot.objects.bulk_create(lots, batch_size=CHUNK)
    Movement.objects.bulk_create(
        (
            Movement(
                lot=lot,
                kind="RECEIPT",
                delta=formula.STOCK,
                cause=lot.batch.public_id,
                actor=ACTOR,
                at=now,
            )
            for lot in lots
        ),
        batch_size=CHUNK,
    )


def _batches(
    products: Sequence[Product], sellers: dict[int, str], now: datetime
) -> dict[int, Batch]:
    """Enter yesterday's harvest of each product; return batches by product."""
    harvested = days.day(now) - timedelta(days=1)
    made = [
        Batch(
            code=f"{harvested:%y%m%d}-{number:08d}",
            product=row,
            village_id=row.origin_id,
            harvested_on=harvested,
            expires_on=batches.expires_on(harvested, SHELF_DAYS),
            grams=BATCH_GRAMS,
        )
        for number, row in enumerate(products)
    ]
    Batch.objects.bulk_create(made, batch_size=CHUNK)
    for start in range(0, len(made), CHUNK):
        part = made[start : start + CHUNK]
        certifying.issue_first([_certificate(batch, sellers, harvested) for batch in part])
    return {batch.product_id: batch for batch in made}


def _certificate(batch: Batch, sellers: Mapping[int, str], on: date) -> Certificate:
    return Certificate(
        batch=batch,
        number=f"HGZ-{batch.code}",
        product_name=batch.product.name,
        grams=batch.grams,
        place=sellers[batch.product.merchant_id],
        promised_by=sellers[batch.product.merchant_id],
        contact=PHONE,
        issued_on=on,
    )
