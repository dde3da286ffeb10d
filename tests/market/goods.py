"""Sellers, variants and lots for the tests of the sales side, one variant a product."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fixtures.build import supply
from market.accounts.actors import MerchantStaff
from market.batches import services as batches
from market.catalogue.models import Variant
from market.catalogue.services import NewVariant
from market.gi.models import Right
from market.kernel import days
from market.merchants import freight as merchants
from market.merchants.freight import Freight
from market.stock.models import Lot

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = days.day(NOW)
SHELF_DAYS = 30


@dataclass(frozen=True)
class Counts:
    """What is in store and what of it is held, over all lots of a variant."""

    on_hand: int
    reserved: int


def seller(
    *, first: int = 600, following: int = 200, free_from: int | None = None
) -> MerchantStaff:
    """Make a merchant with this freight, and return somebody who works there."""
    made = supply.merchant(now=NOW)
    actor = supply.staff(made, now=NOW)
    merchants.set_freight(
        actor=actor,
        freight=Freight(first_kg_fen=first, next_kg_fen=following, free_from_fen=free_from),
        now=NOW,
    )
    return actor


def variant(
    *,
    of: MerchantStaff | None = None,
    price_fen: int = 1_000,
    gross_grams: int = 1_000,
    units: int = 0,
    right: Right | None = None,
) -> Variant:
    """Make a listed product with one variant, and `units` of it that are good for 29 days more."""
    actor = of or seller()
    size = NewVariant(
        name="一份", net_grams=gross_grams, gross_grams=gross_grams, price_fen=price_fen
    )
    product = supply.product(actor, now=NOW, variants=[size], right=right)
    made = product.variants.get()
    if units:
        lot(made, units)
    return made


def lot(
    made: Variant,
    units: int,
    *,
    good_for: int = 29,
    village: str = supply.LONGFENG,
    plot: tuple[float, float] | None = None,
) -> Lot:
    """Take units of a new batch into store; they expire in so many days.

    `plot` is the (longitude, latitude) that somebody measured.
    """
    lon, lat = plot or (None, None)
    actor = MerchantStaff(user_id=0, merchant_id=made.product.merchant_id)
    harvested_on = TODAY - timedelta(days=SHELF_DAYS - good_for)
    batch = batches.create_batch(
        actor=actor,
        product_id=made.product.public_id,
        village_code=village,
        harvested_on=harvested_on,
        grams=500_000,
        certificate=batches.NewCertificate(
            place="衡山县永和乡", promised_by="陈水生", contact="0734-5800001",
            issued_on=harvested_on,
        ),
        more=batches.More(plot_lon=lon, plot_lat=lat),
        now=NOW,
    )  # fmt: skip
    return supply.lot(actor, made, batch, units, now=NOW)


def counts(made: Variant) -> Counts:
    """Count a variant's units."""
    lots = Lot.objects.filter(variant=made)
    return Counts(sum(each.on_hand for each in lots), sum(each.reserved for each in lots))


def soon(days_from_now: int = 2) -> date:
    """Return a day on which things arrive."""
    return TODAY + timedelta(days=days_from_now)
