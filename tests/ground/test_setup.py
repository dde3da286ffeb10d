"""What was set up for this input is not set up again; what is missing is named."""

import sys
from io import StringIO
from pathlib import Path

import pytest

from fixtures.setup import packages, places, stamps, system
from fixtures.setup.progress import Progress
from fixtures.setup.running import SetupError, run


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Locks and a .venv folder apart from the real ones; installing only writes down."""
    for name in ("bootstrap.lock", "dev.lock"):
        (tmp_path / name).write_text(f"{name}==1")
    venv = tmp_path / ".venv"
    for name, value in {
        "BOOTSTRAP": tmp_path / "bootstrap.lock",
        "PACKAGES": tmp_path / "dev.lock",
        "VENV": venv,
        "STAMP": venv / "stamp",
        "PYTHON": venv / "bin" / "python",
    }.items():
        monkeypatch.setattr(packages, name, value)
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Commands that the set-up would run; making a .venv makes its folder."""
    seen: list[str] = []

    def pretend(command: list[object], **_: object) -> None:
        seen.append(" ".join(map(str, command)))
        if "venv" in command:
            packages.VENV.mkdir(parents=True)
            (packages.VENV / "bin").mkdir()
            packages.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(packages, "run", pretend)
    monkeypatch.setattr(system, "run", pretend)
    return seen


def ensure_packages() -> None:
    packages.ensure(Progress(StringIO()))


def test_unchanged_locks_are_not_installed_again(tree: Path, commands: list[str]) -> None:
    ensure_packages()
    first = len(commands)

    ensure_packages()

    assert first == 3
    assert len(commands) == first


def test_a_changed_lock_is_installed_by_hash(tree: Path, commands: list[str]) -> None:
    ensure_packages()
    commands.clear()
    (tree / "dev.lock").write_text("dev.lock==2")

    ensure_packages()

    assert commands[-1].endswith(f"{tree / 'dev.lock'} {tree / 'bootstrap.lock'}")
    assert all("--require-hashes" in command for command in commands[-2:])


def test_an_interrupted_install_is_done_again(
    tree: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(command: list[object], **_: object) -> None:
        raise SetupError("no network")

    with monkeypatch.context() as patch:
        patch.setattr(packages, "run", break_off)
        with pytest.raises(SetupError):
            ensure_packages()

    ensure_packages()

    assert any("sync" in command for command in commands)


def test_a_stamp_depends_on_content_and_facts(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.write_text("a")
    first = stamps.digest([file], "python 3.11")
    file.write_text("b")

    assert stamps.digest([file], "python 3.11") != first
    assert stamps.digest([file], "python 3.12") != stamps.digest([file], "python 3.11")


def test_a_stamp_that_is_absent_never_fits(tmp_path: Path) -> None:
    assert not stamps.fits(tmp_path / "absent", "")
    stamps.write(tmp_path / "stamp", "x")
    assert stamps.fits(tmp_path / "stamp", "x")


MISSING = system.Part("browser tests", "chromium", lambda: False)
PRESENT = system.Part("Elasticsearch", "openjdk-17-jre-headless", lambda: True)


def test_an_ordinary_user_is_told_the_command(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "runs_as_root", lambda: False)

    with pytest.raises(SetupError, match=r"sudo apt-get install chromium$"):
        system.ensure([MISSING, PRESENT], Progress(StringIO()))

    assert commands == []


def test_root_installs_only_what_is_missing(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "runs_as_root", lambda: True)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")

    system.ensure([MISSING, PRESENT], Progress(StringIO()))

    assert commands[-1].endswith("--no-install-recommends chromium")


def test_nothing_missing_asks_for_nothing(commands: list[str]) -> None:
    system.ensure([PRESENT], Progress(StringIO()))

    assert commands == []


def test_a_search_server_elsewhere_needs_no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://127.0.0.1:9200")

    assert system.JAVA not in system.parts_for("demo")
    assert system.CHROMIUM not in system.parts_for("demo")
    assert system.CHROMIUM in system.parts_for("test")


def test_a_failing_command_shows_its_last_lines(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no space left'); raise SystemExit(1)"]

    with pytest.raises(SetupError, match=r"copying failed(?s:.*)no space left"):
        run(command, log=tmp_path / "log", what="copying")


def test_the_cache_lies_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUNJI_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(places, "runs_as_root", lambda: False)
    assert places.cache_dir() == tmp_path / "cunji"

    monkeypatch.setenv("CUNJI_CACHE", str(tmp_path / "named"))
    assert places.cache_dir() == tmp_path / "named"


def test_root_does_not_use_a_cache_that_its_servers_cannot_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUNJI_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "closed"))
    (tmp_path / "closed").mkdir(mode=0o700)
    monkeypatch.setattr(places, "runs_as_root", lambda: True)
    monkeypatch.setattr(places, "ROOT_CACHE", tmp_path / "open")

    assert places.cache_dir() == tmp_path / "open"


def test_a_closed_folder_is_not_reachable_for_others(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    assert not places.reachable_by_nobody(closed / "data")


def test_state_in_a_closed_checkout_lies_where_the_server_can_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners: dict[Path, int] = {}
    monkeypatch.setattr(places, "runs_as_root", lambda: True)
    monkeypatch.setattr(places, "OPEN_STATE", tmp_path / "open")
    monkeypatch.setattr("os.chown", lambda path, uid, gid: owners.update({path: uid}))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    real = places.server_state("postgres", under=closed)

    assert tmp_path / "open" in real.parents
    assert places.server_state("postgres", under=closed) == real
    assert (closed / "postgres").resolve() == real
    assert owners == {real: places.NOBODY}

    places.remove_state(closed)

    assert list((tmp_path / "open").iterdir()) == []
    assert list(closed.iterdir()) == []


def test_removing_state_keeps_what_it_is_told_to_keep(tmp_path: Path) -> None:
    (tmp_path / "media" / "a").mkdir(parents=True)
    (tmp_path / "demo.lock").touch()

    places.remove_state(tmp_path, keep=("demo.lock",))

    assert [entry.name for entry in tmp_path.iterdir()] == ["demo.lock"]
