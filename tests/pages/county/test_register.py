"""The register at the county: ask for a change, let another one agree, import a file."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fixtures.build import points, supply
from market.cases.models import Case
from market.gi import flagging, watching
from market.gi.models import AuthorisedUser, Right, RightChange
from market.gi.names import Name
from market.merchants.models import Merchant
from tests.graphql.access.county_register import FILE
from tests.graphql.access.desk_rights import apply
from tests.graphql.world import World
from tests.pages.conftest import DESK, PHONE, Opener, sound

pytestmark = pytest.mark.django_db

PAPER = {"why": "协会来函", "source": "2026 年 8 号函"}
CODE = supply.credit_code("93430423MA4X00001")


@pytest.fixture
def sun(world: World) -> Client:
    return world.signed_in("county", world.sun).http


@pytest.fixture
def wu(world: World) -> Client:
    return world.signed_in("county", points.operator("Wu")).http


@pytest.fixture
def peach(world: World) -> Right:
    return supply.right("衡山红脆桃", now=world.now)


def user_form(**changes: str) -> dict[str, str]:
    return {"creditCode": CODE, "userName": "龙凤果业合作社", "fromOn": "2026-01-01",
            "toOn": "", "ceilingGrams": "1,500.5", **PAPER, **changes}  # fmt: skip


def test_one_asks_and_another_agrees(sun: Client, wu: Client, peach: Right) -> None:
    assert "衡山红脆桃" in sound(sun.get("/county/register/"))
    sound(sun.get(f"/county/register/{peach.public_id}/"))
    form = f"/county/register/{peach.public_id}/user/"
    paper = {"document": SimpleUploadedFile("函.png", supply.picture())}
    asked = sun.post(form, {**user_form(), **paper})
    assert asked.status_code == 303
    address = asked["Location"]
    page = sound(sun.get(address))
    assert "你提的" in page
    assert "1,500.5千克" in page
    assert not AuthorisedUser.objects.exists()
    sun.post(f"{address}decide/", {"what": "agree"})
    assert "这件事要两个人同意" in sound(sun.get(address))
    assert "等第二个人同意" in sound(wu.get("/county/register/"))
    wu.post(f"{address}decide/", {"what": "refuse"})
    assert Case.objects.get().state == "SECOND", "a no needs a reason"
    wu.post(f"{address}decide/", {"what": "agree"})
    assert "Wu同意，已生效" in sound(wu.get(address))
    user = AuthorisedUser.objects.get()
    assert (user.credit_code, user.ceiling_grams, user.to_on) == (CODE, 1_500_500, None)
    page = sound(sun.get(f"/county/register/{peach.public_id}/"))
    for said in ("Sun提出，Wu同意", PAPER["why"], PAPER["source"], "函.jpg", CODE):
        assert said in page
    assert sound(sun.get(form, {"code": CODE})).count(CODE)
    strike = f"/county/register/{peach.public_id}/strike/{CODE}/"
    gone = sun.post(strike, PAPER)["Location"]
    wu.post(f"{gone}decide/", {"what": "agree"})
    assert AuthorisedUser.objects.get().status == "STRUCK_OFF"


def test_forms_say_what_is_wrong_and_keep_what_was_typed(sun: Client, peach: Right) -> None:
    form = f"/county/register/{peach.public_id}/user/"
    for change, said in [
        ({"creditCode": "91430423MA4L00017X"}, "统一社会信用代码不对"),
        ({"fromOn": "昨天"}, "日子写成"),
        ({"ceilingGrams": "很多"}, "要填数字"),
        ({"source": ""}, "写明依据"),
        ({"why": ""}, "这一项要填"),
    ]:
        page = sound(sun.post(form, user_form(**change)), 422)
        assert said in page
        assert "龙凤果业合作社" in page
    assert not Case.objects.exists()


def test_words_status_and_a_new_right(sun: Client, wu: Client, peach: Right) -> None:
    form = f"/county/register/{peach.public_id}/words/"
    sound(sun.get(form))
    words = {"area": "衡山县", "areaCodes": "430423201224、430423100", "category": "fruit",
             "confidence": "HIGH", "monitoring": "UNKNOWN", "entrySource": "S-hct",
             "varieties": "红脆桃", "seasonStarts": "06-01", **PAPER}  # fmt: skip
    wu.post(f"{sun.post(form, words)['Location']}decide/", {"what": "agree"})
    peach.refresh_from_db()
    assert peach.area_codes == ["430423201224", "430423100"]
    assert (peach.varieties, peach.season_starts) == (["红脆桃"], "06-01")
    page = sound(sun.get(f"/register/{peach.public_id}"))
    assert "永和乡龙凤村" in page
    assert "红脆桃" in page
    status = {"status": "REVOKED", "fromOn": "2030-01-01", **PAPER}
    asked = sun.post(f"/county/register/{peach.public_id}/status/", status)
    wu.post(f"{asked['Location']}decide/", {"what": "agree"})
    peach.refresh_from_db()
    assert peach.status_on(date(2029, 12, 31)) == "LEGACY"
    assert peach.status_on(date(2030, 1, 1)) == "REVOKED"
    new = {**words, "name": "衡山贡米", "scheme": "GI_PRODUCT", "status": "ACTIVE"}
    sound(sun.get("/county/register/new/"))
    asked = sun.post("/county/register/new/", new)
    sun.post(f"{asked['Location']}decide/", {"what": "withdraw"})
    assert "已撤回" in sound(sun.get(asked["Location"]))
    assert not Right.objects.filter(name="衡山贡米").exists()


def test_a_file_is_tried_then_asked_for_as_a_whole(sun: Client, wu: Client, world: World) -> None:
    address = "/county/register/import/"
    assert sun.get("/county/register/template.csv").content.startswith(b"\xef\xbb\xbf")
    sound(sun.get(address))
    bad = SimpleUploadedFile("r.csv", FILE.replace("430423", "99").encode("gb18030"))
    page = sound(sun.post(address, {"file": bad}))
    assert "第 2 行" in page
    assert "区划代码" in page
    assert "整份提交" not in page
    wrong = "\ufeff" + FILE.replace("430423", "99").replace("衡山新茶", "=衡山新茶", 1)
    given = sun.post(address, {"text": wrong, "problems": "1"})
    assert given.headers["Content-Disposition"] == 'attachment; filename="register-problems.csv"'
    marked = given.content.decode("utf-8-sig")
    assert marked.splitlines()[0].endswith(",哪里不对")
    assert "区划代码：" in marked
    assert marked.splitlines()[1].startswith("'=衡山新茶,")
    mended = marked.replace("99", "430423").replace("'=", "")
    page = sound(sun.post(address, {"file": SimpleUploadedFile("r.csv", mended.encode())}))
    assert "新的 1 行" in page
    page = sound(sun.post(address, {"file": SimpleUploadedFile("r.csv", FILE.encode())}))
    assert "新的 1 行" in page
    assert not Case.objects.exists()
    assert "写明依据" in sound(sun.post(address, {"text": FILE, "propose": "1", "why": "x"}), 422)
    asked = sun.post(address, {"text": FILE, "propose": "1", **PAPER})
    wu.post(f"{asked['Location']}decide/", {"what": "agree"})
    assert Right.objects.get(name="衡山新茶").area_codes == ["430423"]
    assert RightChange.objects.get(right__name="衡山新茶").source == PAPER["source"]
    sound(sun.post(address, {"file": SimpleUploadedFile("r.csv", b"PK\x03\x04")}), 422)


def test_what_is_not_there(sun: Client) -> None:
    for path in ("rgt_none/", "rgt_none/user/", "proposals/cas_none/"):
        assert sun.get(f"/county/register/{path}").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_rooms_fit_and_are_accessible(open_window: Opener, world: World) -> None:
    right = supply.right("永和乡龙凤村 沃柑", now=world.now)
    peach = supply.right("衡山红脆桃", now=world.now)
    sun, wu = world.signed_in("county", world.sun), points.operator("Wu")
    asked = world.signed_in("county", wu).http.post(
        f"/county/register/{peach.public_id}/user/", user_form()
    )["Location"]
    claimed = apply(world, peach)
    tea = world.tea.product
    flagging.flag_text(
        subject=tea.public_id, merchant=world.tea.merchant.public_id, title=tea.name,
        fields={"name": tea.name}, allowed_right_ids=[], now=world.now,
        protected=[Name("云雾茶")],
    )  # fmt: skip
    watching.watch(actor=world.sun, name="岳北大白茶", why="冒充", now=world.now)
    merchant = Merchant.objects.get(pk=world.chen.merchant_id)
    chicken = supply.right("衡阳湘黄鸡", now=world.now)
    supply.authorise(chicken, merchant, from_on=date(2026, 1, 1), now=world.now)
    chen = world.signed_in("desk", world.chen).http.cookies["sessionid"].value
    session = sun.http.cookies["sessionid"].value
    for size in (PHONE, DESK):
        window = open_window(width=size["width"], cookies={"sessionid": chen})
        for path in ("/desk/rights/", f"/desk/rights/{peach.public_id}/ask/"):
            window.go(path)
            window.fits()
            window.is_accessible()
        window = open_window(width=size["width"], cookies={"sessionid": session})
        for path in (
            f"/county/claims/{claimed.public_id}/",
            f"/county/texts/{tea.public_id}/",
            "/county/names/",
            "/county/register/",
            f"/county/register/{peach.public_id}/",
            f"/county/register/{peach.public_id}/words/",
            "/county/register/import/",
            asked,
            "/register",
            f"/register/{right.public_id}",
        ):
            window.go(path)
            window.fits()
            window.is_accessible()
