"""Expected refusals. A service raises one; the edge turns it into data."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class DomainError(Exception):
    """An expected refusal; nothing was changed. `code` is stable, texts live at the edge."""

    code: ClassVar[str] = ""

    @property
    def field(self) -> str | None:
        """The input field that the refusal is about, if one is."""
        return None


@dataclass(eq=False)
class NotFound(DomainError):
    """There is no such object for this actor: missing and not visible are the same."""

    code: ClassVar[str] = "NOT_FOUND"
    what: str = ""


@dataclass(eq=False)
class Forbidden(DomainError):
    """The actor's role does not allow this."""

    code: ClassVar[str] = "FORBIDDEN"


@dataclass(eq=False)
class Busy(DomainError):
    """Somebody else holds what is needed; trying again is safe."""

    code: ClassVar[str] = "BUSY"


@dataclass(eq=False)
class Invalid(DomainError):
    """A value that can never be right. `name` is the input field, `rule` what it breaks."""

    code: ClassVar[str] = "INVALID"
    name: str = ""
    rule: str = ""

    @property
    def field(self) -> str | None:
        return self.name or None


@dataclass(eq=False)
class WrongState(DomainError):
    """The object is in a state from which this move is not allowed."""

    code: ClassVar[str] = "WRONG_STATE"
    state: str = ""
    wanted: str = ""


@dataclass(eq=False)
class Stale(DomainError):
    """Somebody changed the object since it was read; `version` is the current one."""

    code: ClassVar[str] = "STALE"
    version: int = 0
