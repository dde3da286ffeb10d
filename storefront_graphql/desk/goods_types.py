"""A merchant's own goods as the desk shows them."""

import json
from typing import Any

import graphene

from market.catalogue import kinds
from market.catalogue import queries as catalogue
from market.catalogue.kinds import Type
from market.catalogue.models import ProductStatus
from storefront_graphql.paging import page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Picture, UnitPrice
from storefront_graphql.types.parcels import labelled

ProductStatusEnum = labelled(ProductStatus, "Whether shoppers see a product.")
FactTypeEnum = graphene.Enum(
    "FactType", [(each.value, each.value) for each in Type], description="How a fact is typed."
)


class Origin(graphene.ObjectType):
    """A village that goods come from."""

    code = f.key()
    name = f.text("Read without context: 永和乡龙凤村.")


class StatusCount(graphene.ObjectType):
    """How many products are in a state."""

    status = graphene.Field(ProductStatusEnum, required=True)
    count = f.whole()


class ChangedColumn(graphene.ObjectType):
    """What changed, before and after, as texts."""

    column = f.text()
    variant_id = f.text("Empty: the product itself.")
    before = f.text()
    after = f.text()

    @staticmethod
    def resolve_before(changed: Any, _info: Any) -> str:
        return _text(changed.before)

    @staticmethod
    def resolve_after(changed: Any, _info: Any) -> str:
        return _text(changed.after)


class Change(graphene.ObjectType):
    """One change of words, facts or prices."""

    version = f.whole()
    at = f.moment()
    by = f.text("Who made it.")
    undo = f.yes("It took the change before it back.")
    columns = f.several(ChangedColumn)


class TypedField(graphene.ObjectType):
    """A field as it was typed."""

    name = f.text()
    value = f.text()


class Draft(graphene.ObjectType):
    """What the asker typed of a product and did not save."""

    version = f.whole("Of the product when the typing began.")
    saved_at = f.moment()
    fields = f.several(TypedField)

    @staticmethod
    def resolve_fields(draft: Any, _info: Any) -> Any:
        return [{"name": name, "value": value} for name, value in draft.fields.items()]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class DeskVariant(graphene.ObjectType):
    """A size or grade, offered or not."""

    id = f.key()
    sku = f.text()
    name = f.text()
    price_fen = f.fen()
    net_grams = f.whole()
    gross_grams = f.whole()
    pieces = f.whole()
    active = f.yes()
    on_hand = f.whole("Units in store.")
    available = f.whole("Units that can be sold today.")
    unit_price = f.one(UnitPrice)

    @staticmethod
    def resolve_unit_price(variant: Any, _info: Any) -> Any:
        return variant.unit


class Choice(graphene.ObjectType):
    """One of the words that a fact may have."""

    value = f.text()
    label = f.text()


class FactField(graphene.ObjectType):
    """A fact that a kind of goods states, how it is typed, and what it is."""

    name = f.text("Send it back in `attributes`.")
    label = f.text()
    type = graphene.Field(FactTypeEnum, required=True)
    required = f.yes("Without it nothing is listed.")
    choices = f.several(Choice)
    most = f.whole("The longest text.")
    hint = f.text()
    value = f.text("As it is typed; empty: not stated.")


class GoodsKind(graphene.ObjectType):
    """A category with what its goods state."""

    code = f.key()
    name = f.text()
    kind = f.text()
    label = f.text("Of the kind.")
    facts = f.several(FactField)
    pieces_needed = f.yes("Sold by the piece only.")
    shelf_days = f.whole("Of a new product, unless said otherwise.")
    storage = f.text()
    perishable = f.yes()

    @staticmethod
    def resolve_kind(row: Any, _info: Any) -> str:
        return row.kind.code

    @staticmethod
    def resolve_label(row: Any, _info: Any) -> str:
        return row.kind.label

    @staticmethod
    def resolve_facts(row: Any, _info: Any) -> Any:
        return fact_fields(row.kind, {})

    @staticmethod
    def resolve_pieces_needed(row: Any, _info: Any) -> bool:
        return row.kind.pieces_needed

    @staticmethod
    def resolve_shelf_days(row: Any, _info: Any) -> int:
        return row.kind.shelf_days

    @staticmethod
    def resolve_storage(row: Any, _info: Any) -> str:
        return row.kind.storage

    @staticmethod
    def resolve_perishable(row: Any, _info: Any) -> bool:
        return row.kind.perishable


def fact_fields(kind: Any, stored: Any) -> Any:
    """Return the facts of a kind as a form shows them."""
    return [
        {
            "name": each.name,
            "label": each.label,
            "type": each.type.value,
            "required": each.required,
            "choices": [{"value": value, "label": label} for value, label in each.choices],
            "most": each.most,
            "hint": each.hint,
            "value": value,
        }
        for each, value in catalogue.facts(kind, stored)
    ]


class DeskProduct(graphene.ObjectType):
    """A product as its seller edits it."""

    id = f.key()
    slug = f.text()
    name = f.text()
    subtitle = f.text()
    story = f.text()
    category = f.text()
    category_name = f.text()
    kind = f.text()
    origin_code = f.key()
    origin_name = f.text()
    variety = f.text()
    storage = f.text()
    shelf_days = f.whole()
    perishable = f.yes("Fresh goods, which are not taken back without a reason.")
    right_id = graphene.ID(description="Of the right that the seller names; null: none.")
    facts = f.several(FactField, "What the kind states, in the order of the label.")
    missing = f.several(graphene.String, "What it lacks for being listed, in words.")
    reason = f.text("Why the county refused or held it; else empty.")
    held_for = f.text("TEXT, PAPER, or empty.")
    scheduled_for = graphene.DateTime(description="In the shop from this time on.")
    ships_from = graphene.Date(description="A presale: sent from this day on.")
    status = graphene.Field(ProductStatusEnum, required=True)
    version = f.whole("Send it back with every edit.")
    listed_at = graphene.DateTime()
    pictures = f.several(Picture)
    variants = f.several(DeskVariant)

    @staticmethod
    def resolve_facts(product: Any, _info: Any) -> Any:
        return fact_fields(kinds.of(product.kind), product.attributes)

    @staticmethod
    def resolve_missing(product: Any, _info: Any) -> list[str]:
        lacks = [] if product.pictures else ["图片"]
        lacks += [] if any(variant.active for variant in product.variants) else ["规格"]
        return lacks + kinds.missing(kinds.of(product.kind), product.attributes)


DeskProductPage = page_of(DeskProduct)


class Lot(graphene.ObjectType):
    """Units of one variant from one batch in one store."""

    id = f.key()
    store = f.text("MERCHANT or DEPOT.")
    on_hand = f.whole()
    reserved = f.whole("Held for orders.")
    available = f.whole()
    expires_on = f.date()
    product_id = f.key()
    product_name = f.text()
    variant_id = f.key()
    variant_name = f.text()
    sku = f.text()
    batch_code = f.text()
    batch_id = f.key()
    storage = f.text("AMBIENT, COOL or FROZEN.")
    harvested_on = f.date()
