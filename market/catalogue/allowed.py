"""Whether a seller may sell a product: class, papers, sums. Duties are in `market.merchants`."""

from datetime import date, datetime

from market.catalogue.models import Product
from market.kernel import days
from market.kernel.errors import Invalid
from market.merchants import duties
from market.merchants import queries as merchants
from market.merchants.duties import PaperFact

# What the seller reads of goods that were held back.
REASONS = {
    "paper": "没有有效的食品许可证件。新证通过了就自动上架。",
    "own_kind": "你这一类商家不能卖要许可证的食品。",
    "own_village": "农户只能卖自己村里出的东西。",
    "limit": "今年满了 10 万元，先办登记。登记好了在店铺页换类型，通过就自动上架。",
}


def refusal(product: Product, papers: list[PaperFact], on: date) -> str:
    """Return why its seller may not sell a product on a day (a key of REASONS), or nothing.

    `merchant` was selected. A small-sum person's sales count only in the year they are of.
    """
    seller = product.merchant
    against = duties.may_sell(
        seller.seller_class,
        category=product.category_id,
        origin_code=product.origin_id,
        place_code=seller.place_id,
        turnover_fen=seller.turnover_fen if seller.turnover_year == on.year else 0,
    )
    if against:
        return against
    last = duties.licensed_until(product.category_id, papers)
    return "" if last is not None and on <= last else "paper"


def require_allowed(product: Product, now: datetime) -> None:
    """Refuse to list what the seller may not sell.

    Raises Invalid: category (paper, own_kind), originCode (own_village), status (limit).
    """
    papers = merchants.papers_of([product.merchant_id]).get(product.merchant_id, [])
    against = refusal(product, papers, days.day(now))
    if against:
        field = {"own_village": "originCode", "limit": "status"}.get(against, "category")
        raise Invalid(field, against)
