"""The county keeps the register: what is in it, what is asked for, and who agrees."""

from typing import Any

import graphene

from market.accounts.actors import require_county
from market.gi import areas, columns, entries, history, importing, proposals
from market.gi import queries as gi
from market.gi.proposals import NewUser, Paper
from market.gi.steps import COLUMNS, Words
from storefront_graphql.county import register_types as types
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.scalars import Grams, Upload
from storefront_graphql.types import fields as f

# Only the words of a right: who it is, its papers and the rest are told apart here.
_TUPLES = ("area_codes", "varieties")


class RegisterQuery(graphene.ObjectType):
    """The register with its people and proposals."""

    rights = f.one(
        types.RightPage,
        "This county's first.",
        first=FIRST,
        after=AFTER,
        text=graphene.Argument(graphene.String, description="Part of a name, holder or place."),
        scheme=f.id_arg(),
    )
    right_record = f.maybe(types.RightRecord, id=graphene.ID(required=True))
    right_proposals = f.several(types.RightProposal, "Those that wait, the next due first.")
    right_proposal = f.maybe(types.RightProposal, case_id=graphene.ID(required=True))
    right_schemes = f.several(types.SchemeChoice)
    register_template = f.text("An empty CSV file with the headings.")

    @staticmethod
    def resolve_rights(_root: Any, info: Any, **given: Any) -> Any:
        require_county(info.context.actor)
        return entries.page(**given)

    @staticmethod
    def resolve_right_record(_root: Any, info: Any, id: str) -> Any:
        require_county(info.context.actor)
        return gi.entry(id)

    @staticmethod
    def resolve_right_proposals(_root: Any, info: Any) -> Any:
        return history.waiting(actor=info.context.actor)

    @staticmethod
    def resolve_right_proposal(_root: Any, info: Any, case_id: str) -> Any:
        return history.asked(actor=info.context.actor, case_id=case_id)

    @staticmethod
    def resolve_right_schemes(_root: Any, _info: Any) -> Any:
        return types.schemes()

    @staticmethod
    def resolve_register_template(_root: Any, _info: Any) -> str:
        return columns.template()


class _Papered(graphene.InputObjectType):
    """What every proposal says: why, and on what paper."""

    why = f.text()
    source = graphene.String(description="In words; needed where there is no document.")
    document = graphene.Field(Upload, description="PDF or picture, at most 10 MB.")


class _Worded(_Papered):
    """The words of an entry."""

    authority = graphene.String()
    number = graphene.String()
    announced = graphene.String(description="2019, 2019-06 or 2019-06-24.")
    holder = graphene.String()
    area = f.text()
    area_codes = f.several(graphene.String, "4, 6, 9 or 12 digits each.")
    outline = graphene.String(description="GeoJSON: a Polygon or MultiPolygon.")
    varieties = graphene.List(graphene.NonNull(graphene.String))
    standard = graphene.String()
    ceiling_grams = graphene.Field(Grams)
    season_starts = graphene.String(description="MM-DD.")
    category = f.text()
    confidence = f.key("HIGH, MEDIUM or LOW.")
    valid_from = graphene.Date()
    valid_to = graphene.Date()
    monitoring = graphene.ID(description="UNKNOWN, CONFIRMED or LAPSED; of honours only.")
    monitored_on = graphene.Date()
    note = graphene.String()
    # "source" above is the paper's: an entry rests on the same.
    entry_source = f.text("The key of the entry's own source.")


class ProposeRightInput(_Worded):
    name = f.text()
    scheme = f.key()
    status = f.key("One of the kind's.")


class ProposeWordsInput(_Worded):
    right_id = f.key()


class ProposeStatusInput(_Papered):
    right_id = f.key()
    status = f.key()
    from_on = f.date("The first day; may be past or to come.")


class ProposeUserInput(_Papered):
    right_id = f.key()
    credit_code = f.text()
    user_name = f.text()
    from_on = f.date()
    to_on = graphene.Date()
    ceiling_grams = graphene.Field(Grams)


class ProposeStrikeOffInput(_Papered):
    right_id = f.key()
    credit_code = f.text()


class CheckRegisterFileInput(graphene.InputObjectType):
    file = graphene.Field(Upload, description="CSV, UTF-8 or GB18030; or `text`.")
    text = graphene.String(description="What a check before gave back.")


class ProposeRegisterFileInput(_Papered):
    file = graphene.Field(Upload)
    text = graphene.String()


class DecideRightInput(graphene.InputObjectType):
    case_id = f.key()
    approve = graphene.Boolean(required=True)
    reason = graphene.String(description="Needed for a no.")


class WithdrawRightInput(graphene.InputObjectType):
    case_id = f.key()


ProposalPayload = payload(
    "ProposalPayload",
    "What was asked for, or what became of it.",
    proposal=f.maybe(types.RightProposal),
)
CheckPayload = payload(
    "RegisterCheckPayload",
    "What a file would do; nothing was written.",
    check=f.maybe(types.RegisterCheck),
)


class RegisterMutations(graphene.ObjectType):
    """Two people change the register: one proposes, another one decides."""

    propose_right = f.one(ProposalPayload, input=f.given(ProposeRightInput))
    propose_words = f.one(ProposalPayload, input=f.given(ProposeWordsInput))
    propose_status = f.one(ProposalPayload, input=f.given(ProposeStatusInput))
    propose_user = f.one(ProposalPayload, input=f.given(ProposeUserInput))
    propose_strike_off = f.one(ProposalPayload, input=f.given(ProposeStrikeOffInput))
    check_register_file = f.one(CheckPayload, input=f.given(CheckRegisterFileInput))
    propose_register_file = f.one(ProposalPayload, input=f.given(ProposeRegisterFileInput))
    decide_right = f.one(ProposalPayload, input=f.given(DecideRightInput))
    withdraw_right = f.one(ProposalPayload, input=f.given(WithdrawRightInput))

    @staticmethod
    @domain_mutation
    def resolve_propose_right(_root: Any, info: Any, input: Any) -> Any:
        who = {name: input.pop(name) for name in ("name", "scheme", "status")}
        paper, words = _paper(input), _words(input)
        return _told(info, proposals.propose_right(**who, words=words, paper=paper, **_by(info)))

    @staticmethod
    @domain_mutation
    def resolve_propose_words(_root: Any, info: Any, input: Any) -> Any:
        paper, right_id, words = _paper(input), input.pop("right_id"), _words(input)
        done = proposals.propose_words(right_id=right_id, words=words, paper=paper, **_by(info))
        return _told(info, done)

    @staticmethod
    @domain_mutation
    def resolve_propose_status(_root: Any, info: Any, input: Any) -> Any:
        paper = _paper(input)
        return _told(info, proposals.propose_status(paper=paper, **input, **_by(info)))

    @staticmethod
    @domain_mutation
    def resolve_propose_user(_root: Any, info: Any, input: Any) -> Any:
        paper, right_id = _paper(input), input.pop("right_id")
        user = NewUser(name=input.pop("user_name"), **input)
        done = proposals.propose_user(right_id=right_id, user=user, paper=paper, **_by(info))
        return _told(info, done)

    @staticmethod
    @domain_mutation
    def resolve_propose_strike_off(_root: Any, info: Any, input: Any) -> Any:
        paper = _paper(input)
        return _told(info, proposals.propose_strike_off(paper=paper, **input, **_by(info)))

    @staticmethod
    @domain_mutation
    def resolve_check_register_file(_root: Any, info: Any, input: Any) -> Any:
        return {"check": importing.check(data=_data(input), **_by(info))}

    @staticmethod
    @domain_mutation
    def resolve_propose_register_file(_root: Any, info: Any, input: Any) -> Any:
        paper, data = _paper(input), _data(input)
        return _told(info, importing.propose_file(data=data, paper=paper, **_by(info)))

    @staticmethod
    @domain_mutation
    def resolve_decide_right(_root: Any, info: Any, input: Any) -> Any:
        said = {"reason": "", **{name: value for name, value in input.items() if value is not None}}
        return _told(info, proposals.decide(**said, **_by(info)))

    @staticmethod
    @domain_mutation
    def resolve_withdraw_right(_root: Any, info: Any, input: Any) -> Any:
        return _told(info, proposals.withdraw(**input, **_by(info)))


def _by(info: Any) -> dict[str, Any]:
    return {"actor": info.context.actor, "now": info.context.now}


def _told(info: Any, case: Any) -> dict[str, Any]:
    return {"proposal": history.asked(actor=info.context.actor, case_id=case.public_id)}


def _paper(given: Any) -> Paper:
    """Take what the proposal rests on out of an input."""
    why, source, file = (given.pop(name, None) for name in ("why", "source", "document"))
    if file is None:
        return Paper(why, source or "")
    return Paper(why, source or "", file.read(), file.name)


def _words(given: Any) -> Words:
    """Return the words of an input; what is not said is empty."""
    said = {
        **given,
        "source": given["entry_source"],
        "outline": areas.read(given.get("outline") or ""),
    }
    values = {name: said[name] for name in COLUMNS if said.get(name) is not None}
    return Words(**values | {name: tuple(values.get(name, ())) for name in _TUPLES})


def _data(given: Any) -> bytes:
    """Return a file's bytes, or those of the text that a check gave back."""
    file, text = given.get("file"), given.get("text")
    data: bytes = file.read() if file is not None else (text or "").encode()
    return data
