"""What a file would change: its rows against what is stored. Pure.

The same plan is made for the check and, once the goods are locked, for the import itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from market.catalogue.bulk import Change, GoodsFacts, NewGoods, NewSize, SizeFacts
from market.catalogue.services import MAX_VARIANTS
from market.imports import matching
from market.imports.matching import Stored, StoredProduct, StoredSize
from market.imports.models import Outcome
from market.imports.parsing import GoodsRow, Problem
from market.imports.stocking import Count, Stocking
from market.imports.trouble import Trouble

# Goods that keep no longer than this are fresh, unless the file says otherwise.
FRESH_DAYS = 30
_OF_PRODUCT = (
    "name", "category", "origin", "variety", "shelf_days", "storage", "perishable", "pictures",
    "status",
)  # fmt: skip
_OF_SIZE = ("variant", "net_grams", "gross_grams", "pieces", "price_fen")
_NEEDED_OF_PRODUCT = ("category", "origin", "shelf_days")
_NEEDED_OF_SIZE = ("variant", "net_grams", "gross_grams", "price_fen")

Numbered = tuple[int, GoodsRow]


@dataclass(slots=True)
class Plan:
    """What becomes of each row (by its number), and what is to be done."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    new: list[NewGoods] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)


def plan(rows: Sequence[Numbered], stored: Stored, *, today: date, promised: bool) -> Plan:
    """Compare rows with what is stored.

    A row with a problem changes nothing. A product whose facts are wrong keeps all its rows back;
    a wrong size keeps back its own rows only.
    """
    made, trouble = Plan(), Trouble()
    stocking = Stocking(stored, trouble, today=today, promised=promised)
    for product, own in matching.groups(rows, stored, trouble):
        _Product(product, own, stored, trouble, stocking).into(made)
    made.problems = trouble.found
    made.outcomes.update(dict.fromkeys(trouble.found, Outcome.WRONG))
    return made


class _Product:
    """The rows of one product, stored or new."""

    def __init__(
        self,
        product: StoredProduct | None,
        rows: Sequence[Numbered],
        stored: Stored,
        trouble: Trouble,
        stocking: Stocking,
    ) -> None:
        self.product, self.rows, self.stored = product, rows, stored
        self.trouble, self.stocking = trouble, stocking

    def into(self, made: Plan) -> None:
        """Add what becomes of this product to the plan."""
        given = self._given()
        facts = self._facts(given)
        pictures = self._pictures(given)
        if facts is not None and pictures is not None:
            facts = self._with_status(facts, given, pictures)
        if facts is None or pictures is None or self._has_problems():
            self.trouble.keep_back(number for number, _ in self.rows)
            return
        sizes = self._sizes()
        counts = self.stocking.counts(self.product, facts, self._good(sizes))
        # Only now: a count may be what is wrong with a size.
        changed = {sku: size for sku, size in sizes.items() if not self._is_wrong(sku)}
        self._add(made, facts, pictures, changed, counts)

    def _add(
        self,
        made: Plan,
        facts: GoodsFacts,
        pictures: tuple[int, ...],
        sizes: Mapping[str, SizeFacts],
        counts: Sequence[Count],
    ) -> None:
        counts = [count for count in counts if count.sku in sizes]
        stored = {sku: self.stored.sizes.get(sku) for sku in sizes}
        new = tuple(NewSize(sku, size) for sku, size in sizes.items() if stored[sku] is None)
        touched = {
            found.pk: sizes[sku]
            for sku, found in stored.items()
            if found is not None and found.facts != sizes[sku]
        }
        made.counts += counts
        if self.product is None:
            if new:
                made.new.append(NewGoods(facts, new, pictures))
            whole = False
        else:
            whole = self._change(made, self.product, facts, pictures, touched, new)
        counted = {count.number for count in counts}
        for number, row in self.rows:
            if row.sku not in sizes:
                continue
            found = stored[row.sku]
            if found is None:
                made.outcomes[number] = Outcome.NEW
            elif whole or found.pk in touched or number in counted:
                made.outcomes[number] = Outcome.CHANGED
            else:
                made.outcomes[number] = Outcome.SAME

    @staticmethod
    def _change(
        made: Plan,
        product: StoredProduct,
        facts: GoodsFacts,
        pictures: tuple[int, ...],
        sizes: Mapping[int, SizeFacts],
        new: tuple[NewSize, ...],
    ) -> bool:
        """Add a stored product's change, if there is one; tell whether its own facts change."""
        change = Change(
            product.pk,
            facts=facts if facts != product.facts else None,
            sizes=sizes,
            new_sizes=new,
            pictures=pictures if pictures != product.pictures else None,
        )
        whole = change.facts is not None or change.pictures is not None
        if whole or sizes or new:
            made.changes.append(change)
        return whole

    def _given(self) -> dict[str, Any]:
        """Return what the rows say of the product; rows that say otherwise are wrong."""
        found: dict[str, Any] = {}
        for number, row in self.rows:
            for key in _OF_PRODUCT:
                value = getattr(row, key)
                if value is not None and found.setdefault(key, value) != value:
                    self.trouble.add(number, key, "differs", value)
        return found

    def _facts(self, given: Mapping[str, Any]) -> GoodsFacts | None:
        """Return what the product will be, its status still as it is; None where it cannot be."""
        first = self.rows[0][0]
        category = self._found(given, "category", self.stored.categories)
        origin = self._found(given, "origin", self.stored.origins)
        if self.product is None:
            for key in _NEEDED_OF_PRODUCT:
                if key not in given:
                    self.trouble.add(first, key, "required", "")
        if self._has_problems():
            return None
        values = {
            key: given[key]
            for key in ("name", "variety", "storage", "shelf_days", "perishable")
            if key in given
        }
        values |= {"category_id": category} if category else {}
        values |= {"origin_id": origin} if origin else {}
        if self.product is not None:
            return replace(self.product.facts, **values)
        fresh = given["shelf_days"] <= FRESH_DAYS
        plain = {"variety": "", "storage": "", "perishable": fresh, "status": "DRAFT"}
        return GoodsFacts(**{**plain, **values})

    def _found(
        self, given: Mapping[str, Any], key: str, known: Mapping[str, tuple[str, ...]]
    ) -> str | None:
        """Return the code of what a cell names; what names nothing or several is a problem."""
        if key not in given:
            return None
        codes = known.get(matching.plain(str(given[key])), ())
        if len(codes) == 1:
            return codes[0]
        rule = "several" if codes else "unknown"
        for number, row in self.rows:
            if getattr(row, key) == given[key]:
                self.trouble.add(number, key, rule, given[key])
        return None

    def _pictures(self, given: Mapping[str, Any]) -> tuple[int, ...] | None:
        """Return all pictures that the product will have; None where one cannot be had."""
        own = self.product
        now = own.pictures if own else ()
        names = given.get("pictures")
        if not isinstance(names, tuple):
            return now
        known = {**self.stored.pictures, **(own.picture_ids if own else {})}
        if not self.stored.has_archive and not all(name in known for name in names):
            # Without the archive the column says nothing new.
            return now
        found: dict[int, None] = {}
        for name in names:
            picture = known.get(name)
            if picture is None:
                rule = "refused" if name in self.stored.refused else "missing"
                self.trouble.add(self.rows[0][0], "pictures", rule, name)
                return None
            found[picture] = None
        return tuple(found)

    def _with_status(
        self, facts: GoodsFacts, given: Mapping[str, Any], pictures: Sequence[int]
    ) -> GoodsFacts | None:
        wanted = str(given.get("status", facts.status))
        rule = matching.move_refused(facts.status, wanted, pictured=bool(pictures))
        if rule is None:
            return replace(facts, status=wanted)
        number = next((n for n, row in self.rows if row.status is not None), self.rows[0][0])
        self.trouble.add(number, "status", rule, wanted)
        return None

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
        if stored is None:
            for key in _NEEDED_OF_SIZE:
                if key not in given:
                    self.trouble.add(first, key, "required", "")
        if any(number in self.trouble.found for number, _ in rows):
            return None
        values = {("name" if key == "variant" else key): value for key, value in given.items()}
        if stored is not None:
            size = replace(stored.facts, **values)
        else:
            size = SizeFacts(**{"pieces": 0, **values})
        if size.gross_grams < size.net_grams:
            self.trouble.add(first, "gross_grams", "less_than_net", size.gross_grams)
            return None
        return size

    def _good(self, sizes: Mapping[str, SizeFacts]) -> list[tuple[int, GoodsRow, SizeFacts]]:
        return [(number, row, sizes[row.sku]) for number, row in self.rows if row.sku in sizes]

    def _is_wrong(self, sku: str) -> bool:
        return any(row.sku == sku and number in self.trouble.found for number, row in self.rows)

    def _has_problems(self) -> bool:
        return any(number in self.trouble.found for number, _ in self.rows)
