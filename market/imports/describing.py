"""What rows say of a product as a whole: its facts, pictures, and where it shall stand. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from market.catalogue import kinds
from market.catalogue.bulk import GoodsFacts
from market.catalogue.models import ProductStatus
from market.imports import matching
from market.imports.matching import Stored, StoredProduct
from market.imports.parsing import GoodsRow
from market.imports.trouble import Trouble
from market.kernel.errors import Invalid
from market.kernel.text import plain

Numbered = tuple[int, GoodsRow]
_OF_PRODUCT = (
    "name", "category", "origin", "variety", "shelf_days", "storage", "perishable", "attributes",
    "pictures", "status",
)  # fmt: skip
_PLAIN = ("name", "variety", "storage", "shelf_days", "perishable")


class Described:
    """The rows of one product, stored or new; what cannot be is trouble of a row."""

    def __init__(
        self,
        product: StoredProduct | None,
        rows: Sequence[Numbered],
        stored: Stored,
        trouble: Trouble,
    ) -> None:
        self.product, self.rows, self.stored, self.trouble = product, rows, stored, trouble
        self.given = self._given()
        self.kind: kinds.Kind | None = None

    def facts(self) -> GoodsFacts | None:
        """Return what the product will be; None where it cannot be."""
        category, origin = self._found("category"), self._found("origin")
        if self.product is None:
            for key in ("category", "origin"):
                if key not in self.given:
                    self._wrong(key, "required", "")
        if self.has_problems():
            return None
        self.kind = self._kind(category)
        attributes = self._attributes(self.kind)
        if self.has_problems():
            return None
        values = {key: self.given[key] for key in _PLAIN if key in self.given}
        values |= {"category_id": category} if category else {}
        values |= {"origin_id": origin} if origin else {}
        values["attributes"] = attributes
        if self.product is not None:
            return replace(self.product.facts, **values)
        usual = {
            "variety": "",
            "storage": self.kind.storage,
            "shelf_days": self.kind.shelf_days,
            "perishable": self.kind.perishable,
        }
        return GoodsFacts(**{**usual, **values})

    def pictures(self) -> tuple[int, ...] | None:
        """Return all pictures that the product will have; None where one cannot be had."""
        own = self.product
        now = own.pictures if own else ()
        names = self.given.get("pictures")
        if names is None:
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
                self._wrong("pictures", rule, name)
                return None
            found[picture] = None
        return tuple(found)

    def move(self, facts: GoodsFacts, pictures: Sequence[int]) -> str | None:
        """Return the state that the seller asks for, if it is another one and may be."""
        wanted = self.given.get("status")
        now = self.product.status if self.product else ProductStatus.DRAFT
        if wanted is None or wanted == now:
            return None
        if {wanted, now} == {ProductStatus.LISTED, ProductStatus.IN_REVIEW}:
            return None
        rule = matching.move_refused(self.product, wanted)
        if rule is None and wanted == ProductStatus.LISTED:
            rule = self._lacks(facts, pictures)
        if rule is not None:
            self._wrong("status", rule, "")
            return None
        return str(wanted)

    def has_problems(self) -> bool:
        return any(number in self.trouble.found for number, _ in self.rows)

    def _lacks(self, facts: GoodsFacts, pictures: Sequence[int]) -> str | None:
        if not pictures:
            return "no_picture"
        kind = self.kind
        return "no_facts" if kind and kinds.missing(kind, facts.attributes) else None

    def _given(self) -> dict[str, Any]:
        """Return what the rows say of the product; rows that say otherwise are wrong."""
        found: dict[str, Any] = {}
        for number, row in self.rows:
            for key in _OF_PRODUCT:
                value = getattr(row, key)
                if value is not None and found.setdefault(key, value) != value:
                    self.trouble.add(number, key, "differs", value)
        return found

    def _kind(self, category: str | None) -> kinds.Kind:
        """Return the kind of the goods; one that is there keeps its kind."""
        was = self.product.facts.category_id if self.product else None
        kind = kinds.of(self.stored.kinds[category or was or ""])
        if was and kinds.of(self.stored.kinds[was]) != kind:
            self._wrong("category", "other_kind", self.given["category"])
        return kind

    def _attributes(self, kind: kinds.Kind) -> Mapping[str, Any]:
        """Return the facts of the kind: those that were there, and over them the file's."""
        now = dict(self.product.facts.attributes) if self.product else {}
        told = self.given.get("attributes", ())
        labels = {attribute.label: attribute for attribute in kind.attributes}
        for label, word in told:
            attribute = labels.get(label)
            if attribute is None:
                self._wrong("attributes", "unknown", label)
                continue
            codes = {name: code for code, name in attribute.choices}
            now[attribute.name] = codes.get(word, word)
        try:
            return kinds.clean(kind, now) if told else now
        except Invalid as refused:
            self._wrong("attributes", "facts", refused.name.partition(".")[2])
            return now

    def _found(self, key: str) -> str | None:
        """Return the code of what a cell names; what names nothing or several is a problem."""
        if key not in self.given:
            return None
        known = self.stored.categories if key == "category" else self.stored.origins
        codes = known.get(plain(self.given[key]), ())
        if len(codes) == 1:
            return codes[0]
        self._wrong(key, "several" if codes else "unknown", self.given[key])
        return None

    def _wrong(self, key: str, rule: str, read: object) -> None:
        """Say it of the first row that fills the column, or of the first one."""
        filled = (number for number, row in self.rows if getattr(row, key) is not None)
        self.trouble.add(next(filled, self.rows[0][0]), key, rule, read)
