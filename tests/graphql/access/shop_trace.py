"""Rows of the shop door: trace codes are for everybody, and tell nobody's name."""

from typing import Any

from market.batches import tracing
from market.batches.models import TraceCode
from tests.graphql.access.rows import OK, everybody, read, write

DOOR = "shop"


def facts(world: Any) -> dict[str, Any]:
    """The code of a box that Li bought, and of its whole batch."""
    line = TraceCode.objects.exclude(line="").order_by("pk")[0]
    whole = tracing.code_of_batch(batch_pk=line.batch_id, now=world.now)
    return {"trace_line": line.code, "trace_batch": whole}


SAID = "{ productName merchantName villageName badge { text } way { kind on } }"

ROWS = [
    read(
        "trace",
        "($c: ID!) | (code: $c)",
        SAID,
        everybody(OK),
        lambda f: {"c": f["trace_line"]},
    ),
    write(
        "openTrace",
        "OpenTraceInput",
        f"trace {SAID}",
        everybody(OK),
        lambda f: {"code": f["trace_batch"], "serial": f["trace_line"]},
    ),
]
