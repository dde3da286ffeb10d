"""Protected names at the desk: what the shop may use, what it asked for, and asking."""

from typing import Any

import graphene

from market.display import standing
from market.gi import applied
from market.gi.applying import Wish
from market.kernel import days
from market.merchants import claiming
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.scalars import Grams, Upload
from storefront_graphql.types import fields as f
from storefront_graphql.types.applications import ClaimApplication
from storefront_graphql.types.claims import OutputOf
from storefront_graphql.types.register import SCHEMES, RegisterEntry


class AreaVillage(graphene.ObjectType):
    """A village of an area."""

    code = f.key()
    name = f.text()
    town = f.text()


class RightChoice(graphene.ObjectType):
    """A right that can be asked for."""

    id = f.key()
    name = f.text()
    scheme_label = f.text("In Chinese.")
    holder = f.text()
    area = f.text()
    status_label = f.text("In Chinese, of today.")
    varieties = f.several(graphene.String, "Those that the announcement names; may be none.")
    ceiling_grams = graphene.Field(Grams, description="Of all users in a season.")

    @staticmethod
    def resolve_id(right: Any, _info: Any) -> str:
        return right.public_id

    @staticmethod
    def resolve_scheme_label(right: Any, _info: Any) -> str:
        return SCHEMES[right.scheme][0]

    @staticmethod
    def resolve_status_label(right: Any, info: Any) -> str:
        return RegisterEntry.resolve_status_label(right, info)

    @staticmethod
    def resolve_area(right: Any, info: Any) -> str:
        return RegisterEntry.resolve_area(right, info)


class OwnRight(graphene.ObjectType):
    """A right on whose list the shop is, or was."""

    right = f.one(RightChoice)
    from_on = f.date()
    to_on = graphene.Date(description="Null: without an end.")
    status = f.text("ACTIVE or STRUCK_OFF.")
    holds = f.yes("Goods may carry its badge today, if their batch fits.")
    goods = f.whole("Products of the shop that come under it.")
    outputs = f.several(OutputOf, "Of this shop, and of all users.")

    @staticmethod
    def resolve_from_on(own: Any, _info: Any) -> Any:
        return own.user.from_on

    @staticmethod
    def resolve_to_on(own: Any, _info: Any) -> Any:
        return own.user.to_on

    @staticmethod
    def resolve_status(own: Any, _info: Any) -> str:
        return own.user.status


class Standing(graphene.ObjectType):
    """The shop and the protected names."""

    has_code = f.yes("Users are known by their credit code; without one there is nothing to ask.")
    rights = f.several(OwnRight)
    applications = f.several(ClaimApplication, "The newest first, fifty at most.")


class RightToAsk(graphene.ObjectType):
    """One of them, with the villages that its area has in this county."""

    right = f.one(RightChoice)
    villages = f.several(AreaVillage)

    @staticmethod
    def resolve_villages(choice: Any, _info: Any) -> Any:
        return [dict(zip(("code", "name", "town"), row, strict=True)) for row in choice.villages]


class AskForRightInput(graphene.InputObjectType):
    right_id = f.key()
    village_codes = f.several(graphene.String, "12 digits each, inside the area.")
    varieties = graphene.List(graphene.NonNull(graphene.String))
    ceiling_grams = graphene.Field(Grams, description="Of a season.")
    from_on = f.date()
    to_on = graphene.Date()
    paper = f.text("What gives the use: its name and number.")
    document = graphene.Field(Upload, description="That paper: PDF or picture, at most 10 MB.")


class WithdrawClaimInput(graphene.InputObjectType):
    application_id = f.key()


ClaimPayload = payload(
    "ClaimPayload",
    "What was asked for, or taken back.",
    application=f.maybe(ClaimApplication),
)


class RightsQuery(graphene.ObjectType):
    """For whoever looks after the goods."""

    standing = f.one(Standing)
    right_choices = f.several(RightChoice, "Those in force that reach into this county.")
    right_choice = f.maybe(RightToAsk, id=graphene.ID(required=True))

    @staticmethod
    def resolve_standing(_root: Any, info: Any) -> Any:
        return standing.standing(actor=info.context.actor, on=days.day(info.context.now))

    @staticmethod
    def resolve_right_choices(_root: Any, info: Any) -> Any:
        return standing.choices(actor=info.context.actor, on=days.day(info.context.now))

    @staticmethod
    def resolve_right_choice(_root: Any, info: Any, id: str) -> Any:
        on = days.day(info.context.now)
        return standing.choice(actor=info.context.actor, right_id=id, on=on)


class RightsMutations(graphene.ObjectType):
    """Asking the county for the use of a name."""

    ask_for_right = f.one(ClaimPayload, input=f.given(AskForRightInput))
    withdraw_claim = f.one(ClaimPayload, input=f.given(WithdrawClaimInput))

    @staticmethod
    @domain_mutation
    def resolve_ask_for_right(_root: Any, info: Any, input: Any) -> Any:
        given = f.said(input)
        file = given.pop("document", None)
        data, name = (file.read(), file.name) if file is not None else (b"", "")
        wish = Wish(**given, data=data, file_name=name)
        made = claiming.apply(actor=info.context.actor, wish=wish, now=info.context.now)
        return {"application": applied.one(made)}

    @staticmethod
    @domain_mutation
    def resolve_withdraw_claim(_root: Any, info: Any, input: Any) -> Any:
        gone = claiming.withdraw(actor=info.context.actor, now=info.context.now, **input)
        return {"application": applied.one(gone)}
