"""What a file would change: its rows against what is stored. Pure.

The same plan is made for the check and, once the goods are locked, for the import itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from market.catalogue import kinds
from market.catalogue.bulk import Change, GoodsFacts, NewGoods, NewSize, SizeFacts
from market.catalogue.services import MAX_VARIANTS
from market.imports import matching
from market.imports.describing import Described, Numbered
from market.imports.matching import Stored, StoredSize
from market.imports.models import Outcome
from market.imports.parsing import Problem
from market.imports.stocking import Count, Stocking
from market.imports.trouble import Trouble

_OF_SIZE = ("variant", "net_grams", "gross_grams", "pieces", "price_fen")
_NEEDED = ("variant", "net_grams", "gross_grams", "price_fen")


@dataclass(frozen=True, slots=True)
class Move:
    """The state that a product, known by one of its 编号, shall go to; and its rows' numbers."""

    sku: str
    status: str
    numbers: tuple[int, ...]


@dataclass(slots=True)
class Plan:
    """What becomes of each row (by its number), and what is to be done."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    new: list[NewGoods] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)


def plan(rows: Sequence[Numbered], stored: Stored, *, today: date, promised: bool) -> Plan:
    """Compare rows with what is stored.

    A row with a problem changes nothing. A product whose facts are wrong keeps all its rows back;
    a wrong size keeps back its own rows only.
    """
    made, trouble = Plan(), Trouble()
    stocking = Stocking(stored, trouble, today=today, promised=promised)
    for product, own in matching.groups(rows, stored, trouble):
        _Product(Described(product, own, stored, trouble), stocking).into(made)
    made.problems = trouble.found
    made.outcomes.update(dict.fromkeys(trouble.found, Outcome.WRONG))
    return made


class _Product:
    """One product on its way into the plan."""

    def __init__(self, told: Described, stocking: Stocking) -> None:
        self.told, self.stocking = told, stocking
        self.product, self.rows = told.product, told.rows
        self.stored, self.trouble = told.stored, told.trouble

    def into(self, made: Plan) -> None:
        """Add what becomes of this product to the plan."""
        told = self.told
        facts, pictures = told.facts(), told.pictures()
        move = None
        if facts is not None and pictures is not None:
            move = told.move(facts, pictures)
        if facts is None or pictures is None or told.has_problems():
            self.trouble.keep_back(number for number, _ in self.rows)
            return
        sizes = self._sizes()
        good = [(number, row, sizes[row.sku]) for number, row in self.rows if row.sku in sizes]
        counts = self.stocking.counts(self.product, facts, good)
        # Only now: a count may be what is wrong with a size.
        sizes = {sku: size for sku, size in sizes.items() if not self._is_wrong(sku)}
        if sizes:
            own = [count for count in counts if count.sku in sizes]
            self._add(made, self._change(facts, pictures, sizes), sizes, own, move)

    def _change(
        self, facts: GoodsFacts, pictures: tuple[int, ...], sizes: Mapping[str, SizeFacts]
    ) -> Change:
        """Return what is different; for a product that is not there yet, everything."""
        stored = {sku: self.stored.sizes.get(sku) for sku in sizes}
        now = self.product
        return Change(
            now.pk if now else 0,
            facts=None if now and now.facts == facts else facts,
            sizes={
                found.pk: sizes[sku]
                for sku, found in stored.items()
                if found is not None and found.facts != sizes[sku]
            },
            new_sizes=tuple(
                NewSize(sku, size) for sku, size in sizes.items() if stored[sku] is None
            ),
            pictures=None if now and now.pictures == pictures else pictures,
        )

    def _add(
        self,
        made: Plan,
        change: Change,
        sizes: Mapping[str, SizeFacts],
        counts: Sequence[Count],
        move: str | None,
    ) -> None:
        made.counts += counts
        numbers = tuple(number for number, row in self.rows if row.sku in sizes)
        if move is not None:
            made.moves.append(Move(next(iter(sizes)), move, numbers))
        if self.product is None and change.facts is not None:
            made.new.append(NewGoods(change.facts, change.new_sizes, change.pictures or ()))
        elif change != Change(change.product_pk):
            made.changes.append(change)
        whole = change.facts is not None or change.pictures is not None or move is not None
        counted = {count.number for count in counts}
        for number, row in self.rows:
            if row.sku in sizes:
                found = self.stored.sizes.get(row.sku)
                changed = whole or number in counted or (found and found.pk in change.sizes)
                same = Outcome.CHANGED if changed else Outcome.SAME
                made.outcomes[number] = Outcome.NEW if found is None else same

    def _sizes(self) -> dict[str, SizeFacts]:
        """Return what each size will be; those that cannot be are left out, with a problem."""
        found: dict[str, SizeFacts] = {}
        seen: dict[str, list[Numbered]] = {}
        for number, row in self.rows:
            seen.setdefault(row.sku, []).append((number, row))
        room = MAX_VARIANTS - (self.product.sizes if self.product else 0)
        for sku, rows in seen.items():
            stored = self.stored.sizes.get(sku)
            size = self._size(stored, rows)
            if size is not None and stored is None:
                room -= 1
                if room < 0:
                    self.trouble.add(rows[0][0], "sku", "too_many", sku)
                    continue
            if size is not None:
                found[sku] = size
        return found

    def _size(self, stored: StoredSize | None, rows: Sequence[Numbered]) -> SizeFacts | None:
        given: dict[str, Any] = {}
        for number, row in rows:
            for key in _OF_SIZE:
                value = getattr(row, key)
                if value is not None and given.setdefault(key, value) != value:
                    self.trouble.add(number, key, "differs", value)
        first = rows[0][0]
        needed = _NEEDED if stored is None else ()
        for key in needed:
            if key not in given:
                self.trouble.add(first, key, "required", "")
        if any(number in self.trouble.found for number, _ in rows):
            return None
        values = {("name" if key == "variant" else key): value for key, value in given.items()}
        size = replace(stored.facts, **values) if stored else SizeFacts(**{"pieces": 0, **values})
        if size.gross_grams < size.net_grams:
            self.trouble.add(first, "gross_grams", "less_than_net", size.gross_grams)
            return None
        if size.pieces == 0 and self._by_piece():
            self.trouble.add(first, "pieces", "by_piece", "")
            return None
        return size

    def _by_piece(self) -> bool:
        kind: kinds.Kind | None = self.told.kind
        return kind is not None and kind.pieces_needed

    def _is_wrong(self, sku: str) -> bool:
        return any(row.sku == sku and number in self.trouble.found for number, row in self.rows)
