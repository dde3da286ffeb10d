"""What waits for the county: all queues with their clocks, and the posts that were reported."""

from typing import Any

import graphene

from market.accounts import queries as accounts
from market.accounts.actors import Operator, require
from market.cases import queries as cases
from market.cases.models import CaseKind
from market.trust import judging
from market.trust import queries as posts
from storefront_graphql.errors import domain_mutation
from storefront_graphql.paging import AFTER, FIRST, page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types import trust
from storefront_graphql.types.applications import CaseStateEnum
from storefront_graphql.types.parcels import labelled

CaseKindEnum = labelled(CaseKind, "What is to be decided.")


class QueueCount(graphene.ObjectType):
    """How many cases of a kind wait."""

    kind = graphene.Field(CaseKindEnum, required=True)
    label = f.text("In Chinese.")
    waiting = f.whole()
    late = f.whole("Past their time.")
    first_due_at = graphene.DateTime()


class Case(graphene.ObjectType):
    """One question that waits for a decision."""

    id = f.key()
    kind = graphene.Field(CaseKindEnum, required=True)
    label = f.text("The kind in Chinese.")
    subject = f.key("The id of what it is about.")
    seller_id = graphene.ID(description="Of the seller that it concerns.")
    title = f.text()
    detail = f.text()
    state = graphene.Field(CaseStateEnum, required=True)
    needs_second = f.yes("Two people have to say yes.")
    opened_at = f.moment()
    due_at = f.moment()
    late = f.yes()
    first_by = f.text("Who said yes first; empty while nobody did.")
    first_at = graphene.DateTime()
    reason = f.text("What the first one said.")
    can_decide = f.yes("Whether the asking operator may say yes.")
    post = f.maybe(trust.Post, "What was reported, hidden words too.")

    @staticmethod
    def resolve_id(case: Any, _info: Any) -> str:
        return case.public_id

    @staticmethod
    def resolve_seller_id(case: Any, _info: Any) -> str | None:
        return case.merchant or None

    @staticmethod
    def resolve_label(case: Any, _info: Any) -> str:
        return str(CaseKind(case.kind).label)

    @staticmethod
    def resolve_late(case: Any, info: Any) -> bool:
        return case.due_at < info.context.now

    @staticmethod
    def resolve_first_by(case: Any, info: Any) -> str:
        if not case.first_by:
            return ""
        return info.context.peers.get("person", case.first_by, accounts.names_by_ref) or ""

    @staticmethod
    def resolve_can_decide(case: Any, info: Any) -> bool:
        operator = require(info.context.actor, Operator)
        taken = {case.first_by, case.opened_by} if case.needs_second else set()
        return not operator.town_code and operator.ref not in taken

    @staticmethod
    def resolve_post(case: Any, info: Any) -> Any:
        if case.kind != CaseKind.REVIEW:
            return None
        return info.context.peers.get("reported", case.subject, posts.for_the_county)


CasePage = page_of(Case)


class DecideReviewInput(graphene.InputObjectType):
    subject = f.key("The reported post.")
    approve = f.yes("True hides it, false keeps it.")
    reason = f.text("Public when it is hidden.")


class ShowPostAgainInput(graphene.InputObjectType):
    post_id = f.key()


class QueuesQuery(graphene.ObjectType):
    """Read by every operator, decided by those of the whole county."""

    queues = f.several(QueueCount, "All kinds, empty ones too.")
    cases = graphene.Field(
        graphene.NonNull(CasePage),
        description="Waiting ones, the next due first.",
        first=FIRST,
        after=AFTER,
        kind=graphene.Argument(CaseKindEnum),
    )

    @staticmethod
    def resolve_queues(_root: Any, info: Any) -> Any:
        return cases.counts(actor=info.context.actor, now=info.context.now)

    @staticmethod
    def resolve_cases(_root: Any, info: Any, **given: Any) -> Any:
        page = cases.queue(actor=info.context.actor, **given)
        peers = info.context.peers
        peers.share("person", (case.first_by for case in page.nodes if case.first_by))
        reported = (case.subject for case in page.nodes if case.kind == CaseKind.REVIEW)
        peers.share("reported", reported)
        return page


class QueuesMutations(graphene.ObjectType):
    """Decisions about reported posts, and asking for one oneself."""

    decide_review = f.one(trust.PostPayload, input=f.given(DecideReviewInput))
    show_post_again = f.one(trust.PostPayload, input=f.given(ShowPostAgainInput))
    report_post = f.one(trust.PostPayload, input=f.given(trust.ReportPostInput))

    @staticmethod
    @domain_mutation
    def resolve_decide_review(_root: Any, info: Any, input: Any) -> Any:
        judging.decide_review(actor=info.context.actor, now=info.context.now, **input)
        return {"post": posts.post(actor=info.context.actor, post_id=input.subject)}

    @staticmethod
    @domain_mutation
    def resolve_show_post_again(_root: Any, info: Any, input: Any) -> Any:
        judging.show_again(actor=info.context.actor, now=info.context.now, **input)
        return {"post": posts.post(actor=info.context.actor, post_id=input.post_id)}

    @staticmethod
    @domain_mutation
    def resolve_report_post(_root: Any, info: Any, input: Any) -> Any:
        judging.report(actor=info.context.actor, now=info.context.now, **input)
        return {"post": posts.post(actor=info.context.actor, post_id=input.post_id)}
