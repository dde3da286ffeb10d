"""What a merchant's staff may do: with the own goods and the own parts of orders."""

from typing import Any

import graphene

from logistics.parcels import label as labels
from logistics.parcels import services as parcels
from market.orders import pages as orders
from storefront_graphql.desk import types as desk
from storefront_graphql.desk.batches import BatchMutations
from storefront_graphql.desk.class_changes import ClassChangeMutations
from storefront_graphql.desk.goods import GoodsMutations
from storefront_graphql.desk.goods_facts import GoodsFactsMutations
from storefront_graphql.desk.goods_work import GoodsWork
from storefront_graphql.desk.imports import ImportsMutations
from storefront_graphql.desk.pictures import PicturesMutations
from storefront_graphql.desk.rights import RightsMutations
from storefront_graphql.desk.shops import ShopMutations
from storefront_graphql.desk.trust import TrustMutations
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.types import fields as f
from storefront_graphql.types.staff import SigningMutations

PackConsignmentPayload = payload(
    "PackConsignmentPayload",
    "The packed consignment and its label.",
    consignment=f.maybe(desk.DeskConsignment),
    label=f.maybe(desk.Label),
)


class PackConsignmentInput(graphene.InputObjectType):
    consignment_id = f.key()


class Mutation(
    SigningMutations,
    GoodsMutations,
    GoodsFactsMutations,
    TrustMutations,
    PicturesMutations,
    GoodsWork,
    ImportsMutations,
    BatchMutations,
    ShopMutations,
    ClassChangeMutations,
    RightsMutations,
):
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
