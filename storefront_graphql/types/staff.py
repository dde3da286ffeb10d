"""Sign-in of staff, the same at three doors: password, count of failures, session cookie."""

from typing import Any

import graphene
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib.auth import logout
from django.core.exceptions import ValidationError

from market.accounts.actors import Anonymous
from storefront_graphql.context import Context, role_at
from storefront_graphql.errors import (
    SignInFailed,
    TooManyTries,
    WrongDoor,
    domain_mutation,
    payload,
)


class Account(graphene.ObjectType):
    """Who is signed in."""

    id = graphene.ID(required=True, name="id")
    username = graphene.String(required=True)
    name = graphene.String(required=True)
    town_code = graphene.String(required=True, description="Of a township's officer; else empty.")

    @staticmethod
    def resolve_id(user: Any, _info: Any) -> str:
        return user.public_id


class SignInInput(graphene.InputObjectType):
    username = graphene.String(required=True)
    password = graphene.String(required=True)


SignInPayload = payload(
    "SignInPayload",
    "The answer to signIn; a session cookie comes with it.",
    account=graphene.Field(Account),
)
SignOutPayload = payload("SignOutPayload", "The answer to signOut; the session is over.")


def sign_in(context: Context, *, username: str, password: str) -> Any:
    """Start a session and return the user. Raises SignInFailed, TooManyTries or WrongDoor.

    Five failures shut an account for 15 minutes, whoever tries.
    """
    request, adapter = context.request, get_adapter(context.request)
    if not ratelimit.consume(request, action="login"):
        raise TooManyTries
    try:
        user = adapter.authenticate(request, username=username.strip(), password=password)
    except ValidationError:
        raise TooManyTries from None
    # allauth hands over users who may not sign in any more, for a page of its own.
    if user is None or not user.is_active:
        raise SignInFailed
    actor = role_at(context.door, user)
    if actor is None:
        raise WrongDoor
    adapter.login(request, user)
    context.actor = actor
    return user


class SigningMutations(graphene.ObjectType):
    """`signIn` and `signOut`."""

    sign_in = graphene.Field(
        graphene.NonNull(SignInPayload), input=graphene.Argument(SignInInput, required=True)
    )
    sign_out = graphene.Field(graphene.NonNull(SignOutPayload))

    @staticmethod
    @domain_mutation
    def resolve_sign_in(_root: Any, info: Any, input: SignInInput) -> Any:
        return {"account": sign_in(info.context, **input)}

    @staticmethod
    @domain_mutation
    def resolve_sign_out(_root: Any, info: Any) -> Any:
        logout(info.context.request)
        info.context.actor = Anonymous()
        return {}
