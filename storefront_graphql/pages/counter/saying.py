"""Sentences that a clerk says aloud."""

from collections.abc import Mapping, Sequence
from typing import Any

from storefront_graphql.pages import words


def money(fen: int) -> str:
    """Return an amount as it is said: 10480 is 104 元 8 角."""
    yuan, rest = divmod(fen, 100)
    jiao, last = divmod(rest, 10)
    parts = [(yuan, "元"), (jiao, "角"), (last, "分")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 元"


def read_back(
    *,
    name: str,
    lines: Sequence[Mapping[str, Any]],
    quote: Mapping[str, Any],
    tendered_fen: int,
    promised_on: str,
) -> list[str]:
    """Return what is read to the villager before the cash is taken, a sentence each."""
    goods = "、".join(
        f"{line['offer']['productName']} {line['offer']['variantName']} {line['quantity']} 份"
        for line in lines
    )
    freight = f"，里面有运费 {money(quote['freightFen'])}" if quote["freightFen"] else "，不收运费"
    change = tendered_fen - quote["totalFen"]
    back = f"找你 {money(change)}" if change else "刚好，不用找"
    return [
        f"{name}，你买{goods}。",
        f"一共 {money(quote['totalFen'])}{freight}。",
        f"收你 {money(tendered_fen)}，{back}。",
        f"{words.day(promised_on)}到这里来取，取件不收费。",
    ]
