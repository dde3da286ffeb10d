"""Rows of the county door: trace codes that look copied."""

from tests.graphql.access.rows import EMPTY, FIRST, operator, read

DOOR = "county"

ROWS = [read("noticedTraces", FIRST, "{ code merchantName }", operator(EMPTY))]
