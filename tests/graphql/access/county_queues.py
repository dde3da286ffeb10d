"""Rows of the county door: the queues. The facts are the shop's trust room's."""

from tests.graphql.access.rows import FIRST, OK, operator, read, write

DOOR = "county"

ROWS = [
    read("queues", "|", "{ kind waiting }", operator(OK)),
    read("cases", FIRST, "{ nodes { id title post { text } } }", operator(OK)),
    write(
        "decideReview",
        "DecideReviewInput",
        "post { hiddenReason }",
        operator(OK),
        lambda f: {"subject": f["reported"], "approve": True, "reason": "广告"},
    ),
    write(
        "showPostAgain",
        "ShowPostAgainInput",
        "post { hiddenReason }",
        operator(OK),
        lambda f: {"postId": f["reported"]},
    ),
    write(
        "reportPost",
        "ReportPostInput",
        "post { id }",
        operator(OK),
        lambda f: {"postId": f["kept"], "reason": "广告"},
    ),
]
