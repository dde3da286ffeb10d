"""Pages by key: stable while rows are added, as quick at the end as at the start."""

from typing import Any

import graphene

# How many to return, 1 to 100: checked with the other limits, before anything is executed.
FIRST = graphene.Argument(graphene.Int, required=True, description="How many, 1 to 100.")
AFTER = graphene.Argument(graphene.String, description="The endCursor of the page before.")


class Page(graphene.Interface):
    """One page of a list."""

    end_cursor = graphene.String(description="Send as `after` for the next page.")
    has_next = graphene.Boolean(required=True)


def page_of(node: Any, *, name: str = "", rows: str = "nodes", **fields: Any) -> Any:
    """Return the page type of a node type.

    Its source has `end_cursor`, `has_next`, `total`, and the nodes under the name `rows`.
    """
    meta = type("Meta", (), {"interfaces": (Page,)})
    own: dict[str, Any] = {
        "__doc__": f"A page of {node._meta.name}.",
        "Meta": meta,
        "nodes": graphene.List(graphene.NonNull(node), required=True),
        "total": graphene.Int(required=True, description="On all pages together."),
        "resolve_nodes": staticmethod(lambda page, _info: getattr(page, rows)),
        **fields,
    }
    return type(name or f"{node._meta.name}Page", (graphene.ObjectType,), own)
