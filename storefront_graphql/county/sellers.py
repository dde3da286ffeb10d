"""Sellers at the county's door: the township recommends, the county decides."""

import base64
from typing import Any

import graphene

from market.merchants import files, onboarding, papers, reporting, supervision
from market.merchants.models import MerchantStatus, SellerClass
from market.merchants.queries import place_name
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.paging import AFTER, FIRST, page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types import sellers as kinds

# What a township's officer may ask here.
OFFICER = frozenset({"sellers", "sellerFile", "recommendSeller", "sendSellerBack"})

SellerPayload = payload(
    "SellerPayload", "The seller as it is now.", seller=f.maybe(kinds.SellerFile)
)


class StateCount(graphene.ObjectType):
    """How many sellers are in a state."""

    status = graphene.Field(kinds.MerchantStatusEnum, required=True)
    label = f.text()
    count = f.whole()


class SellerRow(graphene.ObjectType):
    """A seller in the county's list."""

    id = f.key()
    name = f.text()
    class_label = f.text()
    place_name = f.text()
    status = graphene.Field(kinds.MerchantStatusEnum, required=True)
    status_label = f.text()
    applied_at = graphene.DateTime()
    town_due_at = graphene.DateTime()
    recheck_on = graphene.Date()
    closes_on = graphene.Date()

    @staticmethod
    def resolve_id(merchant: Any, _info: Any) -> str:
        return merchant.public_id

    @staticmethod
    def resolve_class_label(merchant: Any, _info: Any) -> str:
        return str(SellerClass(merchant.seller_class).label)

    @staticmethod
    def resolve_place_name(merchant: Any, _info: Any) -> str:
        return place_name(merchant)

    @staticmethod
    def resolve_status_label(merchant: Any, _info: Any) -> str:
        return str(MerchantStatus(merchant.status).label)


def _counts(page: Any, _info: Any) -> Any:
    return [
        {"status": status, "label": MerchantStatus(status).label, "count": count}
        for status, count in page.counts.items()
    ]


SellerRowPage = page_of(
    SellerRow, counts=f.several(StateCount), resolve_counts=staticmethod(_counts)
)


class IdentityReport(graphene.ObjectType):
    """Who took a report of identities, and what it was."""

    id = f.key()
    year = f.whole()
    half = f.whole()
    kind = f.text()
    rows = f.whole()
    sha256 = f.text()
    made_at = f.moment()

    @staticmethod
    def resolve_id(report: Any, _info: Any) -> str:
        return report.public_id


ReportPayload = payload(
    "ReportPayload",
    "The file, in base64; it is not kept.",
    file_name=graphene.String(),
    content=graphene.String(),
    report=f.maybe(IdentityReport),
)


class SellerInput(graphene.InputObjectType):
    seller_id = f.key()
    reason = graphene.String(required=True)


class DecideSellerInput(graphene.InputObjectType):
    seller_id = f.key()
    approve = graphene.Boolean(required=True)
    reason = graphene.String(required=True, description="Needed for a no.")


class DecidePaperInput(graphene.InputObjectType):
    paper_id = f.key()
    approve = graphene.Boolean(required=True)
    reason = graphene.String(required=True, description="Needed for a no.")


class ReportInput(graphene.InputObjectType):
    year = f.whole()
    half = f.whole("1: made in January, 2: in July.")
    kind = graphene.String(required=True, description="CSV or XLSX.")


class SellersQuery(graphene.ObjectType):
    sellers = f.one(
        SellerRowPage,
        "Newest first; a township's officer sees the own township's.",
        first=FIRST,
        after=AFTER,
        status=graphene.Argument(kinds.MerchantStatusEnum),
        text=graphene.String(default_value="", description="Part of the name, or the code."),
        recheck=graphene.Boolean(default_value=False, description="Only files half a year old."),
    )
    seller_file = f.maybe(kinds.SellerFile, id=graphene.ID(required=True))
    identity_reports = f.several(IdentityReport, "Newest first.", first=FIRST)

    @staticmethod
    def resolve_sellers(_root: Any, info: Any, **given: Any) -> Any:
        return files.sellers(actor=info.context.actor, now=info.context.now, **f.said(given))

    @staticmethod
    @or_none
    def resolve_seller_file(_root: Any, info: Any, id: str) -> Any:
        return files.file_of(actor=info.context.actor, merchant_id=id, now=info.context.now)

    @staticmethod
    def resolve_identity_reports(_root: Any, info: Any, first: int) -> Any:
        return reporting.reports(actor=info.context.actor, first=first)


def seller_now(info: Any, seller_id: str) -> Any:
    """Return the payload of everything that changes a seller."""
    actor, now = info.context.actor, info.context.now
    return {"seller": files.file_of(actor=actor, merchant_id=seller_id, now=now)}


def _about(info: Any, input: Any) -> dict[str, Any]:
    """Return a service's arguments about the seller that an input names."""
    return {
        "actor": info.context.actor,
        "merchant_id": input.seller_id,
        "reason": input.reason,
        "now": info.context.now,
    }


class SellersMutations(graphene.ObjectType):
    recommend_seller = f.one(SellerPayload, input=f.given(SellerInput))
    send_seller_back = f.one(SellerPayload, input=f.given(SellerInput))
    decide_seller = f.one(SellerPayload, input=f.given(DecideSellerInput))
    decide_paper = f.one(SellerPayload, input=f.given(DecidePaperInput))
    ask_suspension = f.one(SellerPayload, input=f.given(SellerInput))
    decide_suspension = f.one(SellerPayload, input=f.given(DecideSellerInput))
    lift_suspension = f.one(SellerPayload, input=f.given(SellerInput))
    make_identity_report = f.one(ReportPayload, input=f.given(ReportInput))

    @staticmethod
    @domain_mutation
    def resolve_recommend_seller(_root: Any, info: Any, input: Any) -> Any:
        onboarding.recommend(**_about(info, input))
        return seller_now(info, input.seller_id)

    @staticmethod
    @domain_mutation
    def resolve_send_seller_back(_root: Any, info: Any, input: Any) -> Any:
        onboarding.send_back(**_about(info, input))
        return seller_now(info, input.seller_id)

    @staticmethod
    @domain_mutation
    def resolve_decide_seller(_root: Any, info: Any, input: Any) -> Any:
        onboarding.decide_seller(approve=input.approve, **_about(info, input))
        return seller_now(info, input.seller_id)

    @staticmethod
    @domain_mutation
    def resolve_decide_paper(_root: Any, info: Any, input: Any) -> Any:
        paper = papers.decide_paper(actor=info.context.actor, now=info.context.now, **input)
        return seller_now(info, paper.merchant.public_id)

    @staticmethod
    @domain_mutation
    def resolve_ask_suspension(_root: Any, info: Any, input: Any) -> Any:
        supervision.ask_suspension(**_about(info, input))
        return seller_now(info, input.seller_id)

    @staticmethod
    @domain_mutation
    def resolve_decide_suspension(_root: Any, info: Any, input: Any) -> Any:
        supervision.decide_suspension(approve=input.approve, **_about(info, input))
        return seller_now(info, input.seller_id)

    @staticmethod
    @domain_mutation
    def resolve_lift_suspension(_root: Any, info: Any, input: Any) -> Any:
        supervision.lift_suspension(**_about(info, input))
        return seller_now(info, input.seller_id)

    @staticmethod
    @domain_mutation
    def resolve_make_identity_report(_root: Any, info: Any, input: Any) -> Any:
        made = reporting.make_report(actor=info.context.actor, now=info.context.now, **input)
        content = base64.b64encode(made.content).decode()
        return {"file_name": made.name, "content": content, "report": made.report}
