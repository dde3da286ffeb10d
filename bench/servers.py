"""The servers of one measurement: its own, started anew, stopped at the end."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fixtures.demo.parts import PYTHON, Demo
from fixtures.servers import elasticsearch, processes
from fixtures.servers.ports import free_port
from fixtures.servers.postgres import Postgres
from fixtures.servers.processes import Child, StartError, end_marked, mark_this_run, wait_until
from fixtures.servers.runner import Part, Runner, Server
from fixtures.setup.places import ROOT, STATE, remove_state, server_state
from fixtures.setup.progress import Progress

# The product's settings: a measurement takes neither these nor servers from the environment.
FOREIGN = (
    "ALIPAY_APP_ID", "ALIPAY_APP_PRIVATE_KEY", "ALIPAY_GATEWAY", "ALIPAY_PUBLIC_KEY",
    "ALIPAY_SELLER_ID", "ALLOWED_HOSTS", "COUNTY_CODE", "DATABASE_URL", "DEBUG", "DEMO",
    "DJANGO_SETTINGS_MODULE", "DOCUMENT_STORAGE", "DOCUMENT_STORAGE_OPTIONS",
    "ELASTICSEARCH_PREFIX", "ELASTICSEARCH_URL", "GOODS_REVIEW", "GRAPHQL_AD_HOC",
    "GRAPHQL_INTROSPECTION", "MEDIA_STORAGE", "MEDIA_STORAGE_OPTIONS", "PAYMENT_ORIGINS",
    "PAY_WITHIN_SECONDS", "PUBLIC_URL", "REDIS_URL", "SECRET_KEY", "SHELF_DAYS_AMBIENT",
    "SHELF_DAYS_COOL", "SHELF_DAYS_FROZEN", "SMS_ADAPTER", "STATE_DIR", "STRIPE_API_BASE",
    "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRETS", "TRUSTED_PROXIES",
)  # fmt: skip
# What the demo has and a production server has not.
DEMO_ONLY = ("DEMO", "GRAPHQL_AD_HOC", "GRAPHQL_INTROSPECTION")
LOCK = "bench.lock"


@dataclass(frozen=True, slots=True)
class Running:
    """What was started."""

    port: int
    settings: dict[str, str]
    """The product's settings, as its environment."""
    parts: dict[str, list[int]]
    """Process trees of the server's side by name: web, PostgreSQL, Elasticsearch."""
    logs: Path
    """Where processes write what they say."""


class _Servers:
    """Starts the parts of a demo without its people, its worker and Alipay."""

    def __init__(self, state: Path, products: int) -> None:
        self._products = products
        self._state = state
        self._started: dict[str, Server] = {}
        self.demo = Demo(state, free_port(), filled=False, search_compiles=elasticsearch.WELL)

    def parts(self) -> list[Part]:
        kept = {"PostgreSQL", "Elasticsearch", "stripe-mock", "static files", "tables", "web"}
        demo = {part.name: part for part in self.demo.parts()}
        for name in DEMO_ONLY:
            del self.demo.settings[name]
        found = [self._noted(part) for part in demo.values() if part.name in kept - {"web"}]
        return [
            *found,
            Part("Stripe layer", self._start_stripe, needs=("stripe-mock",)),
            Part("catalogue", self._fill, needs=("tables",)),
            Part("search index", self.demo.index, needs=("catalogue", "Elasticsearch")),
            self._noted(Part("web", demo["web"].start, needs=("search index", "static files"))),
        ]

    def pids(self) -> dict[str, list[int]]:
        web, postgres = self._started["web"], self._started["PostgreSQL"]
        assert isinstance(web, Child)
        assert isinstance(postgres, Postgres)
        index = elasticsearch.pid_of(server_state("elasticsearch", under=self._state))
        if index is None:
            raise StartError("Elasticsearch is gone")
        return {"web": [web.pid], "PostgreSQL": [postgres.child.pid], "Elasticsearch": [index]}

    def _noted(self, part: Part) -> Part:
        def start() -> Server | None:
            server = part.start()
            if server is not None:
                self._started[part.name] = server
            return server

        return Part(part.name, start, part.needs)

    def _fill(self) -> None:
        command: list[str | Path] = [PYTHON, "-m", "bench.fill", "--products", str(self._products)]
        log = self.demo.logs / "fill.log"
        processes.run_to_end("catalogue", command, log=log, env=self.demo.settings, cwd=ROOT)

    def _start_stripe(self) -> Server:
        """Keep its book in memory: written out at each request, it grows slower with every one."""
        mock = self._started["stripe-mock"]
        settings = self.demo.settings
        command: list[str | Path] = [PYTHON, "-m", "fixtures.stripe_gateway"]
        command += ["--port", settings["STRIPE_API_BASE"].rpartition(":")[2]]
        command += ["--upstream", mock.url]  # type: ignore[attr-defined]
        command += ["--webhook-secret", settings["STRIPE_WEBHOOK_SECRETS"]]
        log = self.demo.logs / "stripe-layer.log"
        child = processes.start("Stripe layer", command, log=log, env=settings, cwd=ROOT)
        wait_until(lambda: processes.answers(settings["STRIPE_API_BASE"]), child, seconds=20)
        return child


@contextmanager
def running(products: int, *, state: Path = STATE / "bench") -> Iterator[Running]:
    """Start everything on an empty state folder, and stop it at the end, whatever happens.

    Raises StartError; a second measurement of this checkout at the same time is refused by it.
    """
    for name in FOREIGN:
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    mark = f"bench {state}"
    with _alone(state), Progress() as progress:
        mark_this_run(mark)
        end_marked(mark)  # what a run that was killed left behind
        elasticsearch.stop(server_state("elasticsearch", under=state))
        remove_state(state, keep=(LOCK,))
        servers = _Servers(state, products)
        runner = Runner(servers.parts(), progress, mark=mark)
        try:
            runner.start()
            yield Running(
                servers.demo.port, servers.demo.settings, servers.pids(), servers.demo.logs
            )
        finally:
            runner.stop()


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    state.mkdir(parents=True, exist_ok=True)
    with (state / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError("A measurement of this folder is running already.") from None
        yield
