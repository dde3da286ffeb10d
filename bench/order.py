"""A whole order by one shopper in five requests: cart, where to, order, pay, Stripe's notice."""

import time
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bench import checks
from bench.checks import sound
from bench.load import Door, Void
from bench.scenarios import Choice, operation, run, send
from fixtures.stripe_gateway import events

TOWN = "430423201"
BUYER = {"buyerName": "李秀英", "buyerPhone": "13812341234"}


class WholeOrder:
    """The load generator posts the signed notice itself, as Stripe would: the hosted page, where
    the buyer spends the time between, belongs to Stripe.

    `settings` are those of the product: where its Stripe is, with which key and secret.
    """

    name = "checkout_complete"

    def __init__(self, door: Door, choices: Sequence[Choice], settings: Mapping[str, str]) -> None:
        self._choices = choices
        self._secret = settings["STRIPE_WEBHOOK_SECRETS"]
        # Keys must differ from run to run on the same database.
        self._run = f"{time.time_ns():x}"
        points = run(door, "PointsOfTown", {"townCode": TOWN})["points"]
        self._where = {"pointCode": points[0]["code"], **BUYER}
        _, payment, _ = self._until_paying(door, 0, "sample")
        self._sample = _session(settings, payment)

    def ask(self, door: Door, number: int) -> int:
        return self._whole(door, number, f"{number}")[2]

    def check(self, door: Door, number: int) -> int:
        token, order, size = self._whole(door, number, f"c{time.time_ns():x}")
        choice = self._choices[number % len(self._choices)]
        found = run(door, "Order", {"id": order}, token)
        checks.check_order(found, choice.product, choice.position)
        return size

    def _whole(self, door: Door, number: int, mark: str) -> tuple[str, str, int]:
        """Buy and pay; return the shopper's token, the order's id and what was answered."""
        (token, order), payment, size = self._until_paying(door, number, mark)
        body, headers = events.message(
            events.event("checkout.session.completed", self._paid(payment), now=int(time.time())),
            self._secret,
            now=int(time.time()),
        )
        answer = door.post("/webhooks/stripe", body, headers)
        return token, order, size + len(answer)

    def _until_paying(
        self, door: Door, number: int, mark: str
    ) -> tuple[tuple[str, str], dict[str, Any], int]:
        choice = self._choices[number % len(self._choices)]
        size = 0

        def do(name: str, given: Mapping[str, Any], token: str = "") -> Any:
            nonlocal size
            answer = send(door, operation(name, {"input": given}), token)
            size += sound(answer)
            return orjson.loads(answer)["data"]

        begun = do("StartCart", {"variantId": choice.id, "quantity": 1})
        token = begun["startSession"]["token"]
        cart = do("SetDelivery", self._where, token)["setDelivery"]["cart"]
        given = {"key": f"bench-{self._run}-{mark}", "expectedTotalFen": cart["totalFen"]}
        order = do("Checkout", given, token)["checkout"]["order"]["id"]
        paying = {"orderId": order, "provider": "stripe", "returnUrl": f"/orders/{order}"}
        payment = do("Pay", paying, token)["pay"]["payment"]
        if not payment["redirectUrl"]:
            raise Void("Stripe gave no address to pay at")
        return (token, order), payment, size

    def _paid(self, payment: Mapping[str, Any]) -> dict[str, Any]:
        """Return Stripe's session of a payment, as it is once the buyer has paid."""
        ours = {"payment_id": payment["id"]}
        return {
            **self._sample,
            "id": _session_id(payment),
            "client_reference_id": payment["id"],
            "metadata": ours,
            "amount_subtotal": payment["amountFen"],
            "amount_total": payment["amountFen"],
            "payment_status": "paid",
            "status": "complete",
            "url": None,
            "payment_intent": f"pi_{payment['id']}",
        }


def _session_id(payment: Mapping[str, Any]) -> str:
    return str(payment["redirectUrl"]).rpartition("/")[2]


def _session(settings: Mapping[str, str], payment: Mapping[str, Any]) -> dict[str, Any]:
    """Fetch a session in its whole size from Stripe."""
    asked = urllib.request.Request(
        f"{settings['STRIPE_API_BASE']}/v1/checkout/sessions/{_session_id(payment)}",
        headers={"Authorization": f"Bearer {settings['STRIPE_API_KEY']}"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        found: dict[str, Any] = orjson.loads(answer.read())
    return found
