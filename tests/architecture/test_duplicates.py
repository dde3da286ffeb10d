"""Nothing stands twice: no run of more than ten lines, counted by pylint's symilar."""

import ast
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
# What a file imports, promises and takes may be said alike; what it does may not. symilar would
# find imports and signatures itself, but infers every type on the way: `bare` takes a tenth.
CODE = ("--ignore-docstrings", "--ignore-comments")
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


def bare(code: str) -> str:
    """Return a module with its imports and signatures blanked; the lines keep their numbers."""
    blank: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            blank.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            blank.update(range(node.lineno, node.body[0].lineno))
    lines = enumerate(code.splitlines(), start=1)
    return "\n".join("" if number in blank else line for number, line in lines)


def bared(paths: list[pathlib.Path], under: pathlib.Path) -> list[pathlib.Path]:
    """Write the bare copies of modules below a folder, at the paths they have below the root."""
    copies = []
    for path in paths:
        copy = under / (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(bare(path.read_text(encoding="utf-8")), encoding="utf-8")
        copies.append(copy)
    return copies


def test_no_code_stands_twice(tmp_path: pathlib.Path) -> None:
    assert repeated(bared(sources("py"), tmp_path), *CODE) == ""


def test_no_page_stands_twice() -> None:
    assert repeated(sources(*PAGES)) == ""


@pytest.mark.parametrize(("lines", "is_found"), [(TEN, False), (TEN + 1, True)])
def test_planted_repetition_is_found(tmp_path: pathlib.Path, lines: int, is_found: bool) -> None:
    same = "".join(f"total = total + price[{number}]\n" for number in range(lines))
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(f"{name} = 0\n{same}last_of_{name} = 1\n")
    copies = bared(sorted(tmp_path.iterdir()), tmp_path / "bare")
    assert bool(repeated(copies, *CODE)) is is_found


def test_only_imports_and_signatures_are_blanked() -> None:
    code = (
        "import os\nfrom a import (\n    b,\n)\n\n\ndef f(\n    x: int,\n) -> int:\n    return x\n"
    )
    assert bare(code) == "\n" * 9 + "    return x"
