"""The words of the templates, and what every part promises: nothing inline, no lost input."""

import pathlib
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import ResolverMatch, path

from storefront_graphql.pages import words
from storefront_graphql.pages.templatetags import cunji
from tests.pages.samples import GALLERY, NOW

SHOP = ["home", "search", "suggest", "cart", "me", "choose_point", "licence", "rules"]
COUNTER = ["counter_order", "counter_receive", "counter_pickup", "counter_shift"]
DESKS = ["desk_home", "desk_orders", "desk_goods", "desk_money"]
COUNTY = ["county_home", "county_points", "county_merchants", "county_runs", "county_money"]
ROOMS = [*SHOP, *COUNTER, *DESKS, *COUNTY, "mode", "account_logout"]


def nothing(request: Any) -> HttpResponse:
    return HttpResponse()


PAGES = pathlib.Path(words.__file__).parent
STATIC = PAGES / "static"
TOKENS = set(re.findall(r"(--[\w-]+):", (STATIC / "tokens.css").read_text(encoding="utf-8")))
urlpatterns = [
    *(path(f"{name}/", nothing, name=name) for name in ROOMS),
    path("goods/<slug:slug>/", nothing, name="product"),
]
pytestmark = pytest.mark.urls(__name__)


def drawn(template: str, context: dict[str, Any], *, room: str = "home") -> str:
    request = RequestFactory().get("/page/?a=1&b=2")
    request.resolver_match = ResolverMatch(nothing, (), {}, url_name=room)
    return render_to_string(template, context, request=request)


def part(source: str, **context: Any) -> str:
    return Template("{% load cunji %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (2990, "¥29.90"),
        (128450, "¥1,284.50"),
        (5, "¥0.05"),
        (-500, "−¥5.00"),
        (None, ""),
        ("7", "¥0.07"),
    ],
)
def test_money_is_said_to_the_fen(fen: Any, said: str) -> None:
    assert words.yuan(fen) == said


def test_money_in_parts_and_in_a_field() -> None:
    assert words.yuan_whole(128450) + words.yuan_fen(128450) == "1,284.50"
    assert words.yuan_whole(-50) + words.yuan_fen(-50) == "−0.50"
    assert words.yuan_input(128450) == "1284.50"
    assert words.unit_price(598) == "每500克 ¥5.98"
    assert words.unit_price(None) == ""


@pytest.mark.parametrize(
    ("grams", "said"),
    [(500, "500克"), (999, "999克"), (1000, "1千克"), (2500, "2.5千克"), (10000, "10千克")],
)
def test_weights_are_said_as_people_do(grams: int, said: str) -> None:
    assert words.weight(grams) == said


def test_jin_has_the_legal_unit_beside_it() -> None:
    assert words.jin(2500).startswith("5斤")
    assert "2.5千克" in words.jin(2500)


def test_distances_hours_and_numbers_are_said_as_people_do() -> None:
    assert [words.distance(each) for each in (0, 999, 1000, 3240, None)] == [
        "0米", "999米", "1公里", "3.2公里", "",
    ]  # fmt: skip
    assert [words.clock(each) for each in (0, 510, 1440, None)] == ["0:00", "8:30", "24:00", ""]
    assert words.grouped("482107") == "482 107"
    assert words.grouped("2048157719") == "204 815 7719"
    assert words.grouped("13800001234") == "138 0000 1234"
    assert words.grouped("CJ731044520") == "CJ7 3104 4520"
    assert words.grouped("") == ""


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-2, "前天"),
        (-1, "昨天"),
        (0, "今天"),
        (1, "明天"),
        (2, "后天"),
        (3, "11月27日"),
        (-3, "11月21日"),
    ],
)
def test_near_days_have_names(days: int, said: str) -> None:
    assert words.day(NOW + timedelta(days=days), NOW) == said
    assert words.day((NOW + timedelta(days=days)).isoformat(), NOW) == said


def test_days_turn_at_midnight_in_shanghai() -> None:
    assert words.day(datetime(2026, 11, 24, 15, 59, tzinfo=UTC), NOW) == "今天"
    assert words.day(datetime(2026, 11, 24, 16, 0, tzinfo=UTC), NOW) == "明天"


def test_another_year_is_said_with_it() -> None:
    assert words.day(date(2027, 1, 3), NOW) == "2027年1月3日"
    assert words.moment(NOW, NOW) == "今天 10:00"
    assert words.promise(NOW + timedelta(days=1), NOW) == "明天 10:00 前"
    assert words.promise("2026-11-25", NOW) == "明天"
    assert words.full_moment(NOW) == "2026年11月24日 10:00"


def test_text_that_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="not a date or time"):
        words.day("soon", NOW)


def test_picture_offers_avif_only_where_it_is_there() -> None:
    pic = {"key": "ab", "width": 640, "height": 480, "alt": "沃柑", "avif": True}
    html = cunji.picture(pic, sizes="9rem")
    assert html.startswith('<picture><source type="image/avif" srcset="/media/ab/160.avif 160w')
    assert html.count(".avif") == html.count(".webp") - 1 == 3
    assert 'sizes="9rem"><img class="picture" src="/media/ab/320.webp"' in html
    assert 'width="640" height="480"' in html
    assert 'loading="lazy"' in html
    assert "<picture>" not in cunji.picture({**pic, "avif": False})


@pytest.mark.parametrize(
    ("x", "y", "wanted"),
    [(50, 50, ""), (54, 46, ""), (0, 100, ' data-fx="0" data-fy="100"'), (55, 50, 'data-fx="60"')],
)
def test_picture_keeps_in_sight_what_the_seller_said(x: int, y: int, wanted: str) -> None:
    html = cunji.picture({"key": "ab", "width": 640, "height": 480, "focusX": x, "focusY": y})
    assert wanted in html
    assert ("data-fx" in html) == bool(wanted)
    rules = (STATIC / "parts.css").read_text(encoding="utf-8")
    assert all(
        f"[{part.strip()}]" in rules
        for part in re.findall(r' data-f\w="\d+"', html)
        if "50" not in part
    )


def test_picture_offers_the_widths_that_exist() -> None:
    html = str(cunji.picture({"key": "ab", "width": 640, "height": 480, "alt": '桃"<'}, "50vw"))
    assert "/media/ab/160.webp 160w, /media/ab/320.webp 320w, /media/ab/640.webp 640w" in html
    assert "1280" not in html
    assert 'width="640" height="480"' in html
    assert 'alt="桃&quot;&lt;"' in html
    assert 'loading="lazy"' in html


def test_first_picture_is_not_lazy_and_a_missing_one_keeps_its_place() -> None:
    pic = {"key": "ab", "width": 1280, "height": 1280, "alt": "", "widths": [160, 320]}
    html = str(cunji.picture(pic, eager=True))
    assert "loading" not in html
    assert 'fetchpriority="high"' in html
    assert "/640.webp" not in html
    assert "data-none" in str(cunji.picture(None))


def test_field_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    html = part(
        '{% include "parts/field.html" with name="phone" label="手机号" value=typed'
        ' wrong="还差 4 位。" only %}',
        typed='138"><script>',
    )
    assert 'value="138&quot;&gt;&lt;script&gt;"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="f-phone-wrong "' in html
    assert 'id="f-phone-wrong"' in html
    assert " required" in html


def test_secrets_do_not_come_back() -> None:
    html = part(
        '{% include "parts/field.html" with name="p" label="密码" kind="password"'
        ' value="secret" only %}'
    )
    assert "secret" not in html


def test_choice_stays_chosen() -> None:
    html = part(
        '{% include "parts/choices.html" with name="v" legend="规格" options=options'
        " value=2 only %}",
        options=[{"value": "1", "label": "小"}, {"value": "2", "label": "大"}],
    )
    assert re.findall(r'value="(\d)"( checked)?', html) == [("1", ""), ("2", " checked")]


def variant(fen: int, *, in_stock: bool = True, available: int | None = None) -> dict[str, Any]:
    unit = {"fen": fen // 5, "per": "G500"}
    return {"priceFen": fen, "unitPrice": unit, "inStock": in_stock, "available": available}


def goods(*variants: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "slug": "wo-gan-1",
        "name": "沃柑 <中果>",
        "originName": "永和乡龙凤村",
        "picture": None,
        "badge": {"code": "village", "text": "一村一品 第10批", "rightId": "rgt_1"},
        "inStock": True,
        "variants": list(variants),
        **more,
    }


def test_card_of_an_api_product_shows_the_cheapest_to_be_had() -> None:
    node = goods(variant(2590, in_stock=False), variant(5580), variant(2990, available=3))
    html = part("{% good_card node promised=at %}", node=node, at=None)
    assert 'href="/goods/wo-gan-1/"' in html
    assert "沃柑 &lt;中果&gt;" in html
    assert '29<span class="fen">.90</span>' in html
    assert "每500克 ¥5.98" in html
    assert "起" in html
    assert "只剩 3 份" in html
    assert 'data-right="village"' in html
    assert " data-gone" not in html


def test_card_of_what_is_sold_out_says_so() -> None:
    node = goods(variant(2990, in_stock=False, available=0), inStock=False, badge=None)
    html = part("{% good_card node %}", node=node)
    assert '<li class="good" data-gone>' in html
    assert "今天售完" in html
    assert "badge" not in html


def test_nested_content_is_kept_and_values_in_it_are_escaped() -> None:
    html = part('{% notice tone="bad" role="alert" %}<b>{{ word }}</b>{% endnotice %}', word="<i>")
    assert "<b>&lt;i&gt;</b>" in html
    assert 'data-tone="bad" role="alert"' in html


def test_plain_text_of_a_notice_is_escaped() -> None:
    html = part('{% include "parts/notice.html" with text=word only %}', word="<i>")
    assert "&lt;i&gt;" in html


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.css")), ids=lambda file: file.name)
def test_colours_and_type_sizes_are_named_in_tokens_only(file: pathlib.Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= TOKENS
    if file.name == "tokens.css":
        return
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text) == []
    # A slip's type is measured on paper, in points.
    sizes = re.findall(r"font(?:-size)?:[^;]*?\d(?:px|rem)\b[^;]*", text)
    assert [size for size in sizes if "!important" not in size] == []


@pytest.mark.parametrize("mode", ["", "elder"])
def test_gallery_has_nothing_inline(mode: str) -> None:
    html = drawn("parts/gallery.html", {**GALLERY, "mode": mode})
    assert " style=" not in html
    assert re.findall(r"<script(?![^>]* src=)", html) == []
    assert re.findall(r"\son\w+=", html) == []
    assert ('data-mode="elder"' in html) == (mode == "elder")
    assert len(re.findall(r"<h1[ >]", html)) == 1
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


def test_gallery_shows_every_part() -> None:
    parts = PAGES / "templates/parts"
    source = (parts / "gallery.html").read_text(encoding="utf-8")
    blocks = {"notice", "dialog", "table"}
    inside = {"gallery", "brand_top", "field_attributes", "messages", "mode", "sign_out"}
    unseen = [
        name
        for name in sorted(file.stem for file in parts.glob("*.html"))
        if f"parts/{name}.html" not in source and name not in blocks | inside
    ]
    assert unseen == []
    assert all(f"{{% {name}" in source for name in blocks)


def test_each_frame_marks_where_you_are_and_leaves_out_unbuilt_rooms() -> None:
    counter = drawn(
        "counter/base.html",
        {"point_name": "龙凤村服务点", "drawer_fen": 128450},
        room="counter_pickup",
    )
    assert re.findall(
        r'href="/(counter_\w+)/"(?: aria-current="page")? data-key="(F\d)"', counter
    ) == [
        ("counter_order", "F1"),
        ("counter_receive", "F2"),
        ("counter_pickup", "F3"),
        ("counter_shift", "F5"),
    ]
    assert re.findall(r'href="/(\w+)/" aria-current="page"', counter) == ["counter_pickup"]
    assert "¥1,284.50" in counter
    staff = {"actor_name": "陈水生", "to_pack": 12, "duties": ["ORDERS"]}
    desk = drawn("desk/base.html", staff, room="desk_orders")
    assert "desk_goods" not in desk, "a packer has no goods"
    assert '<span class="count">12</span>' in desk
    assert re.findall(r'href="/(\w+)/" aria-current="page"', desk) == ["desk_orders"]
    assert "县域运营" in drawn("county/base.html", {"actor_name": "孙"}, room="county_home")


def test_mode_switch_is_on_every_frame_and_comes_back_to_the_page() -> None:
    for frame in ("shop/base.html", "counter/base.html", "desk/base.html", "county/base.html"):
        html = drawn(frame, {})
        assert 'action="/mode/"' in html
        assert 'name="next" value="/page/?a=1&amp;b=2"' in html
        assert "csrfmiddlewaretoken" in html


@pytest.mark.parametrize("page", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_pages_for_refusals_need_nothing(page: str) -> None:
    html = render_to_string(page)
    assert "<h2>" in html
    assert 'href="/"' in html


def test_qr_has_a_name_that_cannot_break_out() -> None:
    html = str(cunji.qr("CJ1:482107", '"><b>'))
    assert html.startswith('<svg role="img" aria-label="&quot;&gt;&lt;b&gt;"')
    assert "style=" not in html


def test_spark_needs_two_values_and_stays_in_its_box() -> None:
    assert cunji.spark([3]) == ""
    html = str(cunji.spark([0, 0, 0]))
    heights = [float(y) for y in re.findall(r"[\d.]+,([\d.]+)", html)]
    assert heights
    assert all(0 <= y <= 40 for y in heights)
