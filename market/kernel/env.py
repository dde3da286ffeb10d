"""Settings from the environment. A missing or malformed value stops the program with its name."""

import json
import os
import pathlib
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Return the variable's text; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set; `make demo` sets it, see docs/operations.md"
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be a yes or no, not {value!r}")


def choice(name: str, default: str, allowed: Collection[str]) -> str:
    """Return one of a few words."""
    value = os.environ.get(name, "").strip() or default
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def number(name: str, default: int) -> int:
    """Return a whole number."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list, empty parts dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str, default: str | None = None) -> str:
    """Return a secret: the variable itself, or the content of the file `<name>_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return pathlib.Path(path).read_text(encoding="utf-8").strip()
    return text(name, default)


def storage(name: str, folder: str = "") -> dict[str, Any]:
    """Return a file storage as Django's STORAGES has it: a folder on disk unless another is named.

    `<name>` is the class's dotted path, `<name>_OPTIONS` (a secret, for it may hold keys) its
    options as a JSON object.
    """
    backend = text(name, "django.core.files.storage.FileSystemStorage")
    given = secret(f"{name}_OPTIONS", "")
    if not given:
        own = folder and backend.endswith(".FileSystemStorage")
        return {"BACKEND": backend, "OPTIONS": {"location": folder} if own else {}}
    try:
        options = json.loads(given)
    except ValueError:
        options = None
    if not isinstance(options, dict):
        # Never the value itself: it may hold keys.
        raise ImproperlyConfigured(f"{name}_OPTIONS must be a JSON object")
    return {"BACKEND": backend, "OPTIONS": options}
