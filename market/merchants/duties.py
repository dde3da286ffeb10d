"""What each class of seller must bring, must show and may sell; which goods need which paper. Pure.

Sources: 电子商务法 art. 10 (who need not register), 15 (what is shown), 27 (what is checked);
网络交易监督管理办法 (2021) (small sums: 100,000 yuan a year); 食品安全法 art. 35 (edible farm
produce needs no permit, prepacked food alone a filing, other food a permit).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from market.kernel.errors import Invalid

OWN_PRODUCE = "自产自销农副产品，依法无需办理市场主体登记"
SMALL_SUMS = "个人零星小额交易，依法无需办理市场主体登记"

SMALL_LIMIT_FEN = 100_000_00
# From here on a small-sum person is told that registration comes near.
WARN_BPS = 8_000

# Days before the last one on which the holder of a paper is told.
WARN_DAYS = (30, 7)
RECHECK_MONTHS = 6
CLOSING_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Duty:
    """The duties of a class. No prefixes: no registration. `needs`: papers before approval."""

    code_prefixes: tuple[str, ...]
    needs: tuple[str, ...]
    # Says who answers, by name and resident id: natural persons.
    natural: bool = False
    # Only what grew or was made at the own place.
    own_only: bool = False
    yearly_limit_fen: int | None = None
    exemption: str = ""
    note: str = ""


DUTIES: Mapping[str, Duty] = {
    "FIRM": Duty(("91",), ("LICENCE",), note="有营业执照的公司。每批农产品都要开合格证。"),
    "COOPERATIVE": Duty(
        ("93",), ("LICENCE",), note="有营业执照的专业合作社。每批农产品都要开合格证。"
    ),
    "TRADER": Duty(("92",), ("LICENCE",), note="有营业执照的个体户。"),
    "RETAILER": Duty(
        ("91", "92"), ("LICENCE",), note="城里的店，卖别人种的、做的也行，要有营业执照。"
    ),
    "FARMER": Duty(
        (),
        ("OWN_PRODUCE",),
        natural=True,
        own_only=True,
        exemption=OWN_PRODUCE,
        note="只卖自己村里自己种的、养的、做的，不用办执照，要村里开的自产自销证明。",
    ),
    "SMALL": Duty(
        (),
        (),
        natural=True,
        yearly_limit_fen=SMALL_LIMIT_FEN,
        exemption=SMALL_SUMS,
        note="一年卖不到 10 万元的个人，不用办执照；满了就要登记。要许可的食品不能卖。",
    ),
}


@dataclass(frozen=True, slots=True)
class PaperRule:
    """What a paper is called, how its number is written, and whether it ends on a day."""

    label: str
    form: re.Pattern[str]
    # Food permits end (食品生产许可管理办法 art. 19: 5 years); a licence may be 长期.
    ends: bool = False
    public: bool = True


_ANY = re.compile(r"[0-9A-Z\u4e00-\u9fff（）()〔〕\[\]第号-]{0,40}")
PAPERS: Mapping[str, PaperRule] = {
    "LICENCE": PaperRule("营业执照", re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}"), public=False),
    "PRODUCTION": PaperRule("食品生产许可证", re.compile(r"SC\d{14}"), ends=True),
    "TRADE": PaperRule("食品经营许可证", re.compile(r"JY\d{14}"), ends=True),
    "WORKSHOP": PaperRule("食品小作坊许可证", _ANY, ends=True),
    "FILING": PaperRule("仅销售预包装食品备案", re.compile(r"YB\d{14}")),
    "OWN_PRODUCE": PaperRule("自产自销证明", _ANY, public=False),
}

# One of these opens a kind of goods; kinds that are not here are edible farm produce (食用农产品,
# the drying and first roasting included) or crafts, and need none.
FOOD = frozenset({"PRODUCTION", "TRADE", "WORKSHOP", "FILING"})
NEEDS: Mapping[str, frozenset[str]] = {
    "oil": FOOD,
    "sauce": FOOD,
    "processed": FOOD,
    "prepacked": FOOD,
}
# What a food paper may name: the categories above, as people say them.
SCOPES: Mapping[str, str] = {
    "oil": "食用油",
    "sauce": "酱和腌菜",
    "processed": "其他加工食品",
    "prepacked": "预包装食品",
}


@dataclass(frozen=True, slots=True)
class PaperFact:
    """An accepted paper: kind, number, kinds of goods it names (none: all), last good day."""

    kind: str
    number: str
    scope: tuple[str, ...]
    valid_to: date | None

    def good_on(self, on: date) -> bool:
        """Tell whether the paper still holds on a day."""
        return self.valid_to is None or on <= self.valid_to


def of(seller_class: str) -> Duty:
    """Return the duties of a class. Raises KeyError for a class that there is not."""
    return DUTIES[seller_class]


def paper_number(kind: str, value: str) -> str:
    """Return the number as it is kept. Raises Invalid("number", "permit" | "required")."""
    number = "".join(value.split()).upper()
    rule = PAPERS[kind]
    if not number and rule.public:
        raise Invalid("number", "required")
    if number and not rule.form.fullmatch(number):
        raise Invalid("number", "permit")
    return number


def papers_for(category: str) -> frozenset[str]:
    """Return the kinds of paper of which one must be held to sell a category; none: free."""
    return NEEDS.get(category, frozenset())


def paper_scope(kind: str, names: Iterable[str]) -> list[str]:
    """Return the categories that a paper names, as they are kept; none: all that its kind covers.

    Raises Invalid("scope", "choice" | "food_only": a paper that is not about food names none).
    """
    scope = sorted(set(names))
    if scope and kind not in FOOD:
        raise Invalid("scope", "food_only")
    if not set(scope) <= SCOPES.keys():
        raise Invalid("scope", "choice")
    return scope


def renewed(paper: PaperFact, others: Iterable[PaperFact]) -> bool:
    """Tell whether another paper of the kind holds longer, for all that this one covers."""
    end = paper.valid_to or date.max
    return any(
        other.kind == paper.kind
        and (other.valid_to or date.max) > end
        and (not other.scope or (paper.scope and set(paper.scope) <= set(other.scope)))
        for other in others
    )


def may_become(was: str, to: str) -> bool:
    """Tell whether a seller of one class may ask to be of another.

    Everybody may register, or be registered anew as something else; a small-sum person may turn to
    selling own produce only. Nobody who is registered or sells own produce turns to small sums:
    that is a new shop, with a limit of its own. 电子商务法 art. 10, 15.
    """
    if was == to:
        return False
    return bool(of(to).code_prefixes) or (was, to) == ("SMALL", "FARMER")


def licensed_until(category: str, papers: Iterable[PaperFact]) -> date | None:
    """Return the last day on which papers allow a category: date.max without an end, None never."""
    needs = papers_for(category)
    if not needs:
        return date.max
    ends = [
        paper.valid_to or date.max
        for paper in papers
        if paper.kind in needs and (not paper.scope or category in paper.scope)
    ]
    return max(ends, default=None)


def may_sell(
    seller_class: str, *, category: str, origin_code: str, place_code: str, turnover_fen: int = 0
) -> str:
    """Return why a class may not sell such goods, or an empty text.

    "own_kind": a farmer or small-sum person, and goods that need a permit; "own_village": a
    farmer, and goods from elsewhere; "limit": a small-sum person who has to register first.
    """
    duty = of(seller_class)
    if duty.natural and papers_for(category):
        return "own_kind"
    if duty.own_only and origin_code != place_code:
        return "own_village"
    if duty.yearly_limit_fen is not None and turnover_fen >= duty.yearly_limit_fen:
        return "limit"
    return ""


def near_limit(seller_class: str, turnover_fen: int) -> bool:
    """Tell whether this year's sales reached 80 % of what needs no registration."""
    limit = of(seller_class).yearly_limit_fen
    return limit is not None and turnover_fen * 10_000 >= limit * WARN_BPS


def half_year_after(on: date) -> date:
    """Return the same day six months on, or the last day of that month."""
    years, month = divmod(on.month - 1 + RECHECK_MONTHS, 12)
    first_after = date(on.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = first_after - timedelta(days=1)
    return last.replace(day=min(on.day, last.day))
