"""Protected names: who asks for the use of one, which texts use one, which are watched besides."""

from typing import Any

import graphene

from market.accounts.actors import Operator, require
from market.catalogue import flagged
from market.gi import applied, watching
from market.kernel import days
from market.merchants import claiming
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.scalars import Grams
from storefront_graphql.types import fields as f
from storefront_graphql.types.applications import ClaimApplication
from storefront_graphql.types.claims import TextFlag


class ClaimToDecide(graphene.ObjectType):
    """An application as the county sees it."""

    application = f.one(ClaimApplication)
    merchant_id = f.key()
    first_by_name = f.text("Who said yes first; empty while nobody did.")
    first_at = graphene.DateTime()
    first_reason = f.text("What that person said.")
    decided_by_name = f.text()
    can_agree = f.yes("Whoever asks has not said yes already.")
    right_ceiling_grams = graphene.Field(Grams, description="Of all users in a season.")
    granted_grams = graphene.Field(
        Grams, required=True, description="What the other users' ceilings come to."
    )

    @staticmethod
    def resolve_application(row: Any, _info: Any) -> Any:
        return row.applied

    @staticmethod
    def resolve_merchant_id(row: Any, _info: Any) -> str:
        return row.applied.application.merchant

    @staticmethod
    def resolve_first_at(row: Any, _info: Any) -> Any:
        return row.applied.case.first_at

    @staticmethod
    def resolve_first_reason(row: Any, _info: Any) -> str:
        return row.applied.case.reason if row.applied.case.state == "SECOND" else ""

    @staticmethod
    def resolve_can_agree(row: Any, info: Any) -> bool:
        asking = require(info.context.actor, Operator).ref
        return asking not in {row.applied.case.first_by, row.applied.case.opened_by}

    @staticmethod
    def resolve_right_ceiling_grams(row: Any, _info: Any) -> Any:
        return row.applied.application.right.ceiling_grams


class FieldText(graphene.ObjectType):
    """A text of the goods."""

    field = f.text("name, subtitle, story, variants or shop.")
    text = f.text()


class TextQuestion(graphene.ObjectType):
    """Goods whose words use a protected name, without the right to it."""

    product_id = f.key()
    name = f.text()
    merchant_id = f.key()
    merchant_name = f.text()
    credit_code = f.text("Empty for a seller without one.")
    right_id = graphene.ID(description="The right that the goods come under, if any.")
    right_name = graphene.String()
    may_use = f.yes("The seller is on the list of that right.")
    texts = f.several(FieldText)
    flag = f.one(TextFlag)
    waits = f.yes()
    opened_at = graphene.DateTime()
    due_at = graphene.DateTime()
    late = f.yes()
    decided_at = graphene.DateTime()

    @staticmethod
    def resolve_right_id(row: Any, _info: Any) -> str | None:
        return row.right.public_id if row.right else None

    @staticmethod
    def resolve_right_name(row: Any, _info: Any) -> str | None:
        return row.right.name if row.right else None

    @staticmethod
    def resolve_texts(row: Any, _info: Any) -> Any:
        return [{"field": field, "text": text} for field, text in row.texts]

    @staticmethod
    def resolve_waits(row: Any, _info: Any) -> bool:
        return row.flag.state == "WAITING"

    @staticmethod
    def resolve_opened_at(row: Any, _info: Any) -> Any:
        return row.case and row.case.opened_at

    @staticmethod
    def resolve_due_at(row: Any, _info: Any) -> Any:
        return row.case and row.case.due_at

    @staticmethod
    def resolve_late(row: Any, info: Any) -> bool:
        waits = row.case is not None and row.flag.state == "WAITING"
        return waits and row.case.due_at < info.context.now

    @staticmethod
    def resolve_decided_at(row: Any, _info: Any) -> Any:
        return row.flag.decided_at


class WatchedName(graphene.ObjectType):
    """A name that the county watches beside the register's, or did."""

    id = f.key()
    name = f.text()
    right_id = graphene.ID(description="Another form of this right's name; null: of none.")
    right_name = graphene.String()
    why = f.text()
    added_at = f.moment()
    added_by_name = f.text("Empty where a list was loaded.")
    removed_at = graphene.DateTime(description="Null: it is watched.")
    removed_by_name = f.text()
    removed_why = f.text()

    @staticmethod
    def resolve_id(watched: Any, _info: Any) -> str:
        return watched.row.public_id

    @staticmethod
    def resolve_name(watched: Any, _info: Any) -> str:
        return watched.row.name

    @staticmethod
    def resolve_right_id(watched: Any, _info: Any) -> str | None:
        return watched.row.right.public_id if watched.row.right else None

    @staticmethod
    def resolve_right_name(watched: Any, _info: Any) -> str | None:
        return watched.row.right.name if watched.row.right else None

    @staticmethod
    def resolve_why(watched: Any, _info: Any) -> str:
        return watched.row.why

    @staticmethod
    def resolve_added_at(watched: Any, _info: Any) -> Any:
        return watched.row.added_at

    @staticmethod
    def resolve_removed_at(watched: Any, _info: Any) -> Any:
        return watched.row.removed_at

    @staticmethod
    def resolve_removed_why(watched: Any, _info: Any) -> str:
        return watched.row.removed_why


TextPayload = payload("TextPayload", "What was said of the text.", flag=f.maybe(TextFlag))
DecideClaimPayload = payload(
    "DecideClaimPayload",
    "The application after the decision.",
    claim=f.maybe(ClaimToDecide),
)
NamePayload = payload("NamePayload", "The name on the list.", watched=f.maybe(WatchedName))


class DecideTextInput(graphene.InputObjectType):
    subject = f.key("The product whose words are in question.")
    approve = f.yes("True lets them stand; false takes the product out of the shop.")
    reason = f.text("Read by the seller; needed for a no.")


class DecideClaimInput(graphene.InputObjectType):
    application_id = f.key()
    approve = f.yes("A yes needs another person's too.")
    reason = graphene.String(description="Read by the seller; needed for a no.")


class WatchNameInput(graphene.InputObjectType):
    name = f.text()
    why = f.text()
    right_id = graphene.ID(description="The right of whose name it is another form.")


class UnwatchNameInput(graphene.InputObjectType):
    name_id = f.key()
    why = f.text()


class ClaimsQuery(graphene.ObjectType):
    """For operators of the whole county."""

    claim_to_decide = f.maybe(ClaimToDecide, id=graphene.ID(required=True))
    text_question = f.maybe(TextQuestion, product_id=graphene.ID(required=True))
    watched_names = f.several(WatchedName, "Those that are watched first; 200 at most.")

    @staticmethod
    def resolve_claim_to_decide(_root: Any, info: Any, id: str) -> Any:
        return applied.to_decide(actor=info.context.actor, application_id=id)

    @staticmethod
    def resolve_text_question(_root: Any, info: Any, product_id: str) -> Any:
        on = days.day(info.context.now)
        return flagged.question(actor=info.context.actor, product_id=product_id, on=on)

    @staticmethod
    def resolve_watched_names(_root: Any, info: Any) -> Any:
        return watching.watched(actor=info.context.actor)


class ClaimsMutations(graphene.ObjectType):
    """Decisions about names, and the list of those that are watched."""

    decide_text = f.one(TextPayload, input=f.given(DecideTextInput))
    decide_claim = f.one(DecideClaimPayload, input=f.given(DecideClaimInput))
    watch_name = f.one(NamePayload, input=f.given(WatchNameInput))
    unwatch_name = f.one(NamePayload, input=f.given(UnwatchNameInput))

    @staticmethod
    @domain_mutation
    def resolve_decide_text(_root: Any, info: Any, input: Any) -> Any:
        flag = flagged.decide_text(
            actor=info.context.actor,
            product_id=input.subject,
            approve=input.approve,
            reason=input.reason,
            now=info.context.now,
        )
        return {"flag": flag}

    @staticmethod
    @domain_mutation
    def resolve_decide_claim(_root: Any, info: Any, input: Any) -> Any:
        actor, given = info.context.actor, {"reason": "", **f.said(input)}
        claiming.decide(actor=actor, now=info.context.now, **given)
        return {"claim": applied.to_decide(actor=actor, application_id=input.application_id)}

    @staticmethod
    @domain_mutation
    def resolve_watch_name(_root: Any, info: Any, input: Any) -> Any:
        row = watching.watch(actor=info.context.actor, now=info.context.now, **f.said(input))
        return {"watched": watching.shown([row])[0]}

    @staticmethod
    @domain_mutation
    def resolve_unwatch_name(_root: Any, info: Any, input: Any) -> Any:
        row = watching.unwatch(actor=info.context.actor, now=info.context.now, **input)
        return {"watched": watching.shown([row])[0]}
