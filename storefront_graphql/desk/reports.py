"""The desk's first page and the sales report."""

from typing import Any

import graphene

from market.kernel import days
from market.reports import queries, waiting
from market.reports.rules import By
from storefront_graphql.desk import reports_types as types
from storefront_graphql.paging import FIRST
from storefront_graphql.types import fields as f


class ReportsQuery(graphene.ObjectType):
    today = f.one(types.Today)
    flagged_goods = f.several(types.FlaggedGoods, "The latest first.", first=FIRST)
    ending_papers = f.several(types.EndingPaper, "What ends first at the top.")
    near_ceilings = f.several(types.NearCeiling, "The fullest first.")
    sales_report = f.one(
        types.SalesReport,
        "By day: every day, oldest first. Else the most money first.",
        first=graphene.Argument(graphene.Date, required=True),
        last=graphene.Argument(graphene.Date, required=True, description="At most a year on."),
        by=graphene.Argument(types.SalesByEnum, default_value=By.DAY),
        most=graphene.Int(
            default_value=100, description="Products or points; the others are one row."
        ),
    )

    @staticmethod
    def resolve_today(_root: Any, info: Any) -> Any:
        return queries.today(info.context.actor, days.day(info.context.now))

    @staticmethod
    def resolve_flagged_goods(_root: Any, info: Any, first: int) -> Any:
        return waiting.flagged(info.context.actor)[:first]

    @staticmethod
    def resolve_ending_papers(_root: Any, info: Any) -> Any:
        return waiting.ending_papers(info.context.actor, days.day(info.context.now))

    @staticmethod
    def resolve_near_ceilings(_root: Any, info: Any) -> Any:
        return waiting.near_ceilings(info.context.actor, days.day(info.context.now))

    @staticmethod
    def resolve_sales_report(_root: Any, info: Any, **given: Any) -> Any:
        return queries.sales(info.context.actor, **given)
