"""The ticket that a clerk is writing: kept in the session, as it was typed, until it is paid."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.crypto import get_random_string

from storefront_graphql.pages import typed, words
from storefront_graphql.pages.shop.asking import whole

SESSION_KEY = "ticket"
MOST_LINES = 50
MOST_OF_ONE = 999
TEN, FIFTY, HUNDRED = 1_000, 5_000, 10_000


def _new_key() -> str:
    return get_random_string(32)


@dataclass(slots=True)
class Entry:
    """So many of a variant; the number as it was typed."""

    variant_id: str
    name: str
    quantity: str = "1"

    @property
    def count(self) -> int | None:
        """Return the number, or None where it is not one from 1 to 999."""
        number = whole(self.quantity)
        return number if number and 1 <= number <= MOST_OF_ONE else None


@dataclass(slots=True)
class Ticket:
    """Who, what and the cash. `key` makes sure that it is ordered once."""

    key: str = field(default_factory=_new_key)
    name: str = ""
    phone: str = ""
    tendered: str = ""
    entries: list[Entry] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Return what tells this ticket from the next, so that going back does not read that."""
        return self.key[:8]

    @property
    def tendered_fen(self) -> int | None:
        """Return what the villager gave; None for what cannot be read."""
        return typed.fen(self.tendered)

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines as the API takes them, without those that have no number."""
        return [
            {"variantId": entry.variant_id, "quantity": entry.count}
            for entry in self.entries
            if entry.count
        ]

    def add(self, variant_id: str, name: str) -> None:
        """Add one of a variant, to its line where there is one."""
        for entry in self.entries:
            if entry.variant_id == variant_id:
                entry.quantity = str(min((entry.count or 0) + 1, MOST_OF_ONE))
                return
        if len(self.entries) < MOST_LINES:
            self.entries.append(Entry(variant_id, name[:120]))

    def remove(self, variant_id: str) -> None:
        """Take a line out."""
        self.entries = [entry for entry in self.entries if entry.variant_id != variant_id]

    def take_in(self, form: QueryDict) -> None:
        """Take over what was typed, and the button that was pressed."""
        self.name = form.get("name", self.name)[:64]
        self.phone = form.get("phone", self.phone)[:32]
        self.tendered = form.get("tendered", self.tendered)[:16]
        for entry in self.entries:
            entry.quantity = form.get(f"n-{entry.variant_id}", entry.quantity)[:9].strip()
        self.entries = [entry for entry in self.entries if entry.quantity not in {"0", ""}]
        tender, add, remove = (form.get(name) for name in ("tender", "add", "remove"))
        if tender is not None:
            self.tendered = words.yuan_input(whole(tender))
        if add:
            variant_id, _, name = add.partition(" ")
            self.add(variant_id, name)
        if remove:
            self.remove(remove)


def load(request: HttpRequest) -> Ticket:
    """Return the ticket of this session, or a new one."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return Ticket()
    entries = [Entry(**entry) for entry in kept["entries"]]
    return Ticket(**{**kept, "entries": entries})


def save(request: HttpRequest, ticket: Ticket) -> None:
    """Keep the ticket in the session."""
    request.session[SESSION_KEY] = asdict(ticket)


def forget(request: HttpRequest, key: str) -> None:
    """Begin a new ticket, if the present one is the one that was paid."""
    if request.session.get(SESSION_KEY, {}).get("key") == key:
        del request.session[SESSION_KEY]


def notes(total_fen: int) -> list[int]:
    """Return what people lay on the counter for a sum: exact, and up to the next 10, 50, 100."""
    above = {total_fen // note * note + note for note in (TEN, FIFTY, HUNDRED)}
    return [total_fen, *sorted(above)]
