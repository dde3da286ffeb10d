"""Nothing stands twice: no run of more than ten lines, counted by pylint's symilar."""

import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
SYMILAR = pathlib.Path(sys.executable).with_name("symilar")
# The most that may stand twice; symilar lists longer runs.
TEN = 10
PACKAGES = (
    "market", "logistics", "village_points", "storefront_graphql", "fixtures", "bench", "tests",
)  # fmt: skip
# What a file imports, promises and takes may be said alike; what it does may not.
CODE = ("--ignore-imports", "--ignore-docstrings", "--ignore-comments", "--ignore-signatures")
PAGES = ("css", "js", "html", "graphql")


def sources(*endings: str) -> list[pathlib.Path]:
    """Every file of these kinds; generated migrations and schema snapshots are left out."""
    generated = {"migrations", "schemas"}
    return [
        path
        for package in PACKAGES
        for ending in endings
        for path in sorted((ROOT / package).rglob(f"*.{ending}"))
        if not generated & set(path.parts)
    ]


def repeated(paths: list[pathlib.Path], *flags: str) -> str:
    """Return what stands twice, as symilar lists it; nothing where nothing does."""
    command = [str(SYMILAR), f"--duplicates={TEN}", *flags, *map(str, paths)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found, _, total = said.rpartition("TOTAL lines=")
    assert int(total.split(maxsplit=1)[0]) > 0, "nothing was read"
    return found.strip()


@pytest.mark.parametrize(
    ("endings", "flags"), [(("py",), CODE), (PAGES, ())], ids=["code", "pages"]
)
def test_nothing_stands_twice(endings: tuple[str, ...], flags: tuple[str, ...]) -> None:
    assert repeated(sources(*endings), *flags) == ""


@pytest.mark.parametrize(("lines", "is_found"), [(TEN, False), (TEN + 1, True)])
def test_planted_repetition_is_found(tmp_path: pathlib.Path, lines: int, is_found: bool) -> None:
    same = "".join(f"total = total + price[{number}]\n" for number in range(lines))
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(f"{name} = 0\n{same}last_of_{name} = 1\n")
    assert bool(repeated(sorted(tmp_path.iterdir()), *CODE)) is is_found
