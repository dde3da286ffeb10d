"""reliability.md row 29: every hostile file is refused or cleaned, in 2 seconds and 300 MB."""

import json
import subprocess
import sys

import pytest

from tests.market.media.hostile import FILES

SECONDS = 2.0
BYTES = 300_000_000

CLEANED = {
    "png-and-zip", "jpeg-and-script", "gps", "apng", "animated-webp", "cmyk", "16-bit",
    "text-flood", "comment-flood", "forty-million-pixels", "forty-million-upright",
}  # fmt: skip
REFUSED = {
    "nothing": "type", "gif-and-script": "type", "svg": "type", "html": "type", "pdf": "type",
    "tiff": "type", "animated-gif": "type", "30000-square": "pixels", "overflow": "pixels",
    "ribbon": "pixels", "half-jpeg": "broken", "half-png": "broken", "half-webp": "broken",
    "one-byte-too-much": "size", "chunk-flood": "broken", "segment-flood": "broken",
    "padding-flood": "broken",
}  # fmt: skip
# A reader may refuse these or leave out what is wrong with them; both are well.
EITHER = {"icc-bomb", "ztxt-bomb", "itxt-bomb", "rows-bomb"}


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[str, float, int]]:
    """What became of each file: outcome, CPU seconds, growth of memory in bytes."""
    program = [sys.executable, "-m", "tests.market.media.hostile"]
    run = subprocess.run(program, capture_output=True, text=True, timeout=300, check=True)
    result: dict[str, tuple[str, float, int]] = json.loads(run.stdout)
    return result


def test_every_file_is_expected_to_end_somehow() -> None:
    assert set(FILES) == CLEANED | set(REFUSED) | EITHER


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_or_cleaned_in_time(
    name: str, found: dict[str, tuple[str, float, int]]
) -> None:
    outcome, seconds, grown = found[name]
    if name in CLEANED:
        assert outcome == "cleaned"
    elif name in REFUSED:
        assert outcome == f"refused: {REFUSED[name]}"
    else:
        assert outcome == "cleaned" or outcome.startswith("refused: ")
    assert seconds < SECONDS
    assert grown < BYTES
