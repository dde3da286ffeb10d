"""Credit codes and what a seller must show. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric, uscc

from market.kernel.errors import Invalid
from market.merchants import duties
from market.merchants.duties import PaperFact

EXEMPTION = duties.OWN_PRODUCE


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """One line of what the front page of a seller must always show (电子商务法 art. 15)."""

    label: str
    value: str


def normal_credit_code(value: str) -> str:
    """Return a unified social credit code (GB 32100-2015) in upper case, without spaces.

    Raises Invalid("creditCode", "credit_code") for a wrong length, letter or check character.
    """
    code: str = uscc.compact(value)
    if not uscc.is_valid(code):
        raise Invalid("creditCode", "credit_code")
    return code


def fits_class(code: str, seller_class: str) -> bool:
    """Tell whether a code belongs to this class of seller (GB 32100: its first two characters)."""
    prefixes = duties.of(seller_class).code_prefixes
    return not prefixes or code.startswith(prefixes)


def resident_id(value: str) -> str:
    """Return a resident id (GB 11643). Raises Invalid("residentId", "resident_id")."""
    number: str = ric.compact(value).upper()
    if not ric.is_valid(number):
        raise Invalid("residentId", "resident_id")
    return number


def licence_lines(
    *, seller_class: str, class_label: str, credit_code: str, papers: Iterable[PaperFact], on: date
) -> tuple[LicenceLine, ...]:
    """Return what must be shown: the code of a registered seller, or why there is none, and papers.

    电子商务法 art. 10 frees who sells only own farm produce, or small and now and then, from
    registration; art. 15 has the licence, the permits, or the statement of exemption shown. A
    paper that is not good on the day is not shown.
    """
    lines = [LicenceLine("经营者类型", class_label)]
    if credit_code:
        lines.append(LicenceLine("统一社会信用代码", credit_code))
    exemption = duties.of(seller_class).exemption
    if exemption and not credit_code:
        lines.append(LicenceLine("登记情况", exemption))
    shown = (paper for paper in papers if paper.number and paper.good_on(on))
    lines += [LicenceLine(duties.PAPERS[paper.kind].label, paper.number) for paper in shown]
    return tuple(lines)
