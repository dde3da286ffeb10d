"""Filters and tags of the product's templates: `{% load cunji %}`.

The filters are the functions of `pages/words.py`; an empty value is shown as nothing, so an
optional field needs no `{% if %}`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import segno
from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from storefront_graphql.pages import words

register = template.Library()

for say in (
    words.yuan,
    words.yuan_whole,
    words.yuan_fen,
    words.yuan_input,
    words.unit_price,
    words.weight,
    words.jin,
    words.distance,
    words.clock,
    words.grouped,
    words.tenths,
    words.day,
    words.moment,
    words.promise,
    words.full_moment,
    words.machine_time,
    words.local_input,
):
    register.filter(say.__name__, say)

PICTURE_WIDTHS = (160, 320, 640, 1280)
# From this many down a card says how many are left.
FEW = 5


@register.filter
def of(mapping: Mapping[str, Any], key: str) -> Any:
    """Return what a mapping holds for a key that is itself a value, or nothing."""
    return mapping.get(key)


# Pictures and drawings


@register.simple_tag
def icon(name: str, size_class: str = "") -> SafeString:
    """Draw a Lucide icon inline, hidden from readers; its size is the type's (class `icon`)."""
    classes = f"icon {size_class}".strip()
    drawn = lucide(name, size=None, **{"class": classes, "aria-hidden": "true"})
    return mark_safe(drawn)  # noqa: S308  the icon is a file of the package, not input


def picture_url(key: str, width: int, kind: str = "webp") -> str:
    """Return where the picture of that width is served."""
    return f"{settings.MEDIA_URL}{key}/{width}.{kind}"


@register.simple_tag
def picture(
    pic: Mapping[str, Any] | None,
    sizes: str = "100vw",
    eager: bool = False,
    size: str = "",
    alt: str | None = None,
) -> SafeString:
    """Write an accepted picture: `{key, width, height, alt}`, maybe `widths avif focusX focusY`.

    An `<img>`; where AVIF was made, inside a `<picture>` that offers it first. `sizes` is the
    attribute of that name. `eager` is for the one picture above the fold. `size` is "thumb" or
    nothing. `alt` overrides the picture's own (`alt=""` beside a name that says the same). Without
    a picture a drawn empty place of the same shape stands there.
    """
    attributes = format_html(' data-size="{}"', size) if size else SafeString("")
    if not pic:
        return format_html('<span class="picture" data-none{}>{}</span>', attributes, icon("image"))
    widths: Sequence[int] = (
        pic.get("widths")
        or [width for width in PICTURE_WIDTHS if width <= pic["width"]]
        or [pic["width"]]
    )
    middle = widths[len(widths) // 2] if len(widths) > 2 else widths[-1]
    image = format_html(
        '<img class="picture"{}{} src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"'
        ' decoding="async" {}>',
        attributes,
        focus(pic),
        picture_url(pic["key"], middle),
        _srcset(pic["key"], widths, "webp"),
        sizes,
        pic["width"],
        pic["height"],
        (pic.get("alt") or "") if alt is None else alt,
        format_html('{}="{}"', *(("fetchpriority", "high") if eager else ("loading", "lazy"))),
    )
    if not pic.get("avif"):
        return image
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}">{}</picture>',
        _srcset(pic["key"], widths, "avif"),
        sizes,
        image,
    )


def _srcset(key: str, widths: Sequence[int], kind: str) -> SafeString:
    urls = ((picture_url(key, width, kind), width) for width in widths)
    return format_html_join(", ", "{} {}w", urls)


@register.simple_tag
def focus(pic: Mapping[str, Any]) -> SafeString:
    """Write which part of a picture stays in sight, in steps of 10 percent; the middle is nothing.

    Inline styles are refused by the content security policy, so parts.css has a rule a step.
    """
    x, y = ((pic.get(name, 50) + 5) // 10 * 10 for name in ("focusX", "focusY"))
    return SafeString("") if (x, y) == (50, 50) else format_html(' data-fx="{}" data-fy="{}"', x, y)


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


# Goods


def card(goods: Mapping[str, Any], promised: Any = None) -> dict[str, Any]:
    """Return what parts/good_card.html wants, from a product as the API's lists give it.

    The price is that of the cheapest variant which can be had, else of the cheapest.
    """
    variants = goods["variants"]
    offered = [variant for variant in variants if variant["inStock"]] or variants
    least = min(offered, key=lambda variant: variant["priceFen"])
    available = least.get("available")
    badge, rating = goods.get("badge"), goods.get("rating")
    return {
        "url": reverse("product", args=[goods["slug"]]),
        "name": goods["name"],
        "from": goods["originName"],
        "picture": goods["picture"],
        "badge": badge and {"right": badge["code"], "text": badge["text"]},
        "fen": least["priceFen"],
        "unit_fen": least["unitPrice"]["fen"],
        "unit": least["unitPrice"]["per"],
        "from_fen": len({variant["priceFen"] for variant in offered}) > 1,
        "promised": promised,
        "left": available if available and available <= FEW else None,
        "gone": not goods["inStock"],
        "rating": rating if rating and rating["count"] else None,
    }


@register.inclusion_tag("parts/good_card.html")
def good_card(
    goods: Mapping[str, Any], promised: Any = None, eager: bool = False
) -> dict[str, Any]:
    """`{% good_card node promised=promise eager=forloop.first %}`: a product of an API list.

    Needs the URL called "product", with the slug.
    """
    return {"good": card(goods, promised), "eager": eager}


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
