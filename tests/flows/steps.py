"""Steps that more than one walk takes, each over HTTP alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from fixtures.alipay_gateway.gateway import Gateway
from fixtures.build import supply
from logistics.network import codes
from market.ledger.models import Account
from market.orders.models import Order
from tests.flows.conftest import eventually
from tests.flows.talking import Caller

LI_PHONE = "13812345678"
LI = {"buyerName": "李秀英", "buyerPhone": LI_PHONE}


def staff(base: str, door: str, name: str) -> Caller:
    """Sign somebody in at a door."""
    caller = Caller(base)
    caller.do(door, "SignIn", username=name, password=supply.PASSWORD)
    return caller


def become_a_guest(li: Caller) -> None:
    """Start a shopper's session; from now on the caller shows its token."""
    started = li.run("shop", "StartSession")["startSession"]
    assert started["errors"] == []
    li.http.headers["X-Shopper-Token"] = started["token"]


def order_goods(
    li: Caller, wants: Mapping[str, int], where: Mapping[str, str], *, key: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fill the cart with so many of each variant and order it. Return cart and order."""
    for variant, quantity in wants.items():
        li.do("shop", "AddToCart", variantId=variant, quantity=quantity)
    cart = li.do("shop", "SetDelivery", **where, **LI)["cart"]
    order = li.do("shop", "Checkout", key=key, expectedTotalFen=cart["totalFen"])["order"]
    assert order["totalFen"] == cart["totalFen"] == cart["goodsFen"] + cart["freightFen"]
    return cart, order


def wish_to_pay(order: Mapping[str, Any], provider: str) -> dict[str, str]:
    """What `Pay` is asked with."""
    return {"orderId": order["id"], "provider": provider, "returnUrl": f"/o/{order['id']}"}


def pay_by_alipay(li: Caller, order: Mapping[str, Any], alipay: Gateway) -> dict[str, Any]:
    """Pay at the gateway's page; its notice makes the order paid. Return the order."""
    payment = li.do("shop", "Pay", **wish_to_pay(order, "alipay"))["payment"]
    alipay.open(payment["redirectUrl"])
    alipay.pay(payment["id"])
    paid: dict[str, Any] = eventually(lambda: state_of(li, order["id"], "PAID"))
    return paid


def state_of(li: Caller, order_id: str, wanted: str) -> dict[str, Any] | None:
    """Return the shopper's order if it is in a state."""
    order: dict[str, Any] = li.run("shop", "Order", id=order_id)["order"]
    return order if order["state"] == wanted else None


def pack(desk: Caller, expected: int) -> list[str]:
    """A merchant sees its own parts only, packs them, and gets labels. Return waybills."""
    rows = desk.run("desk", "Consignments", first=20, state="TO_PACK")["consignments"]["nodes"]
    assert len(rows) == expected
    assert len({line["productName"] for row in rows for line in row["consignment"]["lines"]}) == 1
    waybills = []
    for row in rows:
        packed = desk.do("desk", "PackConsignment", consignmentId=row["consignment"]["id"])
        assert packed["consignment"]["consignment"]["state"] == "PACKED"
        label = packed["label"]
        assert LI_PHONE not in str(label)
        waybills.append(label["waybill"])
    return waybills


def travel(sun: Caller, waybills: Sequence[str]) -> None:
    """Depot and town station, one scan a step, in this order only."""
    depot, station = codes.depot(), codes.station(supply.YONGHE)
    early = sun.refused("county", "RecordScan", waybill=waybills[0], nodeCode=station)
    assert early["code"] == "WRONG_NODE"
    for node in (depot, station):
        for waybill in waybills:
            sun.do("county", "RecordScan", waybill=waybill, nodeCode=node)


def owed() -> dict[str, int]:
    """What the house owes for all orders: goods to merchants, and freight."""
    orders = Order.objects.all()
    return {
        "MERCHANT": -sum(order.goods_fen for order in orders),
        "FREIGHT": -sum(order.freight_fen for order in orders),
    }


def balances() -> dict[str, int]:
    """Every account's balance, by its kind."""
    found: dict[str, int] = {}
    for account in Account.objects.prefetch_related("postings"):
        total = sum(posting.amount_fen for posting in account.postings.all())
        found[account.kind] = found.get(account.kind, 0) + total
    return found
