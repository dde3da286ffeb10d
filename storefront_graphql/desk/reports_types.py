"""What waits for a seller today, and what was sold."""

from typing import Any

import graphene

from market.reports.rules import DOOR, REST, By, SalesRow
from storefront_graphql.types import fields as f
from storefront_graphql.types.claims import FlagStateEnum, OutputOf

SalesByEnum = graphene.Enum.from_enum(
    By,
    name="SalesBy",
    description=lambda value: None if value else "What each row of a report is about.",
)


def row_name(row: SalesRow) -> str:
    """Return what a row of a report is called, in Chinese; a day as YYYY-MM-DD."""
    return {DOOR: "送到家里的", REST: f"其余 {row.name} 样"}.get(row.key, row.name)


class SalesSums(graphene.ObjectType):
    """What was sold, without freight."""

    fen = f.fen()
    orders = f.whole("Each counted once.")
    units = f.whole()
    grams = f.whole("Net, as it was agreed.")


class SalesRowType(SalesSums):
    """One day, product or point."""

    class Meta:
        name = "SalesRow"

    key = f.key("The day, the product's id, the point's code; DOOR, or REST: all other rows.")
    name = f.text()

    @staticmethod
    def resolve_name(row: SalesRow, _info: Any) -> str:
        return row_name(row)


class SalesReport(graphene.ObjectType):
    """What was paid for in a period and not cancelled, by the county's days."""

    first = f.date()
    last = f.date()
    total = f.one(SalesSums)
    rows = f.several(SalesRowType)


def _duty(description: str) -> Any:
    return graphene.Int(description=description)


class Today(graphene.ObjectType):
    """How much waits today. Null: not the asker's duty."""

    to_pack = _duty("Parts of orders.")
    late = _duty("Of these, what was promised for today or earlier.")
    low_stock = _duty("Sizes, as `lowStock` lists them.")
    expiring = _duty("Lots, as `nearExpiry` lists them.")
    refused = _duty("Goods that the county refused.")
    in_review = _duty("Goods that the county looks at.")
    unanswered = _duty("Questions.")
    flagged = _duty("Goods, as `flaggedGoods` lists them.")
    near_ceilings = _duty("Rights, as `nearCeilings` lists them.")
    ending_papers = _duty("Papers, as `endingPapers` lists them.")
    week = graphene.List(
        graphene.NonNull(f.Fen), description="Sales of the last seven days, oldest first."
    )


class FlaggedGoods(graphene.ObjectType):
    """Goods with a protected name in their words, before or after the county's decision."""

    product_id = f.key()
    product_name = f.text("As it was when it was found.")
    state = graphene.Field(FlagStateEnum, required=True)
    reason = f.text("What the county said.")
    found = f.several(graphene.String, "What stands in the texts.")

    @staticmethod
    def resolve_product_id(flag: Any, _info: Any) -> str:
        return flag.subject

    @staticmethod
    def resolve_product_name(flag: Any, _info: Any) -> str:
        return flag.title

    @staticmethod
    def resolve_found(flag: Any, _info: Any) -> list[str]:
        return list(dict.fromkeys(hit["found"] for hit in flag.hits))


class EndingPaper(graphene.ObjectType):
    """A paper that ended or ends within 30 days."""

    label = f.text()
    number = f.text()
    valid_to = f.date()
    days_left = f.whole("Below nought: it ended.")


class NearCeiling(graphene.ObjectType):
    """A right of which four fifths or more of what is licensed this season are sold."""

    right_id = f.key()
    right_name = f.text()
    output = f.one(OutputOf)
