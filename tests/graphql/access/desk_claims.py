"""Rows of the desk door: why goods have a badge or none."""

from tests.graphql.access.rows import EMPTY, OK, merchant, read

DOOR = "desk"

ROWS = [
    read(
        "productClaim",
        "($p: ID!) | (productId: $p)",
        "{ productName }",
        merchant(OK, EMPTY),
        lambda f: {"p": f["product"]},
    ),
]
