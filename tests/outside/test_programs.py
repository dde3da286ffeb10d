"""The gateways as programs of their own."""

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from fixtures.setup.places import ROOT


def run(module: str, *words: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        text=True,
    )


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline()
    found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)\n", line)
    assert found, line
    return found[1]


def page(url: str) -> str:
    return urllib.request.urlopen(url, timeout=5).read().decode()


@pytest.mark.alipay
def test_alipays_makes_its_keys_listens_and_ends(tmp_path: Path) -> None:
    with run("fixtures.alipay_gateway", "keys", "--keys", str(tmp_path)) as made:
        assert made.wait(20) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "alipay_app_private.pem",
        "alipay_app_public.pem",
        "alipay_gateway_private.pem",
        "alipay_gateway_public.pem",
    }
    assert (tmp_path / "alipay_app_private.pem").read_text().startswith("-----BEGIN RSA PRIVATE")
    with run("fixtures.alipay_gateway", "--keys", str(tmp_path)) as process:
        url = address(process)
        assert "isv.missing-method" in page(f"{url}/gateway.do")
        assert "正在运行" in page(url)
        process.terminate()
        assert process.wait(5) == 0


@pytest.mark.stripe_mock
def test_stripes_listens_and_ends(stripe_mock_url: str) -> None:
    words = ("--upstream", stripe_mock_url, "--webhook-secret", "whsec_x")
    with run("fixtures.stripe_gateway", *words) as process:
        assert "正在运行" in page(address(process))
        process.terminate()
        assert process.wait(5) == 0
