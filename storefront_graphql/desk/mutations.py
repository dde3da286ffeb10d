"""What a merchant's staff may do: with the own goods and the own parts of orders."""

from typing import Any

import graphene

from logistics.parcels import label as labels
from logistics.parcels import services as parcels
from market.accounts.actors import MerchantStaff, require
from market.catalogue import services as catalogue
from market.display import own
from market.kernel import days
from market.orders import pages as orders
from market.stock import queries as lots
from market.stock import services as stock
from storefront_graphql.desk import types as desk
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.scalars import Upload
from storefront_graphql.types import fields as f
from storefront_graphql.types.staff import SigningMutations

ProductPayload = payload(
    "ProductPayload", "The product as it is now.", product=f.maybe(desk.DeskProduct)
)
LotPayload = payload("LotPayload", "The lot as it is now.", lot=f.maybe(desk.Lot))
PackConsignmentPayload = payload(
    "PackConsignmentPayload",
    "The packed consignment and its label.",
    consignment=f.maybe(desk.DeskConsignment),
    label=f.maybe(desk.Label),
)


class UpdateListingInput(graphene.InputObjectType):
    """What is left out stays as it is."""

    product_id = f.key()
    version = f.whole("The version that was read.")
    name = graphene.String()
    subtitle = graphene.String()
    story = graphene.String()
    status = graphene.Field(desk.ProductStatusEnum)


class SetPriceInput(graphene.InputObjectType):
    variant_id = f.key()
    price_fen = f.fen()


class CorrectStockInput(graphene.InputObjectType):
    lot_id = f.key()
    on_hand = f.whole("What was counted.")


class AddPictureInput(graphene.InputObjectType):
    product_id = f.key()
    picture = Upload(required=True, description="JPEG, PNG or WebP, up to 10 MB.")
    alt = f.text("What the picture shows.")


class PackConsignmentInput(graphene.InputObjectType):
    consignment_id = f.key()


def product_now(info: Any, product_id: str) -> Any:
    """Return the payload of everything that changes a product."""
    actor, on = require(info.context.actor, MerchantStaff), days.day(info.context.now)
    return {"product": own.own_product(actor=actor, product_id=product_id, on=on)}


class GoodsMutations(graphene.ObjectType):
    update_listing = f.one(ProductPayload, input=f.given(UpdateListingInput))
    set_price = f.one(ProductPayload, input=f.given(SetPriceInput))
    correct_stock = f.one(LotPayload, input=f.given(CorrectStockInput))
    add_picture = f.one(ProductPayload, input=f.given(AddPictureInput))

    @staticmethod
    @domain_mutation
    def resolve_update_listing(_root: Any, info: Any, input: Any) -> Any:
        catalogue.update_listing(actor=info.context.actor, now=info.context.now, **input)
        return product_now(info, input.product_id)

    @staticmethod
    @domain_mutation
    def resolve_set_price(_root: Any, info: Any, input: Any) -> Any:
        variant = catalogue.set_price(actor=info.context.actor, now=info.context.now, **input)
        return product_now(info, variant.product.public_id)

    @staticmethod
    @domain_mutation
    def resolve_correct_stock(_root: Any, info: Any, input: Any) -> Any:
        actor = require(info.context.actor, MerchantStaff)
        stock.correct_count(actor=actor, now=info.context.now, **input)
        return {"lot": lots.own_lot(actor=actor, lot_id=input.lot_id)}

    @staticmethod
    @domain_mutation
    def resolve_add_picture(_root: Any, info: Any, input: Any) -> Any:
        given = {"product_id": input.product_id, "alt": input.alt, "name": input.picture.name or ""}
        catalogue.add_picture(
            actor=info.context.actor, data=input.picture.read(), now=info.context.now, **given
        )
        return product_now(info, input.product_id)


class Mutation(SigningMutations, GoodsMutations):
    pack_consignment = f.one(PackConsignmentPayload, input=f.given(PackConsignmentInput))

    @staticmethod
    @domain_mutation
    def resolve_pack_consignment(_root: Any, info: Any, input: Any) -> Any:
        actor = info.context.actor
        parcels.pack(actor=actor, now=info.context.now, **input)
        return {
            "consignment": orders.own_consignment(actor=actor, **input),
            "label": labels.label(actor=actor, **input),
        }
