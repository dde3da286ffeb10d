"""The public register, page by page."""

from typing import Any

import graphene

from market.gi import entries
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.types import fields as f
from storefront_graphql.types.register import RegisterPage


class RegisterQuery(graphene.ObjectType):
    """What anybody may look up: every entry, doubtful ones too."""

    register_page = f.one(
        RegisterPage,
        "This county's first.",
        first=FIRST,
        after=AFTER,
        text=graphene.Argument(graphene.String, description="Part of a name, holder or place."),
    )

    @staticmethod
    def resolve_register_page(_root: Any, _info: Any, **given: Any) -> Any:
        return entries.page(**given)
