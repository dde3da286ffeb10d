"""The public page of a trace code: what it says, what it weighs, and what it does not tell."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from market.batches import tracing
from market.batches.models import TraceCode, TraceOpening
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db

LARGEST = 50_000


@pytest.fixture
def code(world: World) -> TraceCode:
    """The code in a box that Li bought and that was handed over at Wang's point."""
    order = world.paid(world.li)
    world.on_shelf(order, world.chen)
    return TraceCode.objects.select_related("batch").exclude(line="").get()


def address(code: TraceCode) -> str:
    own = tracing.code_of_batch(batch_pk=code.batch_id, now=code.made_at)
    url = tracing.address(batch=code.batch, code=own, serial=code.code)
    return url.split("//", 1)[1].split("/", 1)[1]


def test_a_scan_tells_where_goods_come_from_and_nobody_s_name(code: TraceCode) -> None:
    path = f"/{address(code)}"
    assert re.fullmatch(r"/t/\w{12}/10/[\w-]+/21/\w{12}\?17=\d{6}", path)
    response = Client().get(path)
    page = sound(response)
    for said in ("永和乡龙凤村", "承诺达标合格证", "采收", "打包寄出", "到县仓", "到村服务点"):
        assert said in page
    for kept in ("李秀英", "138", "陈水生", "0734", "龙凤村服务点"):
        assert kept not in page, "no person, no phone, not which point"
    assert "<script" not in page
    assert "no-cache" in response.headers["Cache-Control"]


def test_it_weighs_less_than_50_kb(code: TraceCode) -> None:
    response = Client().get(f"/t/{code.code}")
    page = sound(response)
    weight = len(response.content)
    for path in re.findall(r'(?:href|src)="(/static/[^"]+|/media/[^"]+)"', page):
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            assert isinstance(found, str)
            weight += Path(found).stat().st_size
        else:
            picture = Client().get(path)
            assert picture.status_code == 200
            weight += len(b"".join(picture.streaming_content))  # type: ignore[attr-defined]
    assert weight < LARGEST


def test_openings_are_counted_by_people_and_copies_are_told(code: TraceCode) -> None:
    Client().head(f"/t/{code.code}")
    Client().get(f"/t/{code.code}", headers={"Sec-Purpose": "prefetch"})
    assert not TraceOpening.objects.exists()
    for _ in range(2):
        assert "被扫了很多次" not in sound(Client().get(f"/t/{code.code}", REMOTE_ADDR="10.1.2.3"))
    assert TraceOpening.objects.get().times == 2
    for net in range(20):
        page = sound(Client().get(f"/t/{code.code.lower()}", REMOTE_ADDR=f"10.1.{net}.9"))
    assert "被扫了很多次" in page


def test_what_is_no_code_is_told_kindly(code: TraceCode) -> None:
    own = tracing.code_of_batch(batch_pk=code.batch_id, now=code.made_at)
    for path in (
        "/t/0",
        "/t/AAAAAAAAAAAA",
        f"/t/{code.code[:-1]}{'0' if code.code[-1] != '0' else '1'}",
        f"/t/{own}/10/wrong-lot",
        f"/t/{own}/10/{code.batch.code}/21/{own[:-1]}*".replace("*", "x"),
        "/01/06901234567892/10/nothing",
    ):
        page = sound(Client().get(path), 404)
        assert "没有查到这个码" in page
    assert "查溯源码" in sound(Client().get("/t"))
    spelled = f"{code.code[:4]}-{code.code[4:8]} {code.code[8:]}"
    assert Client().get("/t", {"code": spelled}).headers["Location"] == f"/t/{code.code}"
