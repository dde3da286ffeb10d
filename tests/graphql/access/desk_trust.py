"""Rows of the desk door: what buyers say. The facts are the shop room's."""

from tests.graphql.access.rows import EMPTY, FIRST, NOT_FOUND, OK, merchant, read, write

DOOR = "desk"

ROWS = [
    read("reviews", FIRST, "{ nodes { id author } }", merchant(OK, EMPTY)),
    read("questions", FIRST, "{ nodes { id text } }", merchant(OK, EMPTY)),
    read("unanswered", "|", "", merchant(OK, EMPTY, OK)),
    read("integrity", "|", "{ on lines { done of } }", merchant(OK, OK, OK)),
    write(
        "replyToPost",
        "ReplyToPostInput",
        "post { reply }",
        merchant(OK, NOT_FOUND),
        lambda f: {"postId": f["review"], "text": "谢谢"},
    ),
    write(
        "reportPost",
        "ReportPostInput",
        "post { id }",
        merchant(OK, NOT_FOUND),
        lambda f: {"postId": f["review"], "reason": "广告"},
    ),
]
