"""Goods that wait for the county's look, and the decision about them."""

from typing import Any

import graphene

from market.catalogue import kinds, listing, reviewing
from market.display import details
from market.kernel.errors import NotFound
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.paging import AFTER, FIRST, page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Fact, Product


class GoodsCase(graphene.ObjectType):
    """Goods that a seller wants to put up, and since when they wait."""

    product_id = f.key()
    name = f.text()
    merchant_name = f.text()
    category_name = f.text()
    status = f.text()
    reason = f.text("What the seller was told.")
    version = f.whole("Send it back with the decision.")
    opened_at = graphene.DateTime(description="Null: nothing waits.")
    due_at = graphene.DateTime()
    late = f.yes()
    facts = f.several(Fact, "What the kind states.")

    @staticmethod
    def resolve_late(row: Any, info: Any) -> bool:
        return row.due_at is not None and row.due_at < info.context.now

    @staticmethod
    def resolve_facts(row: Any, _info: Any) -> Any:
        lines = kinds.lines(kinds.of(row.kind), row.attributes)
        return [{"label": label, "value": value} for label, value in lines]


GoodsCasePage = page_of(GoodsCase)
DecideGoodsPayload = payload(
    "DecideGoodsPayload", "The goods after the decision.", goods=f.maybe(GoodsCase)
)


class DecideGoodsInput(graphene.InputObjectType):
    product_id = f.key()
    version = f.whole("The version that was looked at.")
    approve = f.yes()
    reason = graphene.String(description="The seller reads it; a no needs one.")


class GoodsReviewQuery(graphene.ObjectType):
    goods_waiting = f.one(GoodsCasePage, "The next due first.", first=FIRST, after=AFTER)
    goods_case = f.maybe(GoodsCase, product_id=graphene.ID(required=True))
    goods_preview = f.maybe(Product, "As shoppers would see it.", id=graphene.ID(required=True))

    @staticmethod
    def resolve_goods_waiting(_root: Any, info: Any, **given: Any) -> Any:
        return reviewing.waiting(actor=info.context.actor, **given)

    @staticmethod
    @or_none
    def resolve_goods_case(_root: Any, info: Any, product_id: str) -> Any:
        return reviewing.one(actor=info.context.actor, product_id=product_id)

    @staticmethod
    @or_none
    def resolve_goods_preview(_root: Any, info: Any, id: str) -> Any:
        found = details.preview(actor=info.context.actor, product_id=id, now=info.context.now)
        if found is None:
            raise NotFound("product")
        return found


class GoodsReviewMutations(graphene.ObjectType):
    decide_goods = f.one(DecideGoodsPayload, input=f.given(DecideGoodsInput))

    @staticmethod
    @domain_mutation
    def resolve_decide_goods(_root: Any, info: Any, input: Any) -> Any:
        given = {"reason": "", **input}
        listing.decide_goods(actor=info.context.actor, now=info.context.now, **given)
        return {"goods": reviewing.one(actor=info.context.actor, product_id=input.product_id)}
