"""Is an answer right? Every figure that the formula knows is compared. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench import catalogue
from bench.catalogue import BenchProduct
from bench.load import Void

PAGE = 20
FACTS = 3
Json = Any

# Refusals and broken requests; a search that the index did not answer.
BAD_SIGNS = (b'"errors":[{', b'"degraded":true')


def sound(answer: bytes) -> int:
    """Return the size of an answer without signs of failure. For every request; raises Void."""
    if any(sign in answer for sign in BAD_SIGNS):
        raise Void(f"refused: {answer[:300]!r}")
    return len(answer)


def same(what: str, found: object, wanted: object) -> None:
    """Raise Void unless both are equal."""
    if found != wanted:
        raise Void(f"{what}: {found!r} instead of {wanted!r}")


def must(what: str, holds: bool) -> None:
    """Raise Void unless it holds."""
    if not holds:
        raise Void(what)


def number_of(slug: str) -> int:
    """Return which product of the formula a slug belongs to."""
    head, _, digits = slug.rpartition("-")
    must(f"slug {slug!r}", head == "gi-good" and digits.isdigit())
    return int(digits)


def check_card(card: Json, wanted: BenchProduct) -> None:
    """Check a product as a list, a search or its own page shows it."""
    same("slug", card["slug"], wanted.slug)
    same("name", card["name"], wanted.name)
    same("category", card["category"], wanted.good)
    must("id", card["id"].startswith("prd_"))
    must("picture", len(card["picture"]["key"]) == 32 and card["picture"]["width"] > 0)
    must("stock", card["inStock"] is True)
    same("number of variants", len(card["variants"]), len(wanted.variants))
    for found, size in zip(card["variants"], wanted.variants, strict=True):
        must("variant id", found["id"].startswith("var_"))
        shown = (found["sku"], found["name"], found["netGrams"], found["priceFen"])
        same("variant", shown, (size.sku, size.name, size.grams, size.price_fen))
        must("unit price", found["unitPrice"]["fen"] > 0)
        must("available", 0 < found["available"] <= catalogue.STOCK)


def check_list(data: Json, count: int) -> None:
    """The newest 20 of all, in their order, and how many there are."""
    page = data["products"]
    same("total", page["total"], count)
    same("items", len(page["nodes"]), min(PAGE, count))
    for number, node in enumerate(page["nodes"]):
        check_card(node, catalogue.product(number))


def check_detail(data: Json, number: int) -> None:
    """One product's page: the text, the facts, the batch and who sells."""
    found, wanted = data["product"], catalogue.product(number)
    must("product", found is not None)
    check_card(found, wanted)
    same("text", found["story"], wanted.text)
    must("pictures", len(found["pictures"]) == 1)
    must("facts", len(found["facts"]) >= FACTS and all(fact["value"] for fact in found["facts"]))
    must("grade", wanted.grade in [fact["value"] for fact in found["facts"]])
    same("seller", found["seller"]["name"], f"{wanted.place} Growers")
    same("certificate", found["batch"]["certificate"]["productName"], wanted.name)


def check_search(data: Json, term: str, count: int) -> None:
    """Twenty hits that have the word, the number of all, and facets."""
    page = data["search"]
    must("answered by the index", page["degraded"] is False)
    named = sum(term.lower() in catalogue.product(n).name.lower() for n in range(count))
    must(f"total of {term}: {page['total']}, {named} have it", page["total"] >= named)
    same("hits", len(page["nodes"]), min(PAGE, page["total"]))
    for node in page["nodes"]:
        wanted = catalogue.product(number_of(node["slug"]))
        check_card(node, wanted)
        must(f"{term} in {wanted.name}", term.lower() in wanted.name.lower())
    for facet in ("towns", "categories"):
        counts = [choice["count"] for choice in page["facets"][facet]]
        must(f"facet {facet}", bool(counts) and min(counts) > 0)
        same(f"sum of facet {facet}", sum(counts), page["total"])


def check_cart(data: Json, number: int, position: int) -> None:
    """A cart with one line: one unit of this variant at the formula's price."""
    started, cart = data["startSession"], data["addToCart"]["cart"]
    must("token", bool(started["token"]))
    wanted = catalogue.product(number)
    line = only(only(cart["parts"])["lines"])
    must("line id", line["id"].startswith("cln_"))
    shown = (line["offer"]["sku"], line["offer"]["productName"], line["quantity"])
    same("line", shown, (wanted.variants[position].sku, wanted.name, 1))
    same("line total", line["totalFen"], wanted.variants[position].price_fen)
    same("goods", cart["goodsFen"], line["totalFen"])
    same("total", cart["totalFen"], cart["goodsFen"] + cart["freightFen"])


def check_order(data: Json, number: int, position: int) -> None:
    """An order that is paid, of one line."""
    order, wanted = data["order"], catalogue.product(number)
    must("order", order is not None)
    must(f"paid, not {order['state']}", order["state"] == "PAID" and bool(order["paidAt"]))
    line = only(only(order["consignments"])["lines"])
    shown = (line["sku"], line["productName"], line["quantity"], line["totalFen"])
    size = wanted.variants[position]
    same("line", shown, (size.sku, wanted.name, 1, size.price_fen))
    same("total", order["totalFen"], order["goodsFen"] + order["freightFen"])


def only(rows: Sequence[Mapping[str, Json]]) -> Mapping[str, Json]:
    """Return the only one of these rows. Raises Void."""
    same("number of rows", len(rows), 1)
    return rows[0]
