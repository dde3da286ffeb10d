"""Trace codes for anybody: no session, no sign-in, no personal data."""

from typing import Any

import graphene

from market.batches import tracing
from market.kernel import days
from market.orders import tracing as stories
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.shop.trace_types import Trace
from storefront_graphql.types import fields as f

TracePayload = payload("TracePayload", "What the code tells.", trace=f.maybe(Trace))


class OpenTraceInput(graphene.InputObjectType):
    """What stands in the address: the own code, or GTIN and lot; and the serial of a parcel's."""

    code = graphene.String()
    gtin = graphene.String(description="AI 01.")
    lot = graphene.String(description="AI 10.")
    serial = graphene.String(description="AI 21.")


class TraceQuery(graphene.ObjectType):
    trace = f.maybe(
        Trace,
        "What a code tells; asking is not counted as an opening.",
        code=graphene.ID(required=True),
    )

    @staticmethod
    @or_none
    def resolve_trace(_root: Any, info: Any, code: str) -> Any:
        return stories.story(code=tracing.find(code=code), on=days.day(info.context.now))


class TraceMutations(graphene.ObjectType):
    open_trace = f.one(
        TracePayload,
        description="Somebody scanned a code: it is counted, by day and coarse place, and told.",
        input=f.given(OpenTraceInput),
    )

    @staticmethod
    @domain_mutation
    def resolve_open_trace(_root: Any, info: Any, input: Any) -> Any:
        now = info.context.now
        on = days.day(now)
        found = tracing.find(**{name: value or "" for name, value in input.items()})
        tracing.open_code(code=found, network=info.context.address, now=now, on=on)
        return {"trace": stories.story(code=found, on=on)}
