"""The shop itself at the desk: application, papers, people, freight, page."""

from typing import Any

import graphene
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit

from market.merchants import (
    duties,
    files,
    freight,
    onboarding,
    papers,
    services,
    signing_up,
    staffing,
    supervision,
)
from market.merchants.models import SellerClass, StaffRole
from storefront_graphql.context import signed_in_user
from storefront_graphql.errors import TooManyTries, domain_mutation, payload
from storefront_graphql.scalars import Upload
from storefront_graphql.types import fields as f
from storefront_graphql.types import sellers
from storefront_graphql.types.staff import Account

ShopPayload = payload("ShopPayload", "The shop as it is now.", shop=f.maybe(sellers.SellerFile))
JoinPayload = payload(
    "JoinPayload",
    "Who works at the desk now; a session cookie comes with it.",
    account=f.maybe(Account),
)
CodePayload = payload("CodePayload", "A code is on its way, if nothing was refused.")


class PhoneInput(graphene.InputObjectType):
    phone = graphene.String(required=True)


class OpenShopInput(graphene.InputObjectType):
    phone = graphene.String(required=True)
    code = graphene.String(required=True, description="Of requestShopCode.")
    username = graphene.String(required=True)
    password = graphene.String(required=True)
    name = graphene.String(required=True, description="Of the person.")
    shop_name = graphene.String(required=True)
    seller_class = graphene.String(required=True)
    place_code = graphene.ID(required=True)


class JoinShopInput(graphene.InputObjectType):
    phone = graphene.String(required=True)
    code = graphene.String(required=True, description="Of the invitation.")
    username = graphene.String(description="For a new account; whoever is signed in needs none.")
    password = graphene.String()
    name = graphene.String()


class ApplicationInput(graphene.InputObjectType):
    name = graphene.String(required=True)
    seller_class = graphene.String(required=True)
    place_code = graphene.ID(required=True)
    phone = graphene.String(required=True)
    address = graphene.String()
    contact_name = graphene.String()
    credit_code = graphene.String()
    resident_id = graphene.String(description="Empty: as it is. Only four digits are kept.")
    story = graphene.String()


class UpdateShopInput(graphene.InputObjectType):
    story = graphene.String(required=True)
    phone = graphene.String(required=True)


class AddPaperInput(graphene.InputObjectType):
    kind = graphene.String(required=True)
    number = graphene.String(required=True)
    valid_to = graphene.Date(description="Its last good day; none: without an end.")
    scope = graphene.List(graphene.NonNull(graphene.String))
    document = Upload(required=True, description="PDF, JPEG, PNG or WebP, up to 10 MB.")


class PaperInput(graphene.InputObjectType):
    paper_id = f.key()


class ZoneInput(graphene.InputObjectType):
    prefix = f.key("The code of a place.")
    first_kg_fen = f.fen()
    next_kg_fen = f.fen()
    free_from_fen = f.Fen()


class SetFreightInput(graphene.InputObjectType):
    first_kg_fen = f.fen()
    next_kg_fen = f.fen()
    free_from_fen = f.Fen()
    cold_fen = f.fen()
    zones = graphene.List(graphene.NonNull(ZoneInput), required=True)


class InviteInput(graphene.InputObjectType):
    phone = graphene.String(required=True)
    role = graphene.String(required=True)


class InvitationInput(graphene.InputObjectType):
    invitation_id = f.key()


class RoleInput(graphene.InputObjectType):
    user_id = f.key()
    role = graphene.String(required=True)


class WorkerInput(graphene.InputObjectType):
    user_id = f.key()


class ShopPictureInput(graphene.InputObjectType):
    picture = Upload(required=True, description="JPEG, PNG or WebP, up to 10 MB.")
    alt = f.text("What the picture shows.")


class RemoveShopPictureInput(graphene.InputObjectType):
    picture_id = f.key()


class ShopMoveInput(graphene.InputObjectType):
    """Nothing more is to be said: the shop is that of whoever asks."""

    sure = graphene.Boolean(required=True)


class ShopChoices(graphene.ObjectType):
    """What a form about a shop offers."""

    classes = f.several(sellers.ShopChoice)
    papers = f.several(sellers.ShopChoice)
    scopes = f.several(sellers.ShopChoice, "What a food paper may name.")
    roles = f.several(sellers.ShopChoice)


def shop_now(info: Any) -> Any:
    """Return the payload of everything that changes a shop."""
    return {"shop": files.own_file(actor=info.context.actor, now=info.context.now)}


def come_in(info: Any, user: Any) -> Any:
    """Start a session of somebody who proved a phone and has work here now."""
    if signed_in_user(info.context.request, info.context.now) is None:
        get_adapter(info.context.request).login(info.context.request, user)
    return {"account": user}


def count_tries(info: Any, action: str) -> None:
    """Count who asks by address. Raises TooManyTries."""
    if not ratelimit.consume(info.context.request, action=action):
        raise TooManyTries


class ShopQuery(graphene.ObjectType):
    shop = f.one(sellers.SellerFile, "The own shop, for whoever may run it.")
    shop_choices = f.one(ShopChoices, "For forms; no sign-in needed.")

    @staticmethod
    def resolve_shop(_root: Any, info: Any) -> Any:
        return files.own_file(actor=info.context.actor, now=info.context.now)

    @staticmethod
    def resolve_shop_choices(_root: Any, _info: Any) -> Any:
        def choice(value: str, label: Any) -> dict[str, str]:
            return {"value": value, "label": str(label), "note": ""}

        return {
            "classes": [sellers.class_choice(c.value) for c in SellerClass],
            "papers": [choice(kind, rule.label) for kind, rule in duties.PAPERS.items()],
            "scopes": [choice(code, label) for code, label in duties.SCOPES.items()],
            "roles": [choice(role.value, role.label) for role in StaffRole],
        }


class SignUpMutations(graphene.ObjectType):
    """From a phone to the desk: what may be done before sign-in."""

    request_shop_code = f.one(CodePayload, input=f.given(PhoneInput))
    open_shop = f.one(JoinPayload, input=f.given(OpenShopInput))
    join_shop = f.one(JoinPayload, input=f.given(JoinShopInput))

    @staticmethod
    @domain_mutation
    def resolve_request_shop_code(_root: Any, info: Any, input: Any) -> Any:
        count_tries(info, "shop_code")
        signing_up.request_code(now=info.context.now, **input)
        return {}

    @staticmethod
    @domain_mutation
    def resolve_open_shop(_root: Any, info: Any, input: Any) -> Any:
        count_tries(info, "shop_open")
        shop = signing_up.NewShop(
            input.pop("shop_name"), input.pop("seller_class"), input.pop("place_code")
        )
        return come_in(info, signing_up.sign_up(shop=shop, now=info.context.now, **input))

    @staticmethod
    @domain_mutation
    def resolve_join_shop(_root: Any, info: Any, input: Any) -> Any:
        count_tries(info, "shop_open")
        user = signed_in_user(info.context.request, info.context.now)
        parts = [input.get(name) or "" for name in ("username", "password", "name")]
        joined = staffing.join(
            phone=input.phone,
            code=input.code,
            user_id=user.pk if user else None,
            new=staffing.NewUser(*parts) if parts[0] else None,
            now=info.context.now,
        )
        return come_in(info, joined)


class ApplyingMutations(graphene.ObjectType):
    """The application and the papers."""

    save_application = f.one(ShopPayload, input=f.given(ApplicationInput))
    submit_application = f.one(ShopPayload, input=f.given(ShopMoveInput))
    withdraw_application = f.one(ShopPayload, input=f.given(ShopMoveInput))
    add_paper = f.one(ShopPayload, input=f.given(AddPaperInput))
    remove_paper = f.one(ShopPayload, input=f.given(PaperInput))

    @staticmethod
    @domain_mutation
    def resolve_save_application(_root: Any, info: Any, input: Any) -> Any:
        said = {name: value for name, value in input.items() if value is not None}
        onboarding.save_application(actor=info.context.actor, now=info.context.now, **said)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_submit_application(_root: Any, info: Any, input: Any) -> Any:
        onboarding.submit(actor=info.context.actor, now=info.context.now)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_withdraw_application(_root: Any, info: Any, input: Any) -> Any:
        onboarding.withdraw(actor=info.context.actor, now=info.context.now)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_add_paper(_root: Any, info: Any, input: Any) -> Any:
        papers.add_paper(
            actor=info.context.actor,
            kind=input.kind,
            number=input.number,
            valid_to=input.get("valid_to"),
            scope=input.get("scope") or (),
            data=input.document.read(),
            file_name=input.document.name or "",
            now=info.context.now,
        )
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_remove_paper(_root: Any, info: Any, input: Any) -> Any:
        papers.remove_paper(actor=info.context.actor, now=info.context.now, **input)
        return shop_now(info)


class StaffMutations(graphene.ObjectType):
    """Who works for the shop."""

    invite_staff = f.one(ShopPayload, input=f.given(InviteInput))
    withdraw_invitation = f.one(ShopPayload, input=f.given(InvitationInput))
    set_staff_role = f.one(ShopPayload, input=f.given(RoleInput))
    remove_staff = f.one(ShopPayload, input=f.given(WorkerInput))

    @staticmethod
    @domain_mutation
    def resolve_invite_staff(_root: Any, info: Any, input: Any) -> Any:
        staffing.invite(actor=info.context.actor, now=info.context.now, **input)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_withdraw_invitation(_root: Any, info: Any, input: Any) -> Any:
        staffing.withdraw_invitation(actor=info.context.actor, now=info.context.now, **input)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_set_staff_role(_root: Any, info: Any, input: Any) -> Any:
        staffing.set_role(actor=info.context.actor, now=info.context.now, **input)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_remove_staff(_root: Any, info: Any, input: Any) -> Any:
        staffing.remove_staff(actor=info.context.actor, now=info.context.now, **input)
        return shop_now(info)


class ShopMutations(SignUpMutations, ApplyingMutations, StaffMutations):
    """All of it, and the page, the freight and the closing."""

    update_shop = f.one(ShopPayload, input=f.given(UpdateShopInput))
    add_shop_picture = f.one(ShopPayload, input=f.given(ShopPictureInput))
    remove_shop_picture = f.one(ShopPayload, input=f.given(RemoveShopPictureInput))
    set_freight = f.one(ShopPayload, input=f.given(SetFreightInput))
    announce_closing = f.one(ShopPayload, input=f.given(ShopMoveInput))
    withdraw_closing = f.one(ShopPayload, input=f.given(ShopMoveInput))

    @staticmethod
    @domain_mutation
    def resolve_update_shop(_root: Any, info: Any, input: Any) -> Any:
        services.update_shop(actor=info.context.actor, now=info.context.now, **input)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_add_shop_picture(_root: Any, info: Any, input: Any) -> Any:
        data, name = input.picture.read(), input.picture.name or ""
        services.add_picture(
            actor=info.context.actor, data=data, name=name, alt=input.alt, now=info.context.now
        )
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_remove_shop_picture(_root: Any, info: Any, input: Any) -> Any:
        services.remove_picture(actor=info.context.actor, now=info.context.now, **input)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_set_freight(_root: Any, info: Any, input: Any) -> Any:
        zones = tuple(freight.Zone(**zone) for zone in input.pop("zones"))
        terms = freight.Freight(zones=zones, **input)
        freight.set_freight(actor=info.context.actor, freight=terms, now=info.context.now)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_announce_closing(_root: Any, info: Any, input: Any) -> Any:
        supervision.announce_closing(actor=info.context.actor, now=info.context.now)
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_withdraw_closing(_root: Any, info: Any, input: Any) -> Any:
        supervision.withdraw_closing(actor=info.context.actor, now=info.context.now)
        return shop_now(info)
