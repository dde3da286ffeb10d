"""What buyers say of the own goods, and the own integrity card."""

from typing import Any

import graphene

from market.accounts.actors import MerchantStaff, require
from market.trust import asking, cards, judging, queries
from storefront_graphql.errors import domain_mutation
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.types import fields as f
from storefront_graphql.types import trust


def waiting() -> Any:
    return graphene.Boolean(default_value=False, description="Only those without a reply.")


class ReplyToPostInput(graphene.InputObjectType):
    post_id = f.key("A review or a question about own goods.")
    text = f.text()


class TrustQuery(graphene.ObjectType):
    """Newest first."""

    reviews = f.one(trust.ReviewPage, first=FIRST, after=AFTER, waiting=waiting())
    questions = f.one(trust.QuestionPage, first=FIRST, after=AFTER, waiting=waiting())
    unanswered = f.whole("How many questions wait for an answer.")
    integrity = f.maybe(trust.IntegrityCard, "Null before the first was counted.")

    @staticmethod
    def resolve_reviews(_root: Any, info: Any, **given: Any) -> Any:
        return queries.desk_posts(actor=info.context.actor, what="REVIEW", **given)

    @staticmethod
    def resolve_questions(_root: Any, info: Any, **given: Any) -> Any:
        return queries.desk_posts(actor=info.context.actor, what="QUESTION", **given)

    @staticmethod
    def resolve_unanswered(_root: Any, info: Any) -> int:
        return queries.unanswered(info.context.actor)

    @staticmethod
    def resolve_integrity(_root: Any, info: Any) -> Any:
        return cards.own(actor=require(info.context.actor, MerchantStaff))


class TrustMutations(graphene.ObjectType):
    """One reply a post, and asking the county to look at one."""

    reply_to_post = f.one(trust.PostPayload, input=f.given(ReplyToPostInput))
    report_post = f.one(trust.PostPayload, input=f.given(trust.ReportPostInput))

    @staticmethod
    @domain_mutation
    def resolve_reply_to_post(_root: Any, info: Any, input: Any) -> Any:
        asking.reply(actor=info.context.actor, now=info.context.now, **input)
        return {"post": queries.post(actor=info.context.actor, post_id=input.post_id)}

    @staticmethod
    @domain_mutation
    def resolve_report_post(_root: Any, info: Any, input: Any) -> Any:
        judging.report(actor=info.context.actor, now=info.context.now, **input)
        return {"post": queries.post(actor=info.context.actor, post_id=input.post_id)}
