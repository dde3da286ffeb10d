"""The facts of a kind as fields of a form, and what was typed into them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

PREFIX = "attributes."
UNITS = {"GRAMS": "克", "PERCENT": "%"}
YES = [{"value": "", "label": "没说"}, {"value": "1", "label": "是"}]


def fields(
    facts: Iterable[Mapping[str, Any]],
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Return what parts/field.html wants for each fact; what was typed goes before what is kept."""
    return [_field(fact, typed or {}, wrong or {}) for fact in facts]


def _field(
    fact: Mapping[str, Any], typed: Mapping[str, str], wrong: Mapping[str, str]
) -> dict[str, Any]:
    kind, name = fact["type"], PREFIX + fact["name"]
    return {
        "name": name,
        "label": fact["label"],
        "value": typed.get(name, fact["value"]),
        "kind": {"CHOICE": "select", "FLAG": "select", "DATE": "date"}.get(kind, "text"),
        "options": _options(fact),
        "unit": UNITS.get(kind),
        "inputmode": "numeric" if kind in UNITS else None,
        "maxlength": fact["most"] if kind == "TEXT" else None,
        "why": fact["hint"],
        "optional": not fact["required"],
        "wrong": wrong.get(fact["name"]),
    }


def _options(fact: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    if fact["type"] == "FLAG":
        return YES
    return [{"value": "", "label": "没说"}, *fact["choices"]]


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    """Return the facts among the fields of a form, by the name of the field."""
    return {name: text for name, text in form.items() if name.startswith(PREFIX)}


def given(form: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the facts among the fields of a form, as the API takes them."""
    return [
        {"name": name.removeprefix(PREFIX), "value": text} for name, text in typed_in(form).items()
    ]
