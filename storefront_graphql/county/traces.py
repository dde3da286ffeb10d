"""Trace codes that look copied, for the county to look into."""

from typing import Any

import graphene

from market.batches import tracing
from market.batches.rules import Sign
from market.kernel import days
from storefront_graphql.paging import FIRST
from storefront_graphql.types import fields as f

SignEnum = graphene.Enum(
    "TraceSign", [(sign.value, sign.value) for sign in Sign], description="Why it looks copied."
)


class NoticedTrace(graphene.ObjectType):
    """A code that was opened as only a copied one is, counted over the last 30 days."""

    code = f.key()
    batch_code = f.text()
    product_name = f.text()
    merchant_name = f.text()
    of_line = f.yes("The code of one parcel's goods, else of a whole batch.")
    units = f.whole("Sold under the code.")
    places = f.whole("Coarse places, each counted anew every day.")
    times = f.whole("Openings.")
    last_on = f.date()
    signs = f.several(SignEnum)

    @staticmethod
    def resolve_signs(noticed: Any, _info: Any) -> list[str]:
        return [sign.value for sign in noticed.signs]


class TraceQuery(graphene.ObjectType):
    noticed_traces = f.several(
        NoticedTrace, "Codes that look copied; opened last at the top.", first=FIRST
    )

    @staticmethod
    def resolve_noticed_traces(_root: Any, info: Any, first: int) -> Any:
        on = days.day(info.context.now)
        return tracing.noticed(actor=info.context.actor, on=on, first=first)
