"""The one function that runs an operation; HTTP and pages both come through here.

Order of things: find or parse the document, count it, price it, find the actor, execute. Nothing
before the actor asks the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    execute_sync,
    parse,
    specified_rules,
    validate,
)

from market.accounts.actors import Anonymous, Operator
from market.kernel import errors as kernel
from storefront_graphql import limits, messages
from storefront_graphql.context import Context
from storefront_graphql.counter.schema import schema as counter
from storefront_graphql.county.schema import schema as county
from storefront_graphql.county.sellers import OFFICER
from storefront_graphql.desk.schema import schema as desk
from storefront_graphql.limits import BadRequest, TooComplex
from storefront_graphql.shop.schema import schema as shop

log = structlog.get_logger(__name__)

SCHEMAS: dict[str, GraphQLSchema] = {
    "shop": shop.graphql_schema,
    "counter": counter.graphql_schema,
    "desk": desk.graphql_schema,
    "county": county.graphql_schema,
}
OPERATIONS = Path(__file__).parent / "operations"

# Plans of longer texts are not kept: 512 of them would fill the memory.
REMEMBERED = 10_000

# What a township's officer may ask at the county's door; all the rest is the county's own.
OFFICER_FIELDS = OFFICER | frozenset({"me", "signIn", "signOut", "__typename"})

# What may be asked at the doors of staff before sign-in.
OPEN_FIELDS = frozenset({"me", "signIn", "signOut", "__typename", "__schema", "__type"}) | {
    "requestShopCode",
    "openShop",
    "joinShop",
    "shopChoices",
}

STATUS = {
    "BAD_REQUEST": 400,
    "TOO_COMPLEX": 400,
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "INTERNAL": 500,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that was parsed, counted and validated; `cost` is priced per request."""

    document: DocumentNode
    text: str
    roots: tuple[str, ...]
    is_open: bool
    cost: limits.Cost


@dataclass(frozen=True, slots=True)
class Result:
    """A GraphQL answer and the HTTP status that goes with it."""

    body: dict[str, Any]
    status: int


def make_plan(schema: GraphQLSchema, text: str, *, introspection: bool) -> Plan:
    """Parse, count and validate. Raises BadRequest or TooComplex."""
    document = _parse(text)
    limits.measure(document)
    rules = [*specified_rules]
    if not introspection:
        rules.append(NoSchemaIntrospectionCustomRule)
    wrong = validate(schema, document, rules, max_errors=1, hide_suggestions=not introspection)
    if wrong:
        raise BadRequest(without_hint(wrong[0].message))
    roots = tuple(limits.root_fields(document))
    limits.check_mutations(limits.only_operation(document), roots)
    cost = limits.cost_of(schema, document)
    return Plan(document, text, roots, OPEN_FIELDS.issuperset(roots), cost)


def _parse(text: str) -> DocumentNode:
    limits.scan(text)
    if limits.NOTHING.search(text):
        raise BadRequest("A text holds U+0000")
    try:
        return parse(text, no_location=True)
    except RecursionError:
        raise TooComplex("depth") from None
    except GraphQLSyntaxError as error:
        if "nested too deeply" in error.message:
            raise TooComplex("depth") from None
        raise BadRequest(error.message) from None


def _texts(door: str) -> Iterator[tuple[str, str]]:
    """Give the registered operations of a door by name, the fragments they use appended."""
    fragments: dict[str, str] = {}
    shared, own = OPERATIONS.glob("_*.graphql"), (OPERATIONS / door).glob("_*.graphql")
    for path in sorted([*shared, *own]):
        for node in parse(path.read_text(encoding="utf-8")).definitions:
            if node.loc is not None:
                name = node.name.value  # type: ignore[attr-defined]
                fragments[name] = node.loc.source.body[node.loc.start : node.loc.end]
    for path in sorted((OPERATIONS / door).glob("[!_]*.graphql")):
        yield path.stem, _with_fragments(path.read_text(encoding="utf-8"), fragments)


def _with_fragments(text: str, fragments: Mapping[str, str]) -> str:
    used: dict[str, str] = {}
    waiting = [text]
    while waiting:
        words = waiting.pop().replace("...", " ... ").split()
        for before, name in pairwise(words):
            if before == "..." and name in fragments and name not in used:
                used[name] = fragments[name]
                waiting.append(fragments[name])
    return "\n\n".join([text.strip(), *used.values()]) + "\n"


@cache
def registered(door: str) -> Mapping[str, Plan]:
    """Return the registered operations of a door, by name. A bad one stops the program."""
    plans: dict[str, Plan] = {}
    for name, text in _texts(door):
        try:
            plan = make_plan(SCHEMAS[door], text, introspection=False)
        except (BadRequest, TooComplex) as error:
            raise ValueError(f"operations/{door}/{name}.graphql: {error}") from error
        said = limits.only_operation(plan.document).name
        if said is None or said.value != name:
            raise ValueError(f"operations/{door}/{name}.graphql must hold operation {name}")
        plans[name] = plan
    return plans


@lru_cache(maxsize=512)
def _ad_hoc(door: str, text: str, introspection: bool) -> Plan:
    return make_plan(SCHEMAS[door], text, introspection=introspection)


def load() -> None:
    """Parse and validate every registered operation, so that a server starts ready."""
    for door in SCHEMAS:
        registered(door)


def find_plan(door: str, operation: str | None, text: str | None) -> Plan:
    """Return the plan of a registered operation or, where that is allowed, of a text."""
    if operation is not None:
        if text is not None:
            raise BadRequest("Send either id or query")
        head, _, name = operation.rpartition("/")
        plan = registered(door).get(name) if head in {"", door} else None
        if plan is None:
            raise BadRequest("There is no such registered operation", "id")
        return plan
    if text is None:
        raise BadRequest("Send the id of a registered operation")
    if not settings.GRAPHQL_AD_HOC:
        raise BadRequest("Only registered operations are run here", "query")
    if len(text) > limits.BODY_BYTES:
        raise TooComplex("body")
    if len(text) > REMEMBERED:
        return make_plan(SCHEMAS[door], text, introspection=settings.GRAPHQL_INTROSPECTION)
    return _ad_hoc(door, text, settings.GRAPHQL_INTROSPECTION)


def execute(
    door: str,
    *,
    context: Context,
    operation: str | None = None,
    text: str | None = None,
    variables: Mapping[str, Any] | None = None,
) -> Result:
    """Run one operation at a door (shop, counter, desk, county). Never raises.

    Refusals that people may meet are in the payloads; top-level `errors` mean a broken request,
    each with one of five codes, a Chinese sentence and the request's id.
    """
    values = variables or {}
    try:
        plan = find_plan(door, operation, text)
        limits.require_storable(values)
        if plan.cost.price(values) > limits.COST:
            raise TooComplex("cost")
        refusal = _refused(door, plan, context)
        if refusal:
            return failure(refusal, context.request_id)
        return _run(door, plan, context, values)
    except TooComplex as error:
        return failure("TOO_COMPLEX", context.request_id, limit=error.limit)
    except BadRequest as error:
        return failure("BAD_REQUEST", context.request_id, detail=error.detail, field=error.field)
    except Exception:
        log.exception("graphql.failed", door=door, request=context.request_id)
        return failure("INTERNAL", context.request_id)


def _refused(door: str, plan: Plan, context: Context) -> str | None:
    if door == "shop" or plan.is_open:
        return None
    if isinstance(context.actor, Operator) and context.actor.town_code:
        return None if OFFICER_FIELDS.issuperset(plan.roots) else "FORBIDDEN"
    if not isinstance(context.actor, Anonymous):
        return None
    return "FORBIDDEN" if context.signed_in else "UNAUTHENTICATED"


def _run(door: str, plan: Plan, context: Context, variables: Mapping[str, Any]) -> Result:
    done = execute_sync(
        SCHEMAS[door],
        plan.document,
        context_value=context,
        variable_values=dict(variables),
        hide_suggestions=not settings.GRAPHQL_INTROSPECTION,
    )
    if not done.errors:
        return Result({"data": done.data}, 200)
    shown = [_shown(error, door, context) for error in done.errors]
    status = max(STATUS[error["extensions"]["code"]] for error in shown)
    body: dict[str, Any] = {"errors": shown}
    if done.data is not None:
        body["data"] = done.data
    return Result(body, status)


def _shown(error: GraphQLError, door: str, context: Context) -> dict[str, Any]:
    """Return what the client may see of an error: never the words of a bug."""
    cause = error.original_error
    path = {"path": error.path} if error.path else {}
    if isinstance(cause, kernel.Forbidden):
        anonymous = isinstance(context.actor, Anonymous)
        code = "UNAUTHENTICATED" if anonymous else "FORBIDDEN"
        return top_error(code, context.request_id) | path
    if isinstance(cause, kernel.DomainError):
        shown = top_error("BAD_REQUEST", context.request_id, field=cause.field, detail=cause.code)
        return shown | {"message": messages.text(cause)} | path
    if _is_the_clients(error):
        detail = without_hint(error.message)
        return top_error(
            "BAD_REQUEST", context.request_id, detail=detail, field=_variable(error.message)
        )
    log.error(
        "graphql.bug",
        door=door,
        request=context.request_id,
        path=error.path,
        exc_info=cause or error,
    )
    return top_error("INTERNAL", context.request_id) | path


def _is_the_clients(error: GraphQLError) -> bool:
    """Tell whether GraphQL itself refused a value: a variable, or a null for an argument."""
    if not isinstance(error.original_error, GraphQLError | None):
        return False
    return error.path is None or error.message.startswith("Argument ")


def without_hint(message: str) -> str:
    """Return a message without the names that its writer might have meant."""
    return message.partition(" Did you mean")[0]


def _variable(message: str) -> str | None:
    """Return the variable that a message of coercion is about, with the place inside it."""
    if not message.startswith("Variable '$"):
        return None
    name = message.split("'", 2)[1].removeprefix("$")
    _, _, place = message.partition(" at '")
    return place.split("'", 1)[0] or name


def top_error(code: str, request_id: str, **extra: Any) -> dict[str, Any]:
    """Return one top-level error. Extras that are None are left out."""
    shown = {name: value for name, value in extra.items() if value is not None}
    extensions = {"code": code, "requestId": request_id, **shown}
    return {"message": messages.REQUEST_TEXTS[code], "extensions": extensions}


def failure(code: str, request_id: str, **extra: Any) -> Result:
    """Return an answer that is one top-level error."""
    return Result({"errors": [top_error(code, request_id, **extra)]}, STATUS[code])
