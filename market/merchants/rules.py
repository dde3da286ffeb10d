"""Credit codes and what a seller must show. Pure."""

from dataclasses import dataclass

from stdnum.cn import uscc

from market.kernel.errors import Invalid

EXEMPTION = "自产自销农副产品，依法无需办理市场主体登记"


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


def licence_lines(
    *, seller_class: str, class_label: str, credit_code: str, food_permit: str
) -> tuple[LicenceLine, ...]:
    """Return what must be shown: the code of a registered seller, or why there is none.

    电子商务法 art. 10 frees who sells only own farm produce from registration; art. 15 has the
    licence, the permits, or the statement of exemption shown.
    """
    lines = [LicenceLine("经营者类型", class_label)]
    if credit_code:
        lines.append(LicenceLine("统一社会信用代码", credit_code))
    elif seller_class == "FARMER":
        lines.append(LicenceLine("登记情况", EXEMPTION))
    if food_permit:
        label = "食品生产许可证" if food_permit.startswith("SC") else "食品经营许可证"
        lines.append(LicenceLine(label, food_permit))
    return tuple(lines)
