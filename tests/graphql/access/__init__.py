"""Rows of the access matrix, a module a room: its DOOR, its ROWS, and what it asks about.

A room that needs objects of its own defines `facts(world) -> dict`; its names must be new.
"""

import importlib
import pkgutil
from types import ModuleType


def rooms() -> list[ModuleType]:
    """Return the modules that hold rows."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if module.name != "rows"]
    return [importlib.import_module(f"{__name__}.{name}") for name in sorted(names)]
