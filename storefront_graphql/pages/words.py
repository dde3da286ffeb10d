"""Money, weights and days as people say them; for templates and for views that write a sentence.

Money comes in as whole fen, weights as whole grams, times as aware datetimes or as ISO 8601 text
(what a GraphQL answer holds). Nothing here rounds money: what is shown is what was given.
An empty value (None or "") is said as nothing.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

GRAMS_PER_JIN = 500
UNITS = {"G500": "500克", "G100": "100克", "PIECE": "个"}
NEAR_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}

# Money


def yuan(fen: int | str | None) -> str:
    """Return fen as people write them: 128450 is ¥1,284.50; below zero the sign stands first."""
    if fen is None or fen == "":
        return ""
    amount = int(fen)
    sign = "−" if amount < 0 else ""
    return f"{sign}¥{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def yuan_whole(fen: int | str) -> str:
    """Return the yuan part alone, with its sign: 2990 is 29."""
    amount = int(fen)
    return f"{'−' if amount < 0 else ''}{abs(amount) // 100:,}"


def yuan_fen(fen: int | str) -> str:
    """Return the part behind the point, with the point: 2990 is .90."""
    return f".{abs(int(fen)) % 100:02d}"


def yuan_input(fen: int | str | None) -> str:
    """Return fen as a person would type them into a field: 2990 is 29.90, without sign or comma."""
    if fen is None or fen == "":
        return ""
    amount = int(fen)
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def unit_price(fen: int | str | None, unit: str = "500克") -> str:
    """Return the price of one unit in words: 598 is 每500克 ¥5.98.

    `unit` is a word (千克, 枚) or the API's name for a unit: G500, G100, PIECE.
    """
    return "" if fen is None or fen == "" else f"每{UNITS.get(unit, unit)} {yuan(fen)}"


# Weights


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def weight(grams: int | str | None) -> str:
    """Return 克 below a kilogram and 千克 from there on: 2500 is 2.5千克."""
    if grams is None or grams == "":
        return ""
    amount = Decimal(int(grams))
    return f"{_plain(amount)}克" if abs(amount) < 1000 else f"{_plain(amount / 1000)}千克"


def jin(grams: int | str | None) -> str:
    """Return 斤 with the legal unit beside it: 2500 is 5斤（2.5千克）."""
    if grams is None or grams == "":
        return ""
    return f"{_plain(Decimal(int(grams)) / GRAMS_PER_JIN)}斤（{weight(grams)}）"


# Places and numbers


def distance(metres: int | str | None) -> str:
    """Return 米 below a kilometre and 公里, to a tenth, from there on."""
    if metres is None or metres == "":
        return ""
    amount = int(metres)
    if amount < 1000:
        return f"{amount}米"
    return f"{_plain(Decimal(amount).scaleb(-3).quantize(Decimal('0.1')))}公里"


def clock(minute: int | str | None) -> str:
    """Return a minute of the day as a clock shows it: 510 is 8:30."""
    return "" if minute is None or minute == "" else f"{int(minute) // 60}:{int(minute) % 60:02d}"


def grouped(number: str | None) -> str:
    """Return digits in the groups in which they are said: 482107 is 482 107."""
    digits = (number or "").replace(" ", "")
    cuts = {6: (3,), 10: (3, 6), 11: (3, 7)}.get(len(digits), range(4, len(digits), 4))
    starts = [0, *cuts]
    return " ".join(digits[a:b] for a, b in zip(starts, [*cuts, len(digits)], strict=True)).strip()


def tenths(value: int | str | None) -> str:
    """Return tenths as a number with one place: 44 is 4.4."""
    return "" if value is None or value == "" else f"{int(value) // 10}.{int(value) % 10}"


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


def moment(value: datetime | str | None, now: datetime | None = None) -> str:
    """Return day and clock: 今天 10:00."""
    local = _local(value)
    if not isinstance(local, datetime):
        return day(local, now)
    return f"{day(local, now)} {local:%H:%M}"


def promise(value: datetime | str | None, now: datetime | None = None) -> str:
    """Return a promised time as it is said: 明天 10:00 前; a date alone stays a day."""
    local = _local(value)
    if not isinstance(local, datetime):
        return day(local, now)
    return f"{moment(local, now)} 前"


def full_moment(value: datetime | str | None) -> str:
    """Return the whole date for slips and records: 2026年11月24日 10:00."""
    local = _local(value)
    if not isinstance(local, datetime):
        return "" if local is None else f"{local.year}年{local.month}月{local.day}日"
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def local_input(value: datetime | str | None) -> str:
    """Return the value of a datetime-local field: 2026-11-24T10:00."""
    local = _local(value)
    return f"{local:%Y-%m-%dT%H:%M}" if isinstance(local, datetime) else ""


def machine_time(value: datetime | date | str | None) -> str:
    """Return the value of a `datetime` attribute."""
    local = _local(value)
    return "" if local is None else local.isoformat()
