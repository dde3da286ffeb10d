"""Rows of the shop door: the public register."""

from tests.graphql.access.rows import FIRST, OK, everybody, read

DOOR = "shop"

ROWS = [read("registerPage", FIRST, "{ nodes { id } }", everybody(OK))]
