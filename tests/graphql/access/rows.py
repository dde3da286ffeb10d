"""How a row of the access matrix is written, and who asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# Pan packs for Chen and does nothing else there; Mao is the officer of Chen's township.
PEOPLE = ("nobody", "li", "zhou", "wang", "zhao", "chen", "pan", "deng", "sun", "mao")

# They have nothing to do with Li's orders, with Wang's point or with Chen's goods.
STRANGERS = {"nobody", "zhou", "zhao", "deng"}

# What may come of a request.
OK, EMPTY = "OK", "EMPTY"
UNAUTHENTICATED, FORBIDDEN, NOT_FOUND = "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"

Facts = Mapping[str, Any]
Expected = Mapping[str, str]


def everybody(outcome: str, **others: str) -> Expected:
    """Return the same outcome for everybody, but for the people named."""
    return dict.fromkeys(PEOPLE, outcome) | others


def shopper(owner: str, stranger: str, nobody: str = UNAUTHENTICATED) -> Expected:
    """Return outcomes at the shop: Li's object, asked for by Zhou, by staff, by nobody."""
    return everybody(nobody, li=owner, zhou=stranger)


def staff(**owners: str) -> Expected:
    """Return outcomes at a door of staff: the wrong people stop at the door."""
    outside = everybody(FORBIDDEN, nobody=UNAUTHENTICATED, li=UNAUTHENTICATED, zhou=UNAUTHENTICATED)
    return {**outside, **owners}


def clerk(wang: str, zhao: str) -> Expected:
    return staff(wang=wang, zhao=zhao)


def merchant(chen: str, deng: str, pan: str = FORBIDDEN) -> Expected:
    return staff(chen=chen, deng=deng, pan=pan)


def operator(sun: str, mao: str = FORBIDDEN) -> Expected:
    return staff(sun=sun, mao=mao)


@dataclass(frozen=True)
class Row:
    """One root field: how it is asked, about what, and what each person gets."""

    field: str
    text: str
    expected: Expected
    about: Callable[[Facts], dict[str, Any]] = lambda facts: {}

    @property
    def is_mutation(self) -> bool:
        return self.text.startswith("mutation")


def read(field: str, arguments: str, selection: str, expected: Expected, about: Any = None) -> Row:
    head, _, call = (part.strip() for part in arguments.partition("|"))
    return Row(
        field,
        f"query {head} {{ {field}{call} {selection} }}",
        expected,
        about or (lambda facts: {}),
    )


def write(field: str, kind: str, selection: str, expected: Expected, about: Any) -> Row:
    payload = f"{{ {selection} errors {{ code }} }}"
    text = f"mutation ($input: {kind}!) {{ {field}(input: $input) {payload} }}"
    return Row(field, text, expected, lambda facts: {"input": about(facts)})


ID = "($id: ID!) | (id: $id)"
FIRST = "| (first: 20)"


SIGNING = [
    write(
        "signIn",
        "SignInInput",
        "account { id }",
        everybody("SIGN_IN_FAILED"),
        lambda f: {"username": f"guess-by-{f['asker']}", "password": "not-the-password"},
    ),
    Row("signOut", "mutation { signOut { errors { code } } }", everybody(OK)),
]
ME = "{ account { name } }"
