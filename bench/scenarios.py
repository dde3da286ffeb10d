"""What is asked. A scenario sends registered operations and knows whether the answers are right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from bench import catalogue, checks
from bench.checks import PAGE, sound
from bench.load import Door

SHOP = "/graphql/shop"
TOKEN = "X-Shopper-Token"


class Scenario(Protocol):
    """`ask` is what is timed; `check` asks the same and compares each field. Both raise Void."""

    name: str

    def ask(self, door: Door, number: int) -> int: ...
    def check(self, door: Door, number: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant to buy: its public id, and which one of the formula's it is."""

    id: str
    product: int
    position: int


def operation(name: str, variables: Mapping[str, Any]) -> bytes:
    """Return the body of a request for a registered operation."""
    return orjson.dumps({"id": name, "variables": variables})


def send(door: Door, body: bytes, token: str = "") -> bytes:
    """Ask the shop; with a token as the shopper whose it is."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers[TOKEN] = token
    return door.post(SHOP, body, headers)


def run(door: Door, name: str, variables: Mapping[str, Any], token: str = "") -> Any:
    """Run an operation and return its data. Raises Void for a refusal."""
    answer = send(door, operation(name, variables), token)
    sound(answer)
    return orjson.loads(answer)["data"]


class Health:
    """A floor: what a request costs that asks the database for 1."""

    name = "floor: /healthz"

    def ask(self, door: Door, number: int) -> int:
        return len(door.get("/healthz"))

    def check(self, door: Door, number: int) -> int:
        answer = door.get("/healthz")
        checks.same("health", answer, b"ok")
        return len(answer)


class Categories:
    """A floor: what the least registered operation costs, with one statement."""

    name = "floor: { categories }"
    _body = operation("Categories", {})

    def ask(self, door: Door, number: int) -> int:
        return sound(send(door, self._body))

    def check(self, door: Door, number: int) -> int:
        answer = send(door, self._body)
        found = [kind["code"] for kind in orjson.loads(answer)["data"]["categories"]]
        checks.same("categories", found, list(catalogue.GOODS))
        return len(answer)


class ProductList:
    """The newest 20 products."""

    name = "product_list"
    _body = operation("ProductList", {"first": PAGE})

    def __init__(self, count: int) -> None:
        self._count = count

    def ask(self, door: Door, number: int) -> int:
        return sound(send(door, self._body))

    def check(self, door: Door, number: int) -> int:
        answer = send(door, self._body)
        checks.check_list(orjson.loads(answer)["data"], self._count)
        return len(answer)


class ProductDetail:
    """One of 500 products by its slug."""

    name = "product_detail"

    def __init__(self, count: int) -> None:
        self._slugs = catalogue.slugs(count)
        self._bodies = [operation("ProductDetail", {"slug": slug}) for slug in self._slugs]

    def ask(self, door: Door, number: int) -> int:
        return sound(send(door, self._bodies[number % len(self._bodies)]))

    def check(self, door: Door, number: int) -> int:
        answer = send(door, self._bodies[number % len(self._bodies)])
        slug = self._slugs[number % len(self._slugs)]
        checks.check_detail(orjson.loads(answer)["data"], checks.number_of(slug))
        return len(answer)


class Search:
    """One of 16 words, with facets."""

    name = "search"

    def __init__(self, count: int) -> None:
        self._count = count
        self._terms = catalogue.terms()
        self._bodies = [operation("Search", {"text": term, "first": PAGE}) for term in self._terms]

    def ask(self, door: Door, number: int) -> int:
        return sound(send(door, self._bodies[number % len(self._bodies)]))

    def check(self, door: Door, number: int) -> int:
        answer = send(door, self._bodies[number % len(self._bodies)])
        term = self._terms[number % len(self._terms)]
        checks.check_search(orjson.loads(answer)["data"], term, self._count)
        return len(answer)


class CartAdd:
    """A new guest puts one unit of a variant into a cart."""

    name = "cart_add"

    def __init__(self, choices: Sequence[Choice]) -> None:
        self._choices = choices
        self._bodies = [
            operation("StartCart", {"input": {"variantId": each.id, "quantity": 1}})
            for each in choices
        ]

    def ask(self, door: Door, number: int) -> int:
        return sound(send(door, self._bodies[number % len(self._bodies)]))

    def check(self, door: Door, number: int) -> int:
        answer = send(door, self._bodies[number % len(self._bodies)])
        sound(answer)
        choice = self._choices[number % len(self._choices)]
        checks.check_cart(orjson.loads(answer)["data"], choice.product, choice.position)
        return len(answer)


def choices(door: Door, count: int) -> list[Choice]:
    """Return one variant of each of the products that details are asked of."""
    found = []
    for k, slug in enumerate(catalogue.slugs(count)):
        variants = run(door, "ProductDetail", {"slug": slug})["product"]["variants"]
        position = k % len(variants)
        found.append(Choice(variants[position]["id"], checks.number_of(slug), position))
    return found
