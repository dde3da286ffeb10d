"""What the demo decides before it starts anything, and what it tells people and machines."""

import json
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from Crypto.PublicKey import RSA

from fixtures.demo import __main__ as demo_program
from fixtures.demo import asking, screen
from fixtures.demo.parts import Demo
from fixtures.demo.secrets import Secrets
from fixtures.servers.ports import HOST, free_port
from fixtures.servers.processes import StartError

ADDRESSES = ("DATABASE_URL", "ELASTICSEARCH_URL", "STRIPE_API_BASE", "ALIPAY_GATEWAY", "REDIS_URL")


@pytest.fixture(scope="module")
def key() -> RSA.RsaKey:
    """One real key: making them takes seconds."""
    return RSA.generate(2048)


@pytest.fixture(autouse=True)
def quick_keys(key: RSA.RsaKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RSA, "generate", lambda bits: key)


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Demo:
    for name in (*ADDRESSES, "SECRET_KEY", "STATE_DIR", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    return Demo(state=tmp_path, port=8123)


def names(demo: Demo) -> list[str]:
    return [part.name for part in demo.parts()]


def test_without_addresses_it_starts_every_server(demo: Demo) -> None:
    assert {
        "PostgreSQL",
        "Elasticsearch",
        "stripe-mock",
        "Stripe gateway",
        "Alipay gateway",
    } <= set(names(demo))
    assert {"web", "worker"} <= set(names(demo))


@pytest.mark.parametrize(
    ("variable", "replaced"),
    [
        ("DATABASE_URL", {"PostgreSQL"}),
        ("ELASTICSEARCH_URL", {"Elasticsearch"}),
        ("STRIPE_API_BASE", {"stripe-mock", "Stripe gateway"}),
        ("ALIPAY_GATEWAY", {"Alipay gateway"}),
        ("REDIS_URL", set()),
    ],
)
def test_an_address_replaces_its_server(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, variable: str, replaced: set[str]
) -> None:
    everything = set(names(demo))
    monkeypatch.setenv(variable, "http://elsewhere:1")
    other = Demo(state=demo.state, port=8124)

    assert everything - set(names(other)) == replaced
    assert variable not in other.settings
    assert variable == "REDIS_URL" or other.address(variable) == "http://elsewhere:1"


def test_a_gateway_elsewhere_keeps_its_own_keys(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIPAY_GATEWAY", "http://elsewhere:1")
    demo.parts()

    assert not [name for name in demo.settings if name.startswith("ALIPAY")]


def test_a_secret_of_the_environment_is_not_hidden_by_a_file(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "mine")
    demo.parts()

    assert "SECRET_KEY_FILE" not in demo.settings


def test_every_server_gets_a_port_of_its_own(demo: Demo) -> None:
    demo.parts()
    addresses = [demo.address(name) for name in ADDRESSES if name != "REDIS_URL"]

    assert len(set(addresses)) == 4
    assert all(HOST in address for address in addresses)


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first = Secrets(tmp_path / "secrets").word("secret_key")
    word = first.read_text()

    assert len(word) == 64
    assert Secrets(tmp_path / "secrets").word("secret_key").read_text() == word
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def test_the_rsa_pair_fits_and_is_in_the_form_that_alipays_sdk_reads(tmp_path: Path) -> None:
    private, public = Secrets(tmp_path).rsa_pair("app")

    assert "BEGIN RSA PRIVATE KEY" in private.read_text()
    assert RSA.import_key(private.read_text()).public_key() == RSA.import_key(public.read_text())


def test_demo_json_tells_machines_what_people_see(demo: Demo) -> None:
    demo.parts()
    people = [{"role": "clerk", "login": "wang", "password": "a long word"}]
    demo.accounts.write_text(json.dumps(people))

    told = screen.facts(**demo_program.addresses(demo), accounts=demo.accounts)

    web = "http://127.0.0.1:8123"
    assert told["web"] == web
    assert told["graphql"] == {
        actor: f"{web}/graphql/{actor}" for actor in ("shop", "counter", "desk", "county")
    }
    assert set(told) == {
        *("web", "graphql", "database", "elasticsearch", "stripe", "alipay", "accounts"),
    }
    assert told["accounts"] == people


def test_the_screen_says_where_who_what_and_how_to_stop(demo: Demo) -> None:
    demo.parts()
    demo.accounts.write_text('[{"role": "clerk", "login": "wang", "password": "a long word"}]')
    told = screen.facts(**demo_program.addresses(demo), accounts=demo.accounts)

    text = screen.text(told, starting=["Elasticsearch"], logs=demo.logs)

    for word in (
        "http://127.0.0.1:8123/counter/",
        "wang",
        "a long word",
        "Elasticsearch",
        "Ctrl-C",
    ):
        assert word in text
    assert len(text.splitlines()) < 40


def test_demo_json_is_whole_and_closed_to_others(tmp_path: Path) -> None:
    demo_program.write(tmp_path / "demo.json", {"web": "村"})

    assert json.loads((tmp_path / "demo.json").read_text()) == {"web": "村"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["demo.json"]
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("word", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("PORT", word)

    with pytest.raises(StartError, match="PORT must be a number"):
        demo_program.chosen_port()


def test_a_second_demo_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        demo_program.only_one(tmp_path),
        pytest.raises(StartError, match="running already"),
    ):
        demo_program.only_one(tmp_path)


class _Broken(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(500)

    def do_POST(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def broken() -> Iterator[str]:
    """A server that answers, but never well."""
    server = HTTPServer((HOST, 0), _Broken)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{HOST}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_server_that_only_runs_is_not_ready(broken: str) -> None:
    with pytest.raises(asking.NoAnswer, match="/graphql/desk answers 404"):
        asking.graphql(broken, "desk")
    for ask in (asking.page, asking.search, asking.gateway):
        with pytest.raises(asking.NoAnswer):
            ask(broken)


def test_a_database_that_is_not_there_has_no_worker() -> None:
    assert not asking.worker_beats(f"postgresql://nobody@{HOST}:{free_port()}/none")
