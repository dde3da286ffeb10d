"""The register as the county keeps it: with the people, the proposals and the files."""

import json
from typing import Any

import graphene

from market.gi import columns, history
from market.gi.models import RightStatus, Scheme
from market.gi.steps import NAMES, STATUSES, from_json
from market.kernel import days
from market.kernel.errors import Invalid
from storefront_graphql import messages
from storefront_graphql.paging import page_of
from storefront_graphql.scalars import Grams
from storefront_graphql.types import fields as f
from storefront_graphql.types import register_words as words
from storefront_graphql.types.documents import Document
from storefront_graphql.types.register import SCHEMES, Difference, EntryChange, RegisterEntry

# A page shows so much of a long file; the counts are of all of it.
SHOWN = 100


class RegisterChoice(graphene.ObjectType):
    """A value that a field of the register may have."""

    value = f.key()
    label = f.text("In Chinese.")


class SchemeChoice(RegisterChoice):
    """A kind of right, with what a right of the kind can be."""

    statuses = f.several(RegisterChoice)


class RegisteredUser(graphene.ObjectType):
    """A user of a right, also one that was struck off or is yet to begin."""

    credit_code = f.key()
    name = f.text()
    from_on = f.date()
    to_on = graphene.Date(description="Null: without an end.")
    ceiling_grams = graphene.Field(Grams, description="Of a season; null: the right's counts.")
    status = f.text("ACTIVE or STRUCK_OFF.")
    status_label = f.text("In Chinese, of today.")

    @staticmethod
    def resolve_status_label(user: Any, info: Any) -> str:
        today = days.day(info.context.now)
        if user.status != "ACTIVE":
            return words.STATUSES[user.status]
        if user.from_on > today:
            return "还没开始"
        return "到期了" if user.to_on and user.to_on < today else "有效"


class KeptChange(EntryChange):
    """A change with who asked for it and who agreed; empty where a list was loaded."""

    by_name = f.text()
    agreed_by_name = f.text()

    @staticmethod
    def resolve_document(change: Any, _info: Any) -> Any:
        return change.document

    @staticmethod
    def resolve_by_name(change: Any, info: Any) -> str:
        return _name(info, change.by)

    @staticmethod
    def resolve_agreed_by_name(change: Any, info: Any) -> str:
        return _name(info, change.agreed_by)


class ProposalLink(graphene.ObjectType):
    """A proposal about a right that waits."""

    title = f.text()
    why = f.text()


class RightWords(graphene.ObjectType):
    """An entry's words as they are stored, to be changed and sent back."""

    authority = f.text()
    number = f.text()
    announced = f.text()
    holder = f.text()
    area = f.text()
    area_codes = f.several(graphene.String)
    outline = f.text("GeoJSON, or empty.")
    confidence = f.text()
    note = f.text()

    @staticmethod
    def resolve_outline(right: Any, _info: Any) -> str:
        return json.dumps(right.outline) if right.outline else ""


class RightRecord(RegisterEntry):
    """An entry as the county keeps it."""

    words = f.one(RightWords)
    all_users = f.several(RegisteredUser, "By name; struck off ones too.")
    kept_changes = f.several(KeptChange, "The newest first, a hundred at most.")
    waiting = f.several(ProposalLink, "What was asked for about it alone and not decided.")
    status_choices = f.several(RegisterChoice)

    @staticmethod
    def resolve_words(right: Any, _info: Any) -> Any:
        return right

    @staticmethod
    def resolve_all_users(right: Any, _info: Any) -> Any:
        return sorted(right.authorised_users.all(), key=lambda user: (user.name, user.credit_code))

    @staticmethod
    def resolve_kept_changes(right: Any, info: Any) -> Any:
        found = history.changes(right)
        refs = {ref for change in found for ref in (change.by, change.agreed_by)}
        info.context.peers.share("operator", refs)
        return found

    @staticmethod
    def resolve_waiting(right: Any, _info: Any) -> Any:
        return history.waiting_about(right)

    @staticmethod
    def resolve_status_choices(right: Any, _info: Any) -> Any:
        return statuses_of(right.scheme)


RightPage = page_of(RightRecord, name="RightPage")


class ProposedStep(graphene.ObjectType):
    """One thing that a proposal wants to do."""

    name = f.text("Of the right.")
    scheme_label = f.text()
    what_label = f.text()
    about = f.text("The credit code of a user, or nothing.")
    is_new = f.yes()
    differences = f.several(Difference)


class RightProposal(graphene.ObjectType):
    """A change that one operator wants and another has to agree to."""

    case_id = f.key()
    title = f.text()
    why = f.text()
    source = f.text()
    document = f.maybe(Document)
    by_name = f.text()
    proposed_at = f.moment()
    due_at = f.moment()
    late = f.yes("It waits and should have been decided.")
    state = f.text("SECOND, APPROVED, REFUSED or WITHDRAWN.")
    waits = f.yes()
    mine = f.yes("Whoever asks proposed it, so another one has to agree.")
    decided_by_name = f.text()
    decided_at = graphene.DateTime()
    reason = f.text("Of the decision.")
    right_id = graphene.ID(description="Null for a new right, and for a file of many.")
    step_count = f.whole()
    steps = f.several(ProposedStep, f"The first {SHOWN}.")

    @staticmethod
    def resolve_case_id(asked: Any, _info: Any) -> str:
        return asked.case.public_id

    @staticmethod
    def resolve_title(asked: Any, _info: Any) -> str:
        return asked.proposal.title

    @staticmethod
    def resolve_why(asked: Any, _info: Any) -> str:
        return asked.proposal.why

    @staticmethod
    def resolve_source(asked: Any, _info: Any) -> str:
        return asked.proposal.source

    @staticmethod
    def resolve_proposed_at(asked: Any, _info: Any) -> Any:
        return asked.proposal.proposed_at

    @staticmethod
    def resolve_document(asked: Any, _info: Any) -> Any:
        return asked.proposal.document

    @staticmethod
    def resolve_due_at(asked: Any, _info: Any) -> Any:
        return asked.case.due_at

    @staticmethod
    def resolve_late(asked: Any, info: Any) -> bool:
        return asked.proposal.closed_at is None and asked.case.due_at < info.context.now

    @staticmethod
    def resolve_state(asked: Any, _info: Any) -> str:
        return asked.case.state

    @staticmethod
    def resolve_waits(asked: Any, _info: Any) -> bool:
        return asked.proposal.closed_at is None

    @staticmethod
    def resolve_mine(asked: Any, info: Any) -> bool:
        return asked.proposal.proposed_by == info.context.actor.ref

    @staticmethod
    def resolve_decided_at(asked: Any, _info: Any) -> Any:
        return asked.case.decided_at

    @staticmethod
    def resolve_reason(asked: Any, _info: Any) -> str:
        return asked.case.reason

    @staticmethod
    def resolve_right_id(asked: Any, _info: Any) -> str | None:
        right = asked.proposal.right
        return right.public_id if right else None

    @staticmethod
    def resolve_step_count(asked: Any, _info: Any) -> int:
        return len(asked.proposal.steps)

    @staticmethod
    def resolve_steps(asked: Any, _info: Any) -> Any:
        return [_step(stored) for stored in asked.proposal.steps[:SHOWN]]


class CheckedRow(graphene.ObjectType):
    """A good row of a file."""

    row = f.whole("In the file; the headings are row 1.")
    name = f.text()
    scheme_label = f.text()
    user_name = f.text("Of the user it is about, or nothing.")
    what = f.text("NEW, CHANGED or SAME.")

    @staticmethod
    def resolve_scheme_label(row: Any, _info: Any) -> str:
        return SCHEMES[row.scheme][0]


class RowProblem(graphene.ObjectType):
    """What is wrong with a row."""

    row = f.whole()
    column = f.text("The heading.")
    text = f.text("A sentence for people.")

    @staticmethod
    def resolve_text(problem: Any, _info: Any) -> str:
        return messages.text(Invalid(problem.name, problem.rule))


class RegisterCheck(graphene.ObjectType):
    """What a file would do; nothing was written."""

    text = f.text("The file as it was read: send it on as `text`.")
    new = f.whole()
    changed = f.whole()
    same = f.whole()
    problem_count = f.whole()
    rows = f.several(CheckedRow, f"The first {SHOWN} that change something.")
    problems = f.several(RowProblem, f"The first {SHOWN}.")
    problems_file = f.text("The file as CSV with a column that says by row what is wrong.")

    @staticmethod
    def resolve_rows(check: Any, _info: Any) -> Any:
        return [row for row in check.rows if row.what != "SAME"][:SHOWN]

    @staticmethod
    def resolve_problem_count(check: Any, _info: Any) -> int:
        return len(check.problems)

    @staticmethod
    def resolve_problems(check: Any, _info: Any) -> Any:
        return check.problems[:SHOWN]

    @staticmethod
    def resolve_problems_file(check: Any, _info: Any) -> str:
        told: dict[int, list[str]] = {}
        for one in check.problems:
            sentence = messages.text(Invalid(one.name, one.rule))
            told.setdefault(one.row, []).append(f"{one.column}：{sentence}")
        return columns.with_problems(check.text, told)

    @staticmethod
    def resolve_new(check: Any, _info: Any) -> int:
        return sum(row.what == "NEW" for row in check.rows)

    @staticmethod
    def resolve_changed(check: Any, _info: Any) -> int:
        return sum(row.what == "CHANGED" for row in check.rows)

    @staticmethod
    def resolve_same(check: Any, _info: Any) -> int:
        return sum(row.what == "SAME" for row in check.rows)


def statuses_of(scheme: str) -> list[dict[str, str]]:
    """Return what a right of a kind can be, in the register's order."""
    possible = STATUSES[scheme]
    return [
        {"value": each.value, "label": words.STATUSES[each]}
        for each in RightStatus
        if each in possible
    ]


def schemes() -> list[dict[str, Any]]:
    """Return the kinds of rights, each with its statuses."""
    return [
        {"value": each.value, "label": SCHEMES[each][0], "statuses": statuses_of(each)}
        for each in Scheme
    ]


def _step(stored: Any) -> dict[str, Any]:
    step = from_json(stored["step"])
    return {
        "name": step.name,
        "scheme_label": SCHEMES[step.scheme][0],
        "what_label": words.KINDS[NAMES[type(step)]],
        "about": getattr(step, "credit_code", ""),
        "is_new": stored["before"] is None,
        "differences": words.differences(stored["before"], stored["after"]),
    }


def _name(info: Any, ref: str) -> str:
    return info.context.peers.get("operator", ref, history.people) or ""
