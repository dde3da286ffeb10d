"""The server that demo and tests start: says what is wrong, leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.servers import elasticsearch, es_install, es_java
from fixtures.servers.ports import free_port
from fixtures.setup.places import ROOT, cache_dir

HEAP = "256m"


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A temporary folder that the server's user can walk to; pytest closes its own."""
    with tempfile.TemporaryDirectory(prefix="cunji-server-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


@pytest.mark.elastic
def test_it_starts_once_and_leaves_nothing_behind(open_path: Path) -> None:
    """One start is interrupted: no process may stay behind, and the next start must work."""
    state, port = open_path / "state", free_port()
    command = [sys.executable, "-m", "fixtures.servers.elasticsearch", "start"]
    command += ["--state", str(state), "--port", str(port), "--heap", HEAP]
    command += ["--cache", str(cache_dir())]
    started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    while not (state / "logs" / "start.log").exists():
        assert started.poll() is None  # no pause: the launcher is only just being started
    started.send_signal(signal.SIGINT)
    assert started.wait(20) == 130
    assert _all_end(state)

    url = elasticsearch.start(cache_dir(), state, port, HEAP, compiles=elasticsearch.QUICKLY)
    try:
        assert url == f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            assert json.load(answer)["version"]["number"] == es_install.ES
        assert elasticsearch.start(cache_dir(), state, free_port()) == url
        with pytest.raises(elasticsearch.ServerError, match=f"port {port} is taken"):
            elasticsearch.start(cache_dir(), open_path / "other", port)
        assert elasticsearch.stop(state)
        assert elasticsearch.url_of(state) is None
        assert not elasticsearch.stop(state)
    finally:
        elasticsearch.stop(state)
    assert _all_end(state)


def _all_end(state: Path) -> bool:
    """Tell whether no process of this server is left, once the dying had time to die."""
    for _ in range(100):
        if str(state) not in _all_commands():
            return True
        time.sleep(0.1)
    return False


def _all_commands() -> str:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(file.read_text(errors="replace"))
        except OSError:
            continue
    return "\n".join(found)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_a_folder_closed_to_the_servers_user_is_named(open_path: Path) -> None:
    closed = open_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(elasticsearch.ServerError, match="closed to uid 65534"):
        elasticsearch.start(cache_dir(), closed / "state", free_port())


def test_a_download_with_another_sum_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    group, artifact, version, packaging = es_install.SMARTCN.split(":")
    folder = tmp_path / "repository" / group.replace(".", "/") / artifact / version
    folder.mkdir(parents=True)
    (folder / f"{artifact}-{version}.{packaging}").write_bytes(b"something else")
    monkeypatch.setenv("MAVEN_REPO_URL", (tmp_path / "repository").as_uri())
    with pytest.raises(elasticsearch.ServerError, match="has sha256"):
        es_install.fetch(es_install.SMARTCN, tmp_path / "downloads")
    assert list((tmp_path / "downloads").iterdir()) == []


def test_a_repository_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("MAVEN_REPO_URL", f"http://127.0.0.1:{port}/")
    with pytest.raises(elasticsearch.ServerError, match=f"cannot download http://127.0.0.1:{port}"):
        es_install.fetch(es_install.SMARTCN, tmp_path)


def test_without_maven_the_way_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAVEN_REPO_URL", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(elasticsearch.ServerError, match="apt-get install maven"):
        es_install.fetch(es_install.SMARTCN, tmp_path)


def test_a_java_without_the_needed_modules_is_passed_over(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    assert not es_java.fits(tmp_path)
    for modules, fitting in [
        ("java.base@17.0.15", False),
        ("\n".join(f"{name}@17.0.15" for name in ["java.base", *es_java.MODULES]), True),
        ("\n".join(f"{name}@11.0.2" for name in ["java.base", *es_java.MODULES]), False),
    ]:
        java.write_text(f"#!/bin/sh\ncat <<'END'\n{modules}\nEND\n")
        java.chmod(0o755)
        assert es_java.fits(tmp_path) is fitting
