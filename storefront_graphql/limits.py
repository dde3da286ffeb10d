"""What a request may ask, counted before anything is executed and before the first SQL statement.

`measure` needs only the document, so that an absurd one is refused before validation, which is
slower. `cost_of` needs the schema; its answer is a small tree that is priced per request, because
page sizes come in variables.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

# Strings and comments are one token each. Every choice ends at the end of the text, so that no
# text is read twice: a text made to confuse it costs no more than another.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)|"(?:[^"\\\n]|\\.)*+"?|#[^\n]*|\w+|\.{3}|[^\s,\ufeff]',
    re.DOTALL,
)

# U+0000, as it is or escaped: no database keeps it.
NOTHING = re.compile(r"\x00|\\u0000|\\u\{0+\}")

DEPTH = 10
ALIASES = 50
FIELDS = 500
DIRECTIVES = 20
MUTATIONS = 3
TOKENS = 10_000
# A field needs a word outside of parentheses; so do aliases, fragments and their types. More than
# these and there are too many fields, which need not be parsed to know it.
WORDS = 4 * FIELDS
# Braces in braces: fields in depth, and objects written out as arguments.
BRACES = 5 * DEPTH
BODY_BYTES = 1 << 20
UPLOAD_BYTES = 10 << 20
PAGE = 100
COST = 50_000
# What a list without a page size is reckoned to hold: variants, lines, pictures, steps.
USUAL_ROWS = 5


class TooComplex(Exception):
    """The request asks more than one request may. `limit` names what was passed."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class BadRequest(Exception):
    """The request is not well formed. `detail` is for developers, `field` names the input."""

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


@dataclass(slots=True)
class _Count:
    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def add(self, other: "_Count", deeper: int = 0) -> None:
        self.depth = max(self.depth, other.depth + deeper)
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives


class _Counter:
    """Counts with fragments expanded, each fragment once, so that nesting them costs nothing."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.known: dict[str, _Count | None] = {}

    def of(self, selections: SelectionSetNode | None) -> _Count:
        total = _Count()
        for node in selections.selections if selections else ():
            total.directives += len(node.directives)
            if isinstance(node, FieldNode):
                total.fields += 1
                total.aliases += node.alias is not None
                # Introspection is shut by its own rule; where it is open its depth is its own.
                hidden = node.name.value in {"__schema", "__type"}
                total.add(self.of(None if hidden else node.selection_set), deeper=1)
            elif isinstance(node, InlineFragmentNode):
                total.add(self.of(node.selection_set))
            elif isinstance(node, FragmentSpreadNode):
                total.add(self.fragment(node.name.value))
        return total

    def fragment(self, name: str) -> _Count:
        if name not in self.known:
            self.known[name] = None
            node = self.fragments.get(name)
            self.known[name] = self.of(node.selection_set) if node else _Count()
        known = self.known[name]
        if known is None:
            raise BadRequest(f"Fragment {name} contains itself")
        return known


def scan(text: str) -> None:
    """Raise TooComplex for more tokens, words or braces than one request may hold.

    Reads 10,000 tokens in a few milliseconds, where the parser needs ten times as long.
    """
    if len(text) <= WORDS and text.count("{") <= BRACES:
        return
    words = inside = braces = deepest = 0
    found = _TOKEN.findall(text)
    for part in found:
        inside += (part == "(") - (part == ")")
        braces += (part == "{") - (part == "}")
        deepest = max(deepest, braces)
        words += inside <= 0 and (part[0].isalpha() or part[0] == "_")
    if len(found) > TOKENS:
        raise TooComplex("tokens")
    if deepest > BRACES:
        raise TooComplex("depth")
    if words > WORDS:
        raise TooComplex("fields")


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """Return the document's fragments by name."""
    return {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }


def only_operation(document: DocumentNode) -> OperationDefinitionNode:
    """Return the one operation. Raises BadRequest for none, several or a subscription."""
    found = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(found) != 1:
        raise BadRequest("Send exactly one operation")
    if found[0].operation is OperationType.SUBSCRIPTION:
        raise BadRequest("There are no subscriptions")
    return found[0]


def measure(document: DocumentNode) -> None:
    """Raise TooComplex or BadRequest if the document alone is more than one request may ask."""
    operation = only_operation(document)
    count = _Counter(fragments_of(document)).of(operation.selection_set)
    for limit, value, most in (
        ("depth", count.depth, DEPTH),
        ("aliases", count.aliases, ALIASES),
        ("fields", count.fields, FIELDS),
        ("directives", count.directives, DIRECTIVES),
    ):
        if value > most:
            raise TooComplex(limit)


def root_fields(document: DocumentNode) -> list[str]:
    """Return the names of the root fields asked for, in order, fragments expanded."""
    fragments = fragments_of(document)

    def names(selections: SelectionSetNode) -> list[str]:
        found: list[str] = []
        for node in selections.selections:
            if isinstance(node, FieldNode):
                found.append(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                found += names(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                found += names(fragments[node.name.value].selection_set)
        return found

    return names(only_operation(document).selection_set)


def require_storable(value: Any, name: str = "") -> None:
    """Raise BadRequest for a text with the character that no database keeps (U+0000)."""
    if isinstance(value, str):
        if "\x00" in value:
            raise BadRequest("A text holds U+0000", name)
    elif isinstance(value, dict):
        for key, part in value.items():
            require_storable(part, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for part in value:
            require_storable(part, name)


@dataclass(slots=True)
class Cost:
    """So many fields, and below them parts that repeat: by a number, or as a variable says."""

    fields: int = 0
    parts: list[tuple[int | str, "Cost"]] = field(default_factory=list)

    def price(self, variables: Mapping[str, Any]) -> int:
        """Return fields times rows. Raises BadRequest for a page size out of range."""
        total = self.fields
        for rows, cost in self.parts:
            total += page_size(rows, variables) * cost.price(variables)
        return total


def page_size(rows: int | str, variables: Mapping[str, Any]) -> int:
    """Return how many rows a part is reckoned for. A wrong type is left to GraphQL to refuse."""
    if isinstance(rows, int):
        return rows
    given = variables.get(rows)
    if isinstance(given, bool) or not isinstance(given, int):
        return 1
    return within_page(given, rows)


def within_page(first: int, name: str) -> int:
    """Return the page size, or raise BadRequest if it is not 1 to 100."""
    if not 1 <= first <= PAGE:
        raise BadRequest(f"{name} must be 1 to {PAGE}", name)
    return first


class _Pricer:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.fragments = fragments_of(document)

    def of(
        self, selections: SelectionSetNode | None, on: GraphQLNamedType | None, paged: bool
    ) -> Cost:
        cost = Cost()
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                self.add_field(cost, node, on, paged)
            elif isinstance(node, InlineFragmentNode):
                name = node.type_condition.name.value if node.type_condition else None
                inner = self.schema.get_type(name) if name else on
                merge(cost, self.of(node.selection_set, inner, paged))
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                inner = self.schema.get_type(fragment.type_condition.name.value)
                merge(cost, self.of(fragment.selection_set, inner, paged))
        return cost

    def add_field(
        self, cost: Cost, node: FieldNode, on: GraphQLNamedType | None, paged: bool
    ) -> None:
        cost.fields += 1
        definition = getattr(on, "fields", {}).get(node.name.value)
        if definition is None or node.selection_set is None:
            return
        rows = first_of(node)
        below = self.of(node.selection_set, get_named_type(definition.type), paged=rows is not None)
        if rows is None:
            # A page's rows were counted where its size was given.
            rows = USUAL_ROWS if has_list(definition.type) and not paged else 1
        cost.parts.append((rows, below))


def merge(cost: Cost, other: Cost) -> None:
    """Add the fields and parts of `other` to `cost`."""
    cost.fields += other.fields
    cost.parts += other.parts


def first_of(node: FieldNode) -> int | str | None:
    """Return a field's page size: a number, the name of a variable, or None where it has none."""
    for argument in node.arguments:
        if argument.name.value != "first":
            continue
        if isinstance(argument.value, IntValueNode):
            return within_page(int(argument.value.value), "first")
        if isinstance(argument.value, VariableNode):
            return argument.value.name.value
    return None


def has_list(kind: Any) -> bool:
    """Tell whether the type is a list, required or not."""
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)


def cost_of(schema: GraphQLSchema, document: DocumentNode) -> Cost:
    """Return the cost tree of a valid document."""
    operation = only_operation(document)
    root: GraphQLObjectType | None = schema.get_root_type(operation.operation)
    return _Pricer(schema, document).of(operation.selection_set, root, paged=False)


def check_mutations(operation: OperationDefinitionNode, roots: Sequence[str]) -> None:
    """Raise TooComplex for more mutations than one request may hold."""
    if operation.operation is OperationType.MUTATION and len(roots) > MUTATIONS:
        raise TooComplex("mutations")
