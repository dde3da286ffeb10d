"""What is wrong, gathered by row. Pure."""

from collections.abc import Iterable

from market.imports.parsing import Problem


class Trouble:
    """Problems by the number of their row."""

    def __init__(self) -> None:
        self.found: dict[int, list[Problem]] = {}

    def add(self, number: int, column: str, rule: str, read: object) -> None:
        self.found.setdefault(number, []).append(Problem(column, rule, str(read)[:80]))

    def keep_back(self, numbers: Iterable[int]) -> None:
        """Say of rows without a problem of their own that one of their product has one."""
        for number in numbers:
            if number not in self.found:
                self.add(number, "name", "with_others", "")
