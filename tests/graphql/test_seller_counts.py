"""What the rooms of sellers cost in SQL statements: the same for 2 rows and for 20."""

from collections.abc import Callable
from typing import Any

from fixtures.build import supply
from market.merchants import freight, staffing
from market.merchants.models import Invitation, Merchant, PaperStep
from market.merchants.tariff import Freight, Zone
from market.places.models import Place
from tests.graphql.test_query_counts import counted
from tests.graphql.world import World

FIRST = {"first": 20}
MOST = 22


def furnish(world: World, merchant: Merchant, number: int) -> None:
    """Give a shop one more of everything that its file lists."""
    paper = supply.permit(merchant, now=world.now)
    paper.scope = ["sauce"]
    paper.save()
    PaperStep.objects.create(paper=paper, state="ACCEPTED", actor="system:test", at=world.now)
    supply.staff(merchant, f"Worker{number}", now=world.now, role="PACKER")
    Invitation.objects.create(
        merchant=merchant,
        phone=f"138000001{number:02d}",
        role="PACKER",
        invited_by=world.chen.ref,
        expires_at=world.now + staffing.GOOD_FOR,
    )
    merchant.class_changes.create(
        was="FARMER", to="TRADER", state="REFUSED", paper=paper, asked_at=world.now
    )


def zones(count: int) -> tuple[Zone, ...]:
    codes = Place.objects.order_by("code").values_list("code", flat=True)[:count]
    return tuple(Zone(code, 300, 100) for code in codes)


def test_rooms_of_sellers(world: World) -> None:
    own = Merchant.objects.get(pk=world.chen.merchant_id)
    chen, sun = world.signed_in("desk", world.chen), world.signed_in("county", world.sun)
    li = world.shopper(world.li)
    rooms: dict[str, Callable[[], Any]] = {
        "shop": lambda: chen.run("desk", "ShopRoom")["shop"],
        "sellers": lambda: sun.run("county", "SellersRoom", **FIRST)["sellers"],
        "front": lambda: li.run("shop", "Seller", slug=own.slug, **FIRST)["seller"],
        "desk page": lambda: chen.http.get("/desk/shop/"),
        "desk staff": lambda: chen.http.get("/desk/staff/"),
        "county page": lambda: sun.http.get("/county/sellers/"),
        "county file": lambda: sun.http.get(f"/county/sellers/{own.public_id}/"),
    }

    def grow(numbers: range) -> dict[str, int]:
        for number in numbers:
            furnish(world, own, number)
            supply.merchant(now=world.now, name=f"第{number}家")
        terms = Freight(600, 200, zones=zones(numbers.stop // 4))
        freight.set_freight(actor=world.chen, freight=terms, now=world.now)
        return {name: counted(room) for name, room in rooms.items()}

    few = grow(range(4))
    many = grow(range(4, 24))
    assert many == few
    assert max(few.values()) <= MOST, few
    seen = rooms["shop"]()
    assert len(seen["staff"]) > 20
    assert len(seen["zones"]) == 6
    assert len(rooms["sellers"]()["nodes"]) == 20
