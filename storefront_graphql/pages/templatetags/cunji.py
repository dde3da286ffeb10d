"""Filters and tags of the product's templates: `{% load cunji %}`.

Money comes in as whole fen, weights as whole grams, times as aware datetimes or as ISO 8601 text
(what a GraphQL answer holds). Nothing here rounds money: what is shown is what was given.
An empty value (None or "") is shown as nothing, so an optional field needs no `{% if %}`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import segno
from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()

PICTURE_WIDTHS = (160, 320, 640, 1280)
GRAMS_PER_JIN = 500
NEAR_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


# Money


@register.filter
def yuan(fen: int | str | None) -> str:
    """Return fen as people write them: 128450 is ¥1,284.50; below zero the sign stands first."""
    if fen is None or fen == "":
        return ""
    amount = int(fen)
    sign = "−" if amount < 0 else ""
    return f"{sign}¥{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


@register.filter
def yuan_whole(fen: int | str) -> str:
    """Return the yuan part alone, with its sign: 2990 is 29."""
    amount = int(fen)
    return f"{'−' if amount < 0 else ''}{abs(amount) // 100:,}"


@register.filter
def yuan_fen(fen: int | str) -> str:
    """Return the part behind the point, with the point: 2990 is .90."""
    return f".{abs(int(fen)) % 100:02d}"


@register.filter
def yuan_input(fen: int | str | None) -> str:
    """Return fen as a person would type them into a field: 2990 is 29.90, without sign or comma."""
    if fen is None or fen == "":
        return ""
    amount = int(fen)
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


@register.filter
def unit_price(fen: int | str | None, unit: str = "500克") -> str:
    """Return the price of one unit in words: `{{ 598|unit_price }}` is 每500克 ¥5.98."""
    return "" if fen is None or fen == "" else f"每{unit} {yuan(fen)}"


# Weights


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


@register.filter
def weight(grams: int | str | None) -> str:
    """Return 克 below a kilogram and 千克 from there on: 2500 is 2.5千克."""
    if grams is None or grams == "":
        return ""
    amount = Decimal(int(grams))
    return f"{_plain(amount)}克" if abs(amount) < 1000 else f"{_plain(amount / 1000)}千克"


@register.filter
def jin(grams: int | str | None) -> str:
    """Return 斤 with the legal unit beside it: 2500 is 5斤（2.5千克）."""
    if grams is None or grams == "":
        return ""
    return f"{_plain(Decimal(int(grams)) / GRAMS_PER_JIN)}斤（{weight(grams)}）"


# Days and times


def _local(value: datetime | date | str | None) -> datetime | date | None:
    """Return a local datetime or a date; raises ValueError for text that is neither."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        parsed = parse_datetime(value) if "T" in value or " " in value else parse_date(value)
        if parsed is None:
            raise ValueError(f"not a date or time: {value!r}")
        value = parsed
    if isinstance(value, datetime):
        return timezone.localtime(value)
    return value


@register.filter
def day(value: datetime | date | str | None, now: datetime | None = None) -> str:
    """Return 今天, 明天, 后天, 昨天, 前天, else 11月25日, with the year where it is another one."""
    moment = _local(value)
    if moment is None:
        return ""
    today = timezone.localtime(now).date()
    on = moment.date() if isinstance(moment, datetime) else moment
    near = NEAR_DAYS.get((on - today) // timedelta(days=1))
    if near:
        return near
    short = f"{on.month}月{on.day}日"
    return short if on.year == today.year else f"{on.year}年{short}"


@register.filter
def moment(value: datetime | str | None, now: datetime | None = None) -> str:
    """Return day and clock: 今天 10:00."""
    local = _local(value)
    if not isinstance(local, datetime):
        return day(local, now)
    return f"{day(local, now)} {local:%H:%M}"


@register.filter
def promise(value: datetime | str | None, now: datetime | None = None) -> str:
    """Return a promised time as it is said: 明天 10:00 前; a date alone stays a day."""
    local = _local(value)
    if not isinstance(local, datetime):
        return day(local, now)
    return f"{moment(local, now)} 前"


@register.filter
def full_moment(value: datetime | str | None) -> str:
    """Return the whole date for slips and records: 2026年11月24日 10:00."""
    local = _local(value)
    if not isinstance(local, datetime):
        return "" if local is None else f"{local.year}年{local.month}月{local.day}日"
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def machine_time(value: datetime | date | str | None) -> str:
    """Return the value of a `datetime` attribute."""
    local = _local(value)
    return "" if local is None else local.isoformat()


# Pictures and drawings


@register.simple_tag
def icon(name: str, size_class: str = "") -> SafeString:
    """Draw a Lucide icon inline, hidden from readers; its size is the type's (class `icon`)."""
    classes = f"icon {size_class}".strip()
    drawn = lucide(name, size=None, **{"class": classes, "aria-hidden": "true"})
    return mark_safe(drawn)  # noqa: S308  the icon is a file of the package, not input


def picture_url(key: str, width: int) -> str:
    """Return where the picture of that width is served."""
    return f"{settings.MEDIA_URL}{key}/{width}.webp"


@register.simple_tag
def picture(
    pic: Mapping[str, Any] | None,
    sizes: str = "100vw",
    eager: bool = False,
    size: str = "",
    alt: str | None = None,
) -> SafeString:
    """Write the `<img>` of an accepted picture: `{key, width, height, alt}`, maybe `widths`.

    `sizes` is the attribute of that name. `eager` is for the one picture above the fold. `size` is
    "thumb" or nothing. `alt` overrides the picture's own (`alt=""` beside a name that says the
    same). Without a picture a drawn empty place of the same shape stands there.
    """
    attributes = format_html(' data-size="{}"', size) if size else ""
    if not pic:
        return format_html('<span class="picture" data-none{}>{}</span>', attributes, icon("image"))
    widths: Sequence[int] = (
        pic.get("widths")
        or [width for width in PICTURE_WIDTHS if width <= pic["width"]]
        or PICTURE_WIDTHS[:1]
    )
    middle = widths[len(widths) // 2] if len(widths) > 2 else widths[-1]
    urls = ((picture_url(pic["key"], width), width) for width in widths)
    return format_html(
        '<img class="picture"{} src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"'
        ' decoding="async" {}>',
        attributes,
        picture_url(pic["key"], middle),
        format_html_join(", ", "{} {}w", urls),
        sizes,
        pic["width"],
        pic["height"],
        (pic.get("alt") or "") if alt is None else alt,
        format_html('{}="{}"', *(("fetchpriority", "high") if eager else ("loading", "lazy"))),
    )


@register.simple_tag
def qr(text: str, label: str = "二维码") -> SafeString:
    """Draw a QR code (correction level M) inline as SVG, with a name for readers."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    opening = format_html('<svg role="img" aria-label="{}" ', label)
    return mark_safe(drawn.replace("<svg ", opening, 1))  # noqa: S308  segno draws, the label is escaped


@register.simple_tag
def spark(values: Sequence[int], label: str = "") -> SafeString:
    """Draw a small curve of the values, oldest first; nothing for fewer than two."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(*values, 0), max(*values, 1)
    step = 100 / (len(values) - 1)
    points = " ".join(
        f"{index * step:.1f},{36 - 32 * (value - low) / (high - low):.1f}"
        for index, value in enumerate(values)
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 100 40" preserveAspectRatio="none" role="img"'
        ' aria-label="{}"><polygon class="area" points="0,40 {} 100,40"/>'
        '<polyline class="curve" points="{}"/></svg>',
        label or "近期走势",
        points,
        points,
    )


# Navigation


@register.simple_tag(takes_context=True)
def place(
    context: template.Context,
    name: str,
    text: str,
    key: str = "",
    icon_name: str = "",
    count: int = 0,
) -> SafeString:
    """Write a navigation link to the URL called `name`, marked when the page is that one.

    A room that has no URL yet is left out, so a base layout may name rooms before they are built.
    `key` is the function key that opens it.
    """
    try:
        href = reverse(name)
    except NoReverseMatch:
        return SafeString("")
    match = getattr(context.get("request"), "resolver_match", None)
    here = match is not None and match.view_name == name
    return format_html(
        '<a href="{}"{}{}>{}{}{}{}</a>',
        href,
        format_html(' aria-current="{}"', "page") if here else "",
        format_html(' data-key="{}"', key) if key else "",
        icon(icon_name) if icon_name else "",
        text,
        format_html(' <kbd aria-hidden="true">{}</kbd>', key) if key else "",
        format_html('<span class="count">{}</span>', count) if count else "",
    )


# Parts with content inside


@register.simple_block_tag
def notice(content: str, tone: str = "info", role: str = "") -> SafeString:
    """`{% notice tone="bad" role="alert" %}...{% endnotice %}`; tones: info, warn, bad, done."""
    return render_to_string("parts/notice.html", {"body": content, "tone": tone, "role": role})


@register.simple_block_tag
def dialog(content: str, name: str, title: str, shown: bool = False) -> SafeString:
    """`{% dialog "read-back" "念给村民听" %}...{% enddialog %}`, opened by `data-opens`."""
    return render_to_string(
        "parts/dialog.html", {"body": content, "name": name, "title": title, "shown": shown}
    )


@register.simple_block_tag
def table(content: str, caption: str, quiet: bool = False, sticky: bool = False) -> SafeString:
    """`{% table "待打包" %}<thead>...<tbody>...{% endtable %}`; cells carry `data-label`."""
    return render_to_string(
        "parts/table.html", {"body": content, "caption": caption, "quiet": quiet, "sticky": sticky}
    )
