"""F1, ordering for a villager: find, add, take cash, read back, order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from storefront_graphql.pages import words
from storefront_graphql.pages.counter import saying, ticket
from storefront_graphql.pages.counter.door import COUNTER, own_shift, show
from storefront_graphql.pages.counter.ticket import Ticket
from storefront_graphql.pages.shop.asking import see, whole, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

HITS = 12
# Keys 1 to 9 add a row.
KEYS = 9


@require_http_methods(["GET", "HEAD", "POST"])
@COUNTER.page
def room(request: HttpRequest) -> HttpResponse:
    """The till. A post keeps what was typed, does what was pressed and comes back here."""
    if request.method != "POST":
        paper = ticket.load(request)
        return _room(request, paper, read=request.GET.get("read") == paper.mark)
    pressed = request.POST.get("do", "")
    paper = Ticket() if pressed == "clear" else ticket.load(request)
    if pressed != "clear":
        paper.take_in(request.POST)
    ticket.save(request, paper)
    text = request.POST.get("q", "").strip() or request.POST.get("shown", "").strip()
    read = paper.mark if pressed == "read" else ""
    return see(with_query(reverse("counter_order"), q=text, read=read))


@require_POST
@COUNTER.page
def place(request: HttpRequest) -> HttpResponse:
    """Order what was read back. The form carries all of it, so sent twice it is one order."""
    form = request.POST
    payload = COUNTER.do(
        request,
        "PlaceOrder",
        key=form.get("key", ""),
        customerName=form.get("name", ""),
        customerPhone=form.get("phone", ""),
        lines=[_line(text) for text in form.getlist("line")],
        tenderedFen=whole(form.get("tendered")) or 0,
        expectedTotalFen=whole(form.get("total")) or 0,
    )
    if payload["errors"]:
        return _room(request, ticket.load(request), refused=wrongs(payload))
    ticket.forget(request, form.get("key", ""))
    return see(with_query(reverse("counter_slip", args=[payload["order"]["id"]]), new="1"))


def _line(text: str) -> dict[str, Any]:
    """Return a line that was read back: variant, quantity and the price that was said."""
    variant, quantity, price = (*text.split(":"), "", "")[:3]
    return {
        "variantId": variant,
        "quantity": whole(quantity) or 0,
        "seenPriceFen": whole(price),
    }


def _room(
    request: HttpRequest,
    paper: Ticket,
    *,
    read: bool = False,
    refused: Mapping[str, str] | None = None,
) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    lines = paper.lines()
    found = COUNTER.ask(request, "OrderRoom", text=text, first=HITS, lines=lines)
    if own_shift(found["me"]) is None:
        return redirect("counter_shift")
    quote = found["quote"]["quote"] if lines else None
    unsold = wrongs(found["quote"]) if lines else {}
    wrong = {**(_wrong(paper, quote) if read or refused else {}), **unsold, **(refused or {})}
    context = {
        "text": text,
        "rows": rows(found["findGoods"], text),
        "ticket": paper,
        "entries": _entries(request, paper, quote),
        "quote": quote,
        "wrong": wrong,
        "notes": ticket.notes(quote["totalFen"]) if quote else [],
        "change_fen": _change(paper, quote),
        "say": _say(paper, quote, found["me"]) if read and quote and not wrong else None,
    }
    return show(request, "order", found["me"], context, status=REFUSED if refused else 200)


def rows(goods: Sequence[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return a row for each variant of what was found; of an exact code only its own."""
    found = [
        {"goods": card, "sort": sort, "name": f"{card['name']} {sort['name']}"}
        for card in goods
        for sort in card["variants"]
    ]
    coded = [row for row in found if row["sort"]["sku"].casefold() == text.casefold()]
    kept = coded or sorted(found, key=lambda row: not row["sort"]["inStock"])
    open_rows = [row for row in kept if row["sort"]["inStock"]]
    for number, row in enumerate(open_rows[:KEYS], 1):
        row["key"] = number
    return kept


def _entries(
    request: HttpRequest, paper: Ticket, quote: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Return the ticket's lines with their offers, and what is wrong with each."""
    offers = {line["offer"]["variantId"]: line for line in _quoted(quote)}
    stale = _stale(quote)
    found = []
    for entry in paper.entries:
        line = offers.get(entry.variant_id)
        wrong = "" if entry.count else "写 1 到 999 的数。"
        if line and line["quantity"] > line["offer"]["available"]:
            wrong = f"只剩 {line['offer']['available']} 份。"
        elif entry.variant_id in stale:
            wrong = stale[entry.variant_id]
        if entry.count and not line and not _sold(request, entry.variant_id):
            wrong = "现在不卖了，拿掉它。"
        found.append({"entry": entry, "line": line, "wrong": wrong})
    return found


def _quoted(quote: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [line for part in quote["parts"] for line in part["lines"]] if quote else []


def _stale(quote: Mapping[str, Any] | None) -> dict[str, str]:
    """Return what is said, by variant, of goods that would not be fresh when they are fetched."""
    return {
        each["variantId"]: f"到点上还新鲜的只有 {each['freshUnits']} 份，改少一点。"
        if each["freshUnits"]
        else f"{words.day(each['arrivesOn'])}才到，放到村民来取就不新鲜了。拿掉它，换一样。"
        for each in (quote["stale"] if quote else ())
    }


def _sold(request: HttpRequest, variant_id: str) -> bool:
    """Tell whether one line alone can be quoted: a refused quote does not name the line."""
    lines = [{"variantId": variant_id, "quantity": 1}]
    return not COUNTER.ask(request, "Quote", lines=lines)["quote"]["errors"]


def _wrong(paper: Ticket, quote: Mapping[str, Any] | None) -> dict[str, str]:
    """Return what is missing before the ticket can be read back."""
    wrong = {}
    if not paper.name.strip():
        wrong["customerName"] = "写上名字，交东西时要念。"
    if not paper.entries:
        wrong["lines"] = "还没有选东西，先找一样加上。"
    if any(entry.count is None for entry in paper.entries):
        wrong["lines"] = "有一样的份数要改。"
    if quote and any(line["quantity"] > line["offer"]["available"] for line in _quoted(quote)):
        wrong["lines"] = "有一样不够了，改少一点。还没有收钱。"
    elif _stale(quote):
        wrong["lines"] = "有一样送到就不新鲜了，先改好。还没有收钱。"
    if quote and paper.tendered_fen is None:
        wrong["tenderedFen"] = "收了多少钱？点一个，或者写上。"
    elif quote and (paper.tendered_fen or 0) < quote["totalFen"]:
        wrong["tenderedFen"] = "钱还不够。"
    return wrong


def _change(paper: Ticket, quote: Mapping[str, Any] | None) -> int | None:
    if quote is None or paper.tendered_fen is None:
        return None
    return paper.tendered_fen - quote["totalFen"]


def _say(paper: Ticket, quote: Mapping[str, Any], me: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sentences of the read-back and the form that orders exactly that."""
    lines = _quoted(quote)
    tendered = paper.tendered_fen or 0
    return {
        "sentences": saying.read_back(
            name=paper.name.strip(),
            lines=lines,
            quote=quote,
            tendered_fen=tendered,
            promised_on=me["today"]["point"]["promisedOn"],
        ),
        "lines": [
            f"{line['offer']['variantId']}:{line['quantity']}:{line['offer']['priceFen']}"
            for line in lines
        ],
        "tendered_fen": tendered,
    }
