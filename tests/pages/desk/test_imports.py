"""Goods from a file at the desk: sent, looked at, imported, stopped, and taken out again."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from market.catalogue.models import Product, Variant
from market.imports.models import ImportJob
from tests.graphql.world import World
from tests.jobs import run_jobs
from tests.market.imports.files import TEA, csv_file
from tests.pages.conftest import Opener, sound

ROWS = [
    TEA | {"category": "水果", "attributes": ""},
    TEA | {"sku": "BG-02", "category": "水果", "attributes": "", "price_fen": "=6*8"},
]


@pytest.fixture
def chen(world: World) -> Client:
    assert world.oranges
    return world.signed_in("desk", world.chen).http


def send(chen: Client, world: World, data: bytes | None = None) -> str:
    """Send a file; return the address of its page."""
    data = csv_file(ROWS).getvalue() if data is None else data
    form = {"file": SimpleUploadedFile("茶.csv", data), "promised": "on"}
    answer = chen.post("/desk/imports/", form)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return str(answer.headers["Location"])


@pytest.mark.django_db
def test_a_file_is_checked_then_imported(chen: Client, world: World) -> None:
    assert "还没有传过文件" in sound(chen.get("/desk/imports/"))
    path = send(chen, world)
    page = sound(chen.get(path))
    assert "正在检查" in page
    assert "without-scripts" in page
    run_jobs(world.now)
    page = sound(chen.get(path))
    assert "导入这 1 行" in page
    assert "这里要写数字" in page
    assert "=6*8" in page
    assert chen.post(f"{path}start/").status_code == 303
    assert "中途停下" in sound(chen.get(path))
    run_jobs(world.now)
    page = sound(chen.get(path))
    assert "导好了：新的 1 行" in page
    assert "有错的 1 行没有导" in page
    wrong = sound(chen.get(path, {"outcome": "WRONG"}))
    assert "BG-02" in wrong
    assert "BG-01" not in wrong
    assert "茶.csv" in sound(chen.get("/desk/imports/"))
    assert Product.objects.filter(name="白果云雾茶").exists()
    assert "已经到了别的一步" in sound(chen.post(f"{path}stop/", follow=True))


@pytest.mark.django_db
def test_it_is_stopped_by_a_button(chen: Client, world: World) -> None:
    path = send(chen, world)
    run_jobs(world.now)
    assert "商品一样也没有动" in sound(chen.post(f"{path}stop/", follow=True))
    run_jobs(world.now)
    assert not Product.objects.filter(name="白果云雾茶").exists()


@pytest.mark.django_db
def test_what_cannot_be_read_is_said_at_the_field(chen: Client, world: World) -> None:
    assert "先选一个文件" in sound(chen.post("/desk/imports/"), 422)
    png = SimpleUploadedFile("a.xlsx", b"\x89PNG\r\n\x1a\n")
    assert "只收 XLSX 和 CSV" in sound(chen.post("/desk/imports/", {"file": png}), 422)
    form = {
        "file": SimpleUploadedFile("a.csv", csv_file(ROWS).getvalue()),
        "pictures": SimpleUploadedFile("a.zip", b"no"),
    }
    assert "图片要放在 ZIP" in sound(chen.post("/desk/imports/", form), 422)
    bad = "编号\n" + "".join(f"{n}\n" for n in range(1_200)) + '"'
    path = send(chen, world, bad.encode())
    run_jobs(world.now)
    assert "引号没有成对" in sound(chen.get(path))
    assert ImportJob.objects.count() == 1


@pytest.mark.django_db
def test_files_go_out_and_come_in_again(chen: Client, world: World) -> None:
    answer = chen.get("/desk/goods.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows[1:]] == [world.oranges.product.name] * 2
    assert world.tea.product.name not in text, "another merchant's goods are not seen"
    path = send(chen, world, text.encode())
    run_jobs(world.now)
    assert "和现在的一样，不用导" in sound(chen.get(path))
    for file in ("/desk/goods.xlsx", "/desk/imports/template.xlsx"):
        answer = chen.get(file)
        assert answer.status_code == 200
        assert "spreadsheetml" in answer.headers["Content-Type"]
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_wrong_rows_are_sent_as_a_file(chen: Client, world: World) -> None:
    path = send(chen, world)
    run_jobs(world.now)
    answer = chen.get(f"{path}wrong.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "价钱（元）：这里要写数字，像 29.9；逗号只用来分千位。（读到：=6*8）" in text
    assert "'=6*8" in text
    assert chen.get(f"{path}wrong.xlsx").status_code == 200
    deng = world.signed_in("desk", world.deng).http
    for file in (path, f"{path}wrong.csv"):
        assert deng.get(file).status_code == 404


@pytest.mark.django_db
def test_strangers_are_led_to_sign_in(world: World) -> None:
    for file in ("goods.csv", "goods.xlsx", "imports/template.xlsx", "imports/imp_x/wrong.csv"):
        answer = Client().get(f"/desk/{file}")
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.headers["Location"]
        wang = world.signed_in("counter", world.wang).http.get(f"/desk/{file}")
        assert wang.status_code in {302, 403}
    assert Client().post("/desk/goods.csv").status_code == 405


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_file_in_a_browser(world: World, open_window: Opener, width: int) -> None:
    """The page follows the job by itself, and everything can be reached and read."""
    assert world.oranges
    cookies = {"sessionid": world.signed_in("desk", world.chen).http.cookies["sessionid"].value}
    window = open_window(width=width, cookies=cookies)
    page = window.go("/desk/imports/")
    window.fits()
    window.is_accessible()
    file = {"name": "茶.csv", "mimeType": "text/csv", "buffer": csv_file(ROWS).getvalue()}
    page.get_by_label("商品文件").set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="检查这个文件").click()
    page.get_by_role("progressbar").wait_for()
    run_jobs(world.now)
    page.get_by_role("button", name="导入这 1 行").wait_for()
    window.fits()
    window.is_accessible()
    page.get_by_role("button", name="导入这 1 行").click()
    page.get_by_role("progressbar").wait_for()
    run_jobs(world.now)
    page.get_by_text(re.compile("导好了")).wait_for()
    window.is_accessible()
    assert Variant.objects.filter(sku="BG-01").exists()
