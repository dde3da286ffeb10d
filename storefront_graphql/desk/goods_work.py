"""Work on goods at the desk: new ones, copies, times, drafts, taking back, tables."""

from typing import Any

import graphene

from market.catalogue import copying, drafts, editing, listing
from market.catalogue import services as catalogue
from market.catalogue.services import NewVariant
from market.stock import launching, tables
from storefront_graphql.desk import goods_types as goods
from storefront_graphql.desk.goods import FactInput, ProductPayload, facts_of, product_now
from storefront_graphql.errors import Raised, UserError, domain_mutation, payload
from storefront_graphql.types import fields as f


class SizeInput(graphene.InputObjectType):
    """A size or grade to sell. Weights in grams; packed it weighs a tenth more unless said."""

    name = f.text()
    net_grams = f.whole()
    gross_grams = graphene.Int()
    price_fen = f.fen()
    pieces = graphene.Int(description="0, or left out: sold by weight.")
    sku = graphene.String()


class CreateProductInput(graphene.InputObjectType):
    """A draft. What is left out the kind knows."""

    category = f.key()
    name = f.text()
    origin_code = f.key()
    sizes = f.several(SizeInput)
    attributes = graphene.List(graphene.NonNull(FactInput))
    subtitle = graphene.String()
    story = graphene.String()
    variety = graphene.String()
    storage = graphene.String()
    shelf_days = graphene.Int()
    perishable = graphene.Boolean()
    right_id = graphene.ID(description="The right that the goods are said to come under.")


class ProductInput(graphene.InputObjectType):
    product_id = f.key()


class VersionInput(graphene.InputObjectType):
    product_id = f.key()
    version = f.whole("The version that was read.")


class PlanSaleInput(graphene.InputObjectType):
    """When it goes into the shop, and from when on it is sent; null: at once."""

    product_id = f.key()
    version = f.whole("The version that was read.")
    scheduled_for = graphene.DateTime()
    ships_from = graphene.Date()


class AddSizeInput(graphene.InputObjectType):
    product_id = f.key()
    size = graphene.Field(SizeInput, required=True)


class OfferSizeInput(graphene.InputObjectType):
    variant_id = f.key()
    active = f.yes("Whether it is offered.")


class TypedFieldInput(graphene.InputObjectType):
    name = f.text("A field of the editor, or attributes.<name of a fact>.")
    value = f.text()


class SaveDraftInput(graphene.InputObjectType):
    """What was typed so far; nothing of it is checked."""

    product_id = f.key()
    version = f.whole("Of the product when the typing began.")
    fields = f.several(TypedFieldInput)


class PriceCellInput(graphene.InputObjectType):
    variant_id = f.key()
    price_fen = f.fen()
    seen_fen = f.fen("The price that was read.")


class CountCellInput(graphene.InputObjectType):
    lot_id = f.key()
    on_hand = f.whole("What was counted.")
    seen = f.whole("The count that was read.")


class SaveTableInput(graphene.InputObjectType):
    """Up to 200 cells."""

    prices = f.several(PriceCellInput)
    counts = f.several(CountCellInput)


class LaunchProductInput(graphene.InputObjectType):
    """The first harvest of a new product; the rest follows from the product."""

    product_id = f.key()
    version = f.whole("The version that was read.")
    harvested_on = f.date()
    units = f.whole("Of every size.")
    promised_by = graphene.String(description="Who promises; without it no certificate.")
    contact = graphene.String(description="Phone number of who promises.")


class CellResult(graphene.ObjectType):
    """What came of one cell; without an error it is saved."""

    id = f.key()
    error = f.maybe(UserError)

    @staticmethod
    def resolve_error(result: Any, _info: Any) -> Any:
        return Raised(result.error) if result.error else None


DraftPayload = payload("DraftPayload", "The draft as it is kept now.", draft=f.maybe(goods.Draft))
DropDraftPayload = payload("DropDraftPayload", "The draft is gone.")
TablePayload = payload(
    "TablePayload",
    "A result for every cell, in the order given.",
    cells=graphene.List(graphene.NonNull(CellResult)),
)


def size_of(given: Any) -> NewVariant:
    """Return a size; packing weighs a tenth of the goods where nothing is said of it."""
    net = given.net_grams
    return NewVariant(
        name=given.name,
        net_grams=net,
        gross_grams=given.get("gross_grams") or net + (net + 9) // 10,
        price_fen=given.price_fen,
        pieces=given.get("pieces") or 0,
        sku=given.get("sku") or "",
    )


class GoodsWork(graphene.ObjectType):
    create_product = f.one(ProductPayload, input=f.given(CreateProductInput))
    copy_product = f.one(ProductPayload, input=f.given(ProductInput))
    plan_sale = f.one(ProductPayload, input=f.given(PlanSaleInput))
    undo_last = f.one(
        ProductPayload,
        "Take the last change of words, facts or prices back.",
        input=f.given(VersionInput),
    )
    add_size = f.one(ProductPayload, input=f.given(AddSizeInput))
    offer_size = f.one(ProductPayload, input=f.given(OfferSizeInput))
    save_draft = f.one(DraftPayload, input=f.given(SaveDraftInput))
    drop_draft = f.one(DropDraftPayload, input=f.given(ProductInput))
    save_table = f.one(TablePayload, input=f.given(SaveTableInput))
    launch_product = f.one(ProductPayload, input=f.given(LaunchProductInput))

    @staticmethod
    @domain_mutation
    def resolve_create_product(_root: Any, info: Any, input: Any) -> Any:
        given = dict(input)
        sizes = [size_of(size) for size in given.pop("sizes")]
        facts = facts_of(given.pop("attributes", None) or ())
        made = catalogue.create_product(
            actor=info.context.actor,
            now=info.context.now,
            variants=sizes,
            attributes=facts,
            **given,
        )
        return product_now(info, made.public_id)

    @staticmethod
    @domain_mutation
    def resolve_copy_product(_root: Any, info: Any, input: Any) -> Any:
        made = copying.copy_product(actor=info.context.actor, now=info.context.now, **input)
        return product_now(info, made.public_id)

    @staticmethod
    @domain_mutation
    def resolve_plan_sale(_root: Any, info: Any, input: Any) -> Any:
        times = {"scheduled_for": None, "ships_from": None}
        listing.plan_sale(actor=info.context.actor, now=info.context.now, **{**times, **input})
        return product_now(info, input.product_id)

    @staticmethod
    @domain_mutation
    def resolve_undo_last(_root: Any, info: Any, input: Any) -> Any:
        editing.undo_last(actor=info.context.actor, now=info.context.now, **input)
        return product_now(info, input.product_id)

    @staticmethod
    @domain_mutation
    def resolve_add_size(_root: Any, info: Any, input: Any) -> Any:
        size, actor = size_of(input.size), info.context.actor
        catalogue.add_variant(
            actor=actor, product_id=input.product_id, variant=size, now=info.context.now
        )
        return product_now(info, input.product_id)

    @staticmethod
    @domain_mutation
    def resolve_offer_size(_root: Any, info: Any, input: Any) -> Any:
        variant = editing.set_active(actor=info.context.actor, now=info.context.now, **input)
        return product_now(info, variant.product.public_id)

    @staticmethod
    @domain_mutation
    def resolve_save_draft(_root: Any, info: Any, input: Any) -> Any:
        typed = {field.name: field.value for field in input.fields}
        draft = drafts.save_draft(
            actor=info.context.actor,
            product_id=input.product_id,
            version=input.version,
            fields=typed,
            now=info.context.now,
        )
        return {"draft": draft}

    @staticmethod
    @domain_mutation
    def resolve_drop_draft(_root: Any, info: Any, input: Any) -> Any:
        drafts.drop_draft(actor=info.context.actor, now=info.context.now, **input)
        return {}

    @staticmethod
    @domain_mutation
    def resolve_save_table(_root: Any, info: Any, input: Any) -> Any:
        cells = tables.save_table(
            actor=info.context.actor,
            prices=[tables.PriceCell(**cell) for cell in input.prices],
            counts=[tables.CountCell(**cell) for cell in input.counts],
            now=info.context.now,
        )
        return {"cells": cells}

    @staticmethod
    @domain_mutation
    def resolve_launch_product(_root: Any, info: Any, input: Any) -> Any:
        first = launching.FirstHarvest(
            harvested_on=input.harvested_on,
            units=input.units,
            promised_by=input.get("promised_by") or "",
            contact=input.get("contact") or "",
        )
        launching.launch(
            actor=info.context.actor,
            product_id=input.product_id,
            version=input.version,
            first=first,
            now=info.context.now,
        )
        return product_now(info, input.product_id)
