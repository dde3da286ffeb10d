"""Applications for the use of a protected name, for their seller and for the county."""

from typing import Any

import graphene

from market.cases.models import CaseState
from storefront_graphql.scalars import Grams
from storefront_graphql.types import fields as f
from storefront_graphql.types.documents import Document
from storefront_graphql.types.parcels import labelled
from storefront_graphql.types.register import SCHEMES

CaseStateEnum = labelled(CaseState, "Where a question stands.")
STATES = {
    "OPEN": "等县里看",
    "SECOND": "一人同意了，等第二个人",
    "APPROVED": "准许了",
    "REFUSED": "没有准许",
    "WITHDRAWN": "收回了",
}


class ClaimApplication(graphene.ObjectType):
    """A seller's wish to use a right."""

    id = f.key()
    right_id = f.key()
    right_name = f.text()
    scheme_label = f.text("What kind of right it is, in Chinese.")
    merchant_name = f.text("As it was sent.")
    credit_code = f.key()
    villages = f.several(graphene.String, "Where the goods come from, with the town.")
    varieties = f.several(graphene.String)
    ceiling_grams = graphene.Field(Grams, description="Asked for in a season; null: no own one.")
    from_on = f.date()
    to_on = graphene.Date(description="Null: without an end.")
    paper = f.text("What gives the use, in words.")
    document = f.one(Document)
    applied_at = f.moment()
    state = graphene.Field(CaseStateEnum, required=True)
    state_label = f.text("In Chinese.")
    waits = f.yes()
    due_at = f.moment("When the county must have decided.")
    late = f.yes("It waits and should have been decided.")
    decided_at = graphene.DateTime()
    reason = f.text("Of the decision; empty while it waits.")

    @staticmethod
    def resolve_id(row: Any, _info: Any) -> str:
        return row.application.public_id

    @staticmethod
    def resolve_right_id(row: Any, _info: Any) -> str:
        return row.application.right.public_id

    @staticmethod
    def resolve_right_name(row: Any, _info: Any) -> str:
        return row.application.right.name

    @staticmethod
    def resolve_scheme_label(row: Any, _info: Any) -> str:
        return SCHEMES[row.application.right.scheme][0]

    @staticmethod
    def resolve_merchant_name(row: Any, _info: Any) -> str:
        return row.application.merchant_name

    @staticmethod
    def resolve_credit_code(row: Any, _info: Any) -> str:
        return row.application.credit_code

    @staticmethod
    def resolve_varieties(row: Any, _info: Any) -> Any:
        return row.application.varieties

    @staticmethod
    def resolve_ceiling_grams(row: Any, _info: Any) -> Any:
        return row.application.ceiling_grams

    @staticmethod
    def resolve_from_on(row: Any, _info: Any) -> Any:
        return row.application.from_on

    @staticmethod
    def resolve_to_on(row: Any, _info: Any) -> Any:
        return row.application.to_on

    @staticmethod
    def resolve_paper(row: Any, _info: Any) -> str:
        return row.application.paper

    @staticmethod
    def resolve_document(row: Any, _info: Any) -> Any:
        return row.application.document

    @staticmethod
    def resolve_applied_at(row: Any, _info: Any) -> Any:
        return row.application.applied_at

    @staticmethod
    def resolve_state(row: Any, _info: Any) -> str:
        return row.case.state

    @staticmethod
    def resolve_state_label(row: Any, _info: Any) -> str:
        return STATES[row.case.state]

    @staticmethod
    def resolve_waits(row: Any, _info: Any) -> bool:
        return row.application.closed_at is None

    @staticmethod
    def resolve_due_at(row: Any, _info: Any) -> Any:
        return row.case.due_at

    @staticmethod
    def resolve_late(row: Any, info: Any) -> bool:
        return row.application.closed_at is None and row.case.due_at < info.context.now

    @staticmethod
    def resolve_decided_at(row: Any, _info: Any) -> Any:
        return row.case.decided_at

    @staticmethod
    def resolve_reason(row: Any, _info: Any) -> str:
        return "" if row.application.closed_at is None else row.case.reason
