"""Which harvest a count belongs to, and whether it may be. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from market.batches import rules
from market.catalogue.bulk import GoodsFacts, SizeFacts
from market.imports.matching import Stored, StoredBatch, StoredProduct
from market.imports.parsing import GoodsRow
from market.imports.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Count:
    """So many units of a size from a harvest; `batch_pk` None: one still to be entered."""

    number: int
    sku: str
    on_hand: int
    batch_pk: int | None
    harvested_on: date
    expires_on: date
    net_grams: int
    village_code: str


class Stocking:
    """Finds the harvests that a file's counts mean."""

    def __init__(self, stored: Stored, trouble: Trouble, *, today: date, promised: bool) -> None:
        self.stored, self.trouble = stored, trouble
        self.today = today
        self.may_enter = promised or not rules.must_certify(stored.seller_class)

    def counts(
        self,
        product: StoredProduct | None,
        facts: GoodsFacts,
        rows: Sequence[tuple[int, GoodsRow, SizeFacts]],
    ) -> list[Count]:
        """Return the counts that change something; what cannot be is a problem of its row."""
        found: list[Count] = []
        seen: set[tuple[str, object]] = set()
        for number, row, size in rows:
            batch = self._batch(number, product, row)
            if number in self.trouble.found:
                continue
            which = (row.sku, batch.pk if batch else row.harvested_on)
            if which in seen:
                self.trouble.add(number, "sku", "twice", row.sku)
                continue
            seen.add(which)
            count = self._count(number, row, size, facts, batch)
            if count is not None:
                found.append(count)
        return found

    def _count(
        self,
        number: int,
        row: GoodsRow,
        size: SizeFacts,
        facts: GoodsFacts,
        batch: StoredBatch | None,
    ) -> Count | None:
        if row.on_hand is None:
            return None
        if batch is None:
            return self._of_new_harvest(number, row, size, facts)
        stored = self.stored.sizes.get(row.sku)
        on_hand, reserved = self.stored.lots.get(
            (stored.pk, batch.pk) if stored else (0, 0), (0, 0)
        )
        if row.on_hand < reserved:
            self.trouble.add(number, "on_hand", "reserved", row.on_hand)
        if row.on_hand < reserved or row.on_hand == on_hand:
            return None
        return Count(
            number, row.sku, row.on_hand, batch.pk, batch.harvested_on, batch.expires_on,
            size.net_grams, facts.origin_id,
        )  # fmt: skip

    def _of_new_harvest(
        self, number: int, row: GoodsRow, size: SizeFacts, facts: GoodsFacts
    ) -> Count | None:
        """Return the count of a harvest that is not there yet; nothing of it is no harvest."""
        if not row.on_hand or row.harvested_on is None:
            return None
        expires = rules.expires_on(row.harvested_on, facts.shelf_days)
        rule = None
        if row.harvested_on > self.today:
            rule = "future"
        elif not rules.sellable(expires, self.today):
            rule = "expired"
        elif not self.may_enter:
            rule = "promise"
        if rule is not None:
            self.trouble.add(number, "harvested_on", rule, row.harvested_on)
            return None
        if facts.origin_id not in self.stored.villages:
            self.trouble.add(number, "origin", "village", row.origin or "")
            return None
        return Count(
            number, row.sku, row.on_hand, None, row.harvested_on, expires, size.net_grams,
            facts.origin_id,
        )  # fmt: skip

    def _batch(
        self, number: int, product: StoredProduct | None, row: GoodsRow
    ) -> StoredBatch | None:
        """Return the harvest that a row means; None for one that is not there yet, or a problem."""
        own = self.stored.batches.get(product.pk, ()) if product else ()
        if row.batch is not None:
            return self._by_code(number, own, row)
        if row.harvested_on is not None:
            same = [batch for batch in own if batch.harvested_on == row.harvested_on]
            if len(same) > 1:
                self.trouble.add(number, "batch", "several", row.harvested_on)
            return same[0] if len(same) == 1 else None
        if row.on_hand is None:
            return None
        stored = self.stored.sizes.get(row.sku)
        held = [batch for batch in own if stored and (stored.pk, batch.pk) in self.stored.lots]
        if len(held) != 1:
            self.trouble.add(number, "harvested_on", "required", "")
            return None
        return held[0]

    def _by_code(
        self, number: int, own: Sequence[StoredBatch], row: GoodsRow
    ) -> StoredBatch | None:
        found = next((batch for batch in own if batch.code == row.batch), None)
        if found is None:
            self.trouble.add(number, "batch", "unknown", row.batch)
        elif row.harvested_on not in (None, found.harvested_on):
            self.trouble.add(number, "batch", "differs", row.batch)
        return found
