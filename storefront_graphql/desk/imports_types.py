"""Files of goods at the desk: jobs, their rows, what is wrong with them."""

from typing import Any

import graphene

from market.imports import columns
from market.imports.models import ImportJob, JobState, Outcome
from market.kernel.errors import Invalid
from storefront_graphql import messages
from storefront_graphql.paging import page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types.parcels import labelled

ImportStateEnum = labelled(JobState, "How far a file of goods is.")
RowOutcomeEnum = labelled(Outcome, "What a row would change, or has changed.")


class ImportColumn(graphene.ObjectType):
    """A column of the file: its head, and how it is filled."""

    key = f.key()
    head = f.text()
    why = f.text()


class GoodsImport(graphene.ObjectType):
    """A file of goods. Nothing is changed before it is started, and all of it at the end."""

    id = f.key()
    name = f.text("The file's name.")
    kind = f.text("XLSX or CSV.")
    state = graphene.Field(ImportStateEnum, required=True)
    state_label = f.text("The state in Chinese.")
    refusal = graphene.String(description="Why the file as a whole was not imported.")
    promised = f.yes("The seller promises a certificate for each batch that it brings.")
    total = f.whole("Of the step that is under way; 0 while that is not known.")
    done = f.whole()
    new_rows = f.whole()
    changed_rows = f.whole()
    same_rows = f.whole()
    wrong_rows = f.whole()
    uploaded_at = f.moment()
    ended_at = graphene.DateTime()

    @staticmethod
    def resolve_id(job: ImportJob, _info: Any) -> str:
        return job.public_id

    @staticmethod
    def resolve_state_label(job: ImportJob, _info: Any) -> str:
        return str(JobState(job.state).label)

    @staticmethod
    def resolve_refusal(job: ImportJob, _info: Any) -> str | None:
        return messages.text(Invalid("file", job.refusal)) if job.refusal else None


GoodsImportPage = page_of(GoodsImport)


class RowProblem(graphene.ObjectType):
    """What is wrong in a cell."""

    column = f.key()
    head = f.text()
    message = f.text("A sentence for people, in Chinese.")
    read = f.text("What stands there.")

    @staticmethod
    def resolve_head(problem: Any, _info: Any) -> str:
        return columns.BY_KEY[problem.column].head

    @staticmethod
    def resolve_message(problem: Any, _info: Any) -> str:
        return messages.text(Invalid(problem.column, problem.rule))


class ImportRow(graphene.ObjectType):
    """A row of the file as it was read."""

    number = f.whole("In the file; the heads are row 1.")
    cells = f.several(graphene.String, "In the order of importColumns.")
    outcome = f.text("NEW, CHANGED, SAME, WRONG; empty before it is known.")
    problems = f.several(RowProblem)

    @staticmethod
    def resolve_cells(row: Any, _info: Any) -> list[str]:
        return list(row.cells.values())


ImportRowPage = page_of(ImportRow)
