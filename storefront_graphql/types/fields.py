"""Short forms for fields that are always there."""

from collections.abc import Mapping
from typing import Any

import graphene

from storefront_graphql.scalars import Fen as Fen


def text(description: str | None = None) -> Any:
    return graphene.String(required=True, description=description)


def whole(description: str | None = None, **more: Any) -> Any:
    return graphene.Int(required=True, description=description, **more)


def fen(description: str | None = None) -> Any:
    return Fen(required=True, description=description)


def yes(description: str | None = None, **more: Any) -> Any:
    return graphene.Boolean(required=True, description=description, **more)


def key(description: str | None = None) -> Any:
    return graphene.ID(required=True, description=description)


def moment(description: str | None = None) -> Any:
    return graphene.DateTime(required=True, description=description)


def date(description: str | None = None) -> Any:
    return graphene.Date(required=True, description=description)


def several(kind: Any, description: str | None = None, **more: Any) -> Any:
    """Return a list that is never null and holds no nulls."""
    return graphene.List(graphene.NonNull(kind), required=True, description=description, **more)


def one(kind: Any, description: str | None = None, **more: Any) -> Any:
    """Return an object that is always there."""
    return graphene.Field(graphene.NonNull(kind), description=description, **more)


def maybe(kind: Any, description: str | None = None, **more: Any) -> Any:
    """Return an object that may be null."""
    return graphene.Field(kind, description=description, **more)


def given(kind: Any) -> Any:
    """Return the one `input` argument of a mutation."""
    return graphene.Argument(kind, required=True)


def id_arg() -> Any:
    """Return an optional argument that names something."""
    return graphene.Argument(graphene.ID)


def said(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was sent without its nulls: a null says no more than leaving the name out."""
    return {name: value for name, value in given.items() if value is not None}
