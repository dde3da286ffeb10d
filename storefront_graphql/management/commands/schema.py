"""Write the schemas' snapshots, or check that nothing changed unseen (`--check`)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from graphql import BreakingChange, GraphQLSchema, build_schema, find_breaking_changes, print_schema

from storefront_graphql import messages
from storefront_graphql.errors import CODES
from storefront_graphql.execution import SCHEMAS, registered

SNAPSHOTS = Path(__file__).parents[2] / "schemas"


def snapshot(schema: GraphQLSchema) -> str:
    """Return the schema as it is kept in the repository."""
    return print_schema(schema) + "\n"


def problems() -> list[str]:
    """Return what stands in the way of a release: sentences for developers, none if all is well."""
    found = [f"no Chinese text for {code}" for code in CODES if code not in messages.TEXTS]
    for door, schema in SCHEMAS.items():
        try:
            registered(door)
        except ValueError as error:
            found.append(str(error))
        path = SNAPSHOTS / f"{door}.graphql"
        if not path.exists() or path.read_text(encoding="utf-8") != snapshot(schema):
            found.append(f"schemas/{door}.graphql is not what the code says; run: make schema")
    return found


def unnamed_breaks(door: str, changes_text: str) -> list[BreakingChange]:
    """Return how the schema breaks its snapshot, without the breaks that CHANGELOG names."""
    path = SNAPSHOTS / f"{door}.graphql"
    if not path.exists():
        return []
    # Both from text: a scalar of graphene's and one that was read are of different classes.
    then, now = (build_schema(text) for text in (path.read_text("utf-8"), snapshot(SCHEMAS[door])))
    breaks = find_breaking_changes(then, now)
    return [change for change in breaks if change.description not in changes_text]


class Command(BaseCommand):
    help = "Write storefront_graphql/schemas/*.graphql; --check only compares"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, fail on a problem"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        changes_text = (settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
        breaks = [
            f"{door} breaks its clients and CHANGELOG does not say so: {change.description}"
            for door in SCHEMAS
            for change in unnamed_breaks(door, changes_text)
        ]
        if options["check"]:
            found = breaks + problems()
            if found:
                raise CommandError("\n".join(found))
            self.stdout.write("schemas, operations and texts agree")
            return
        for warning in breaks:
            self.stderr.write(warning)
        SNAPSHOTS.mkdir(exist_ok=True)
        for door, schema in SCHEMAS.items():
            (SNAPSHOTS / f"{door}.graphql").write_text(
                print_schema(schema) + "\n", encoding="utf-8"
            )
        self.stdout.write(f"wrote {len(SCHEMAS)} schemas")
