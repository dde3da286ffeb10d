"""A small market written row by row, and an index of its own for each test."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from market.batches.models import Batch
from market.catalogue.models import Category, Product, ProductPicture, ProductStatus, Variant
from market.gi.models import AuthorisedUser, Confidence, Right, RightStatus, Scheme
from market.media.models import Picture
from market.merchants.models import Merchant, MerchantStatus, SellerClass
from market.places.models import Level, Place
from market.search import documents, engine, services, sounds
from market.stock.models import Lot

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
CREDIT_CODE = "93430423MA4D000010"

PLACES = [
    ("430423", "衡山县", Level.COUNTY, None),
    ("430423107", "店门镇", Level.TOWNSHIP, "430423"),
    ("430423107223", "天堂村", Level.VILLAGE, "430423107"),
    ("430423201", "永和乡", Level.TOWNSHIP, "430423"),
    ("430423201224", "龙凤村", Level.VILLAGE, "430423201"),
    ("430423204", "岳北乡", Level.TOWNSHIP, "430423"),
    ("430423204222", "望峰村", Level.VILLAGE, "430423204"),
    ("430426", "祁东县", Level.COUNTY, None),
]
KINDS = [("fruit", "水果"), ("tea", "茶叶"), ("poultry", "禽蛋"), ("dried", "干货")]


class Market:
    """Makes rows; `product` returns a listed product with one variant in stock."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        for code, name, level, parent in PLACES:
            Place.objects.create(
                code=code,
                name=name,
                short_name=name[:-1],
                level=level,
                kind="x",
                parent_id=parent,
                pinyin="".join(sounds.syllables(name)),
                initials="".join(part[0] for part in sounds.syllables(name)),
                lat=27.2,
                lon=112.8,
            )
        for position, (code, name) in enumerate(KINDS):
            pinyin = "".join(sounds.syllables(name))
            Category.objects.create(code=code, name=name, pinyin=pinyin, position=position)
        self.chen = Merchant.objects.create(
            slug="chen",
            name="陈水生果园",
            seller_class=SellerClass.COOPERATIVE,
            status=MerchantStatus.APPROVED,
            credit_code=CREDIT_CODE,
            place_id="430423201224",
            phone="13800000000",
        )
        self.right = Right.objects.create(
            name="衡山红脆桃",
            scheme=Scheme.AGRI_GI,
            area="衡山县",
            area_codes=["430423"],
            category="fruit",
            confidence=Confidence.HIGH,
            status=RightStatus.LEGACY,
            source="S-hct",
        )
        AuthorisedUser.objects.create(
            right=self.right, credit_code=CREDIT_CODE, name="陈水生果园", from_on=date(2026, 1, 1)
        )

    def product(
        self,
        name: str,
        *,
        kind: str = "fruit",
        origin: str = "430423107223",
        price: int = 1980,
        stock: int = 10,
        right: Right | None = None,
        variety: str = "",
        subtitle: str = "",
        status: str = ProductStatus.LISTED,
    ) -> Product:
        number = next(self.numbers)
        parts = sounds.syllables(name)
        product = Product.objects.create(
            slug=f"good-{number}",
            merchant=self.chen,
            category_id=kind,
            name=name,
            subtitle=subtitle,
            origin_id=origin,
            right=right,
            status=status,
            variety=variety,
            shelf_days=30,
            perishable=True,
            pinyin="".join(parts),
            initials="".join(part[0] for part in parts),
            listed_at=NOW - timedelta(days=30) + timedelta(minutes=number),
        )
        self.variant(product, price=price, stock=stock)
        picture = Picture.objects.create(
            key=f"{number:032x}", width=640, height=480, widths=[160, 640]
        )
        ProductPicture.objects.create(product=product, picture=picture, position=0, alt=name)
        return product

    def variant(self, product: Product, *, price: int, stock: int = 10) -> Variant:
        number = next(self.numbers)
        variant = Variant.objects.create(
            product=product,
            sku=f"CUN-{number:05d}",
            name="2.5千克",
            net_grams=2500,
            gross_grams=2800,
            price_fen=price,
            position=product.variants.count(),
        )
        batch, _ = Batch.objects.get_or_create(
            product=product,
            code=f"B{product.pk}",
            defaults={
                "village_id": product.origin_id,
                "harvested_on": TODAY - timedelta(days=3),
                "expires_on": TODAY + timedelta(days=30),
                "grams": 100000,
            },
        )
        Lot.objects.create(variant=variant, batch=batch, on_hand=stock, expires_on=batch.expires_on)
        return variant


@pytest.fixture
def market(db: None) -> Market:
    return Market()


@pytest.fixture
def index(elasticsearch_url: str, settings: Any) -> Iterator[str]:
    """A name of its own for the index of this test; dropped afterwards."""
    settings.ELASTICSEARCH_PREFIX = f"{settings.ELASTICSEARCH_PREFIX}-{uuid.uuid4().hex[:12]}"
    engine.forget_failures()
    name = documents.alias()
    yield name
    settings.ELASTICSEARCH_URL = elasticsearch_url
    client = engine.for_writing()
    found = client.indices.get(index=f"{name}-*", features="aliases").body
    if found:
        client.indices.delete(index=list(found))
    engine.forget_failures()


@pytest.fixture
def indexed(index: str) -> Callable[[], None]:
    """Call it when the rows are there: the index is made and open to searches."""

    def build() -> None:
        services.rebuild(now=NOW)
        services.refresh()

    return build


@pytest.fixture
def goods(market: Market) -> dict[str, Product]:
    """Goods by name: what the issues of this module ask for, and some that must not be found."""
    made = [
        market.product("衡山红脆桃 精品果", right=market.right, variety="红脆桃", price=3980),
        market.product("店门脆桃 家庭装", variety="红脆桃", price=1280),
        market.product("龙凤沃柑 中果", origin="430423201224", variety="沃柑", price=2598),
        market.product("云雾茶礼盒", kind="tea", origin="430423204222", price=68000),
        market.product("燕麦茶", kind="tea", origin="430426", price=1500),
        market.product("白果散养土鸡蛋", kind="poultry", origin="430423201224", price=1500),
        market.product("沃柑果酱", kind="dried", origin="430423201224", price=2600, stock=0),
        market.product("紫薯", kind="dried", price=900),
    ]
    market.product("未上架的桃", status=ProductStatus.DRAFT)
    return {product.name: product for product in made}
