"""An interrupted or killed make is noticed by what it runs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fixtures.setup.places import ROOT

RECIPE = """
import threading
from fixtures.servers.parent import watch_make
asked = threading.Event()
watch_make(asked)
print("up", flush=True)
print("asked" if asked.wait(20) else "never asked", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_recipe_notices_what_happens_to_make_alone(
    tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "recipe.py").write_text(RECIPE)
    (tmp_path / "Makefile").write_text(f"all:\n\t@exec {sys.executable} recipe.py\n")
    output = tmp_path / "output"
    make = subprocess.Popen(
        ["make"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MAKEFLAGS": ""},
        stdout=output.open("w"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    wait_for(output, "up")

    make.send_signal(number)

    make.wait(10)
    wait_for(output, "asked")
    assert "never" not in output.read_text()


def wait_for(output: Path, word: str) -> None:
    until = time.monotonic() + 10
    while word not in output.read_text():
        assert time.monotonic() < until, output.read_text()
        time.sleep(0.05)
