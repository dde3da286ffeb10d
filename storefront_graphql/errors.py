"""Expected refusals as data: `UserError`, `ErrorCode`, and the decorator of every mutation."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import graphene
from django.db import OperationalError
from graphene.utils.str_converters import to_camel_case

import logistics
import market
import village_points
from market.accounts.actors import Anonymous
from market.audit.context import acting
from market.kernel.errors import Busy, DomainError, Forbidden, NotFound
from market.kernel.retry import is_busy
from storefront_graphql import messages
from storefront_graphql.scalars import Fen

SKIPPED = {"migrations", "settings", "management"}


class SignInFailed(DomainError):
    """Name or password is wrong; which of the two is not told."""

    code = "SIGN_IN_FAILED"


class TooManyTries(DomainError):
    """Too many failed sign-ins; the account is shut for 15 minutes."""

    code = "TOO_MANY_TRIES"


class WrongDoor(DomainError):
    """The account is right, but it has no work at this door."""

    code = "WRONG_DOOR"


def _load(package: Any) -> None:
    """Import every module of the package, so that all error classes are known."""
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if module.name.rpartition(".")[2] in SKIPPED:
            continue
        loaded = importlib.import_module(module.name)
        if module.ispkg:
            _load(loaded)


def error_classes() -> list[type[DomainError]]:
    """Return every refusal that a service may raise, those of the edge included."""
    found: list[type[DomainError]] = []
    waiting = [DomainError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.code:
            found.append(kind)
    return sorted(found, key=lambda kind: (kind.code, kind.__module__))


for _package in (market, logistics, village_points):
    _load(_package)

CODES = sorted({kind.code for kind in error_classes()})

ErrorCode = graphene.Enum(
    "ErrorCode",
    [(code, code) for code in CODES],
    description="What was refused. Codes are stable; texts are for people.",
)


@dataclass(frozen=True, slots=True)
class Raised:
    """A refusal as a value: the executor raises every exception that it finds in an answer."""

    error: DomainError


def _of_error(name: str, default: Any, raised: Raised, _info: Any, **_: Any) -> Any:
    return getattr(raised.error, name, default)


class UserError(graphene.Interface):
    """A refusal that people may meet. Nothing was changed by what was refused."""

    code = graphene.Field(ErrorCode, required=True)
    message = graphene.String(required=True, description="A sentence for people, in Chinese.")
    path = graphene.List(
        graphene.NonNull(graphene.String), description="The input field it is about, if one is."
    )

    @staticmethod
    def resolve_message(raised: Raised, _info: Any) -> str:
        return messages.text(raised.error)

    @staticmethod
    def resolve_path(raised: Raised, _info: Any) -> list[str] | None:
        field = raised.error.field
        if field is None:
            return None
        return ["input", *(to_camel_case(part) for part in field.split("."))]

    @classmethod
    def resolve_type(cls, raised: Raised, _info: Any) -> Any:
        return CONCRETE.get(raised.error.code, Refusal)


def _refusal(name: str, doc: str, **fields: Any) -> Any:
    meta = type("Meta", (), {"interfaces": (UserError,), "default_resolver": _of_error})
    return type(name, (graphene.ObjectType,), {"__doc__": doc, "Meta": meta, **fields})


def _whole() -> Any:
    return graphene.Int(required=True)


Refusal = _refusal("Refusal", "A refusal that its code says all about.")

# Only where a client needs more than code, sentence and path.
CONCRETE: dict[str, Any] = {
    "OUT_OF_STOCK": _refusal(
        "OutOfStock",
        "There are fewer than asked for.",
        variant_id=graphene.ID(required=True),
        available=_whole(),
    ),
    "CEILING_REACHED": _refusal(
        "CeilingReached",
        "The output licensed for the season does not hold so much.",
        variant_id=graphene.ID(required=True),
        left_grams=_whole(),
    ),
    "PRICE_CHANGED": _refusal(
        "PriceChanged",
        "The sum is not the one that was agreed to; without a variant only the freight changed.",
        total_fen=Fen(required=True),
        variant_id=graphene.ID(required=True),
        price_fen=Fen(required=True),
    ),
    "STALE": _refusal("Stale", "Somebody changed it since it was read.", version=_whole()),
    "WRONG_CODE": _refusal(
        "WrongCode",
        "The pick-up code is not right.",
        tries_left=_whole(),
        locked_until=graphene.DateTime(),
    ),
    "CODE_LOCKED": _refusal(
        "CodeLocked", "Too many wrong codes.", locked_until=graphene.DateTime(required=True)
    ),
    "TOO_LITTLE_CASH": _refusal(
        "TooLittleCash", "The cash does not cover the sum.", due_fen=Fen(required=True)
    ),
    "WRONG_NODE": _refusal(
        "WrongNode",
        "The parcel is due at another place first.",
        expected=graphene.String(required=True),
        expected_code=graphene.ID(required=True),
    ),
}

REFUSALS = [Refusal, *CONCRETE.values()]


class Payload(graphene.Interface):
    """What every mutation answers: what changed, or why not."""

    errors = graphene.List(graphene.NonNull(UserError), required=True)

    @staticmethod
    def resolve_errors(payload: dict[str, Any], _info: Any) -> list[Raised]:
        return [Raised(error) for error in payload.get("errors", ())]


def refusable(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a raised refusal into the payload's `errors`; what was refused is rolled back."""

    @wraps(resolver)
    def resolve(root: Any, info: Any, **arguments: Any) -> Any:
        try:
            return resolver(root, info, **arguments)
        except Forbidden:
            if isinstance(info.context.actor, Anonymous):
                raise  # said at the top: UNAUTHENTICATED
            return {"errors": [Forbidden()]}
        except DomainError as error:
            return {"errors": [error]}
        except OperationalError as error:
            if is_busy(error):
                return {"errors": [Busy()]}
            raise

    return resolve


def domain_mutation(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """Make a mutation: refusals are data, and the history learns who did it, where, by request."""

    @wraps(resolver)
    def resolve(root: Any, info: Any, **arguments: Any) -> Any:
        context = info.context
        door = f"graphql.{context.door}"
        with acting(context.actor.ref, through=door, request_id=context.request_id):
            return resolver(root, info, **arguments)

    return refusable(resolve)


def or_none(read: Callable[..., Any]) -> Callable[..., Any]:
    """Make a read of one object: not visible is the same as not there, and both are null."""

    @wraps(read)
    def resolve(root: Any, info: Any, **arguments: Any) -> Any:
        try:
            return read(root, info, **arguments)
        except NotFound:
            return None

    return resolve


def payload(name: str, doc: str, **fields: Any) -> Any:
    """Return a payload type: the fields that may have changed, and `errors`."""
    meta = type("Meta", (), {"interfaces": (Payload,)})
    return type(name, (graphene.ObjectType,), {"__doc__": doc, "Meta": meta, **fields})
