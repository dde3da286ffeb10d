"""Reviews and questions, as shoppers read and write them; a seller's integrity card."""

from typing import Any

import graphene

from market.trust import asking, cards, judging, queries, reviewing
from market.trust.reviewing import NewPicture
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.scalars import Upload
from storefront_graphql.types import fields as f
from storefront_graphql.types import trust

QuestionPayload = payload("QuestionPayload", "The question.", question=f.maybe(trust.Question))


class Reviewable(graphene.ObjectType):
    """What may be done about one line of an order."""

    line_id = f.key()
    state = f.text("WAITING (not handed over), OPEN, WRITTEN or OVER.")
    until = graphene.DateTime(description="Until when it may be written or changed.")
    review = f.maybe(trust.Review)


def pictures() -> Any:
    return graphene.List(
        graphene.NonNull(Upload), default_value=(), description="JPEG, PNG or WebP, 3 in all."
    )


class WriteReviewInput(graphene.InputObjectType):
    line_id = f.key("A line of an own order that was handed over.")
    stars = f.whole("1 to 5.")
    text = graphene.String(required=True, default_value="")
    pictures = pictures()


class ChangeReviewInput(graphene.InputObjectType):
    review_id = f.key()
    stars = f.whole("1 to 5.")
    text = graphene.String(required=True, default_value="")
    pictures = pictures()
    drop = graphene.List(
        graphene.NonNull(graphene.String), default_value=(), description="Keys of pictures."
    )


class AskQuestionInput(graphene.InputObjectType):
    product_id = f.key()
    text = f.text()
    phone = graphene.String(
        required=True, default_value="", description="Where to say that it was answered."
    )


class TrustQuery(graphene.ObjectType):
    """What others said, and what may be said oneself."""

    reviews = f.one(
        trust.ReviewPage, "Newest first.", slug=f.given(graphene.String), first=FIRST, after=AFTER
    )
    questions = f.one(
        trust.QuestionPage, "Newest first.", slug=f.given(graphene.String), first=FIRST, after=AFTER
    )
    post = f.maybe(trust.Post, "A review or a question.", id=graphene.ID(required=True))
    my_questions = f.one(
        trust.QuestionPage, "The shopper's own, newest first.", first=FIRST, after=AFTER
    )
    reviewable = graphene.List(
        graphene.NonNull(Reviewable),
        order_id=graphene.ID(required=True),
        description="The lines of an own order; null for a stranger's.",
    )
    integrity = f.maybe(
        trust.IntegrityCard,
        "A seller's newest card; null before the first was counted.",
        merchant_id=graphene.ID(required=True),
    )

    @staticmethod
    def resolve_reviews(_root: Any, info: Any, **given: Any) -> Any:
        return queries.reviews(actor=info.context.actor, **given)

    @staticmethod
    def resolve_questions(_root: Any, info: Any, **given: Any) -> Any:
        return queries.questions(actor=info.context.actor, **given)

    @staticmethod
    @or_none
    def resolve_post(_root: Any, info: Any, id: str) -> Any:
        return queries.post(actor=info.context.actor, post_id=id)

    @staticmethod
    def resolve_my_questions(_root: Any, info: Any, **given: Any) -> Any:
        return queries.own_questions(actor=info.context.actor, **given)

    @staticmethod
    @or_none
    def resolve_reviewable(_root: Any, info: Any, order_id: str) -> Any:
        actor, now = info.context.actor, info.context.now
        return queries.reviewable(actor=actor, order_id=order_id, now=now)

    @staticmethod
    def resolve_integrity(_root: Any, _info: Any, merchant_id: str) -> Any:
        return cards.newest(merchant_id=merchant_id)


class TrustMutations(graphene.ObjectType):
    """What a shopper may say in public."""

    write_review = f.one(trust.ReviewPayload, input=f.given(WriteReviewInput))
    change_review = f.one(trust.ReviewPayload, input=f.given(ChangeReviewInput))
    ask_question = f.one(QuestionPayload, input=f.given(AskQuestionInput))
    report_post = f.one(trust.PostPayload, input=f.given(trust.ReportPostInput))

    @staticmethod
    @domain_mutation
    def resolve_write_review(_root: Any, info: Any, input: Any) -> Any:
        actor, now = info.context.actor, info.context.now
        review = reviewing.write_review(actor=actor, now=now, **read_files(input))
        return {"review": queries.post(actor=actor, post_id=review.public_id)}

    @staticmethod
    @domain_mutation
    def resolve_change_review(_root: Any, info: Any, input: Any) -> Any:
        actor, now = info.context.actor, info.context.now
        reviewing.change_review(actor=actor, now=now, **read_files(input))
        return {"review": queries.post(actor=actor, post_id=input.review_id)}

    @staticmethod
    @domain_mutation
    def resolve_ask_question(_root: Any, info: Any, input: Any) -> Any:
        actor = info.context.actor
        question = asking.ask(actor=actor, now=info.context.now, **input)
        return {"question": queries.post(actor=actor, post_id=question.public_id)}

    @staticmethod
    @domain_mutation
    def resolve_report_post(_root: Any, info: Any, input: Any) -> Any:
        judging.report(actor=info.context.actor, now=info.context.now, **input)
        return {"post": queries.post(actor=info.context.actor, post_id=input.post_id)}


def read_files(input: Any) -> dict[str, Any]:
    """Return an input with its files read."""
    given = f.said(input)
    files = [NewPicture(file.read(), file.name or "") for file in given.get("pictures", ())]
    return {**given, "pictures": files}
