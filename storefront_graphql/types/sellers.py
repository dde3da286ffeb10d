"""A seller's file, as its owner and the county read it."""

from typing import Any

import graphene

from market.accounts.rules import mask
from market.kernel import phones
from market.merchants import duties
from market.merchants.models import (
    ChangeState,
    MerchantStatus,
    PaperKind,
    PaperState,
    SellerClass,
    StaffRole,
)
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Fact, Picture
from storefront_graphql.types.parcels import labelled

SellerClassEnum = labelled(SellerClass, "What a seller is before the law.")
MerchantStatusEnum = labelled(MerchantStatus, "Where a seller stands.")
PaperKindEnum = labelled(PaperKind, "What a document proves.")
PaperStateEnum = labelled(PaperState, "Whether a paper counts.")
ChangeStateEnum = labelled(ChangeState, "Where a wish to be another class of seller stands.")
StaffRoleEnum = labelled(StaffRole, "What somebody of a shop may do.")


class ShopChoice(graphene.ObjectType):
    """One of several, with what it means."""

    value = f.key()
    label = f.text()
    note = f.text()


class PaperStep(graphene.ObjectType):
    """One turn in the life of a paper."""

    state_label = f.text()
    reason = f.text()
    at = f.moment()

    @staticmethod
    def resolve_state_label(step: Any, _info: Any) -> str:
        return str(PaperState(step.state).label)


class SellerPaper(graphene.ObjectType):
    """A licence, permit or proof."""

    id = f.key()
    kind = graphene.Field(PaperKindEnum, required=True)
    label = f.text()
    number = f.text()
    scope = f.several(graphene.String, "Categories it names; none: all.")
    scope_text = f.text("The same in Chinese; empty for all.")
    document = graphene.ID(description="At /documents/<id>.")
    valid_to = graphene.Date(description="Its last good day; null: without an end.")
    state = graphene.Field(PaperStateEnum, required=True)
    state_label = f.text()
    reason = f.text()
    steps = f.several(PaperStep, "Brought, looked at, revoked: the oldest first.")

    @staticmethod
    def resolve_scope_text(paper: Any, _info: Any) -> str:
        return "、".join(duties.SCOPES.get(code, code) for code in paper.scope)

    @staticmethod
    def resolve_steps(paper: Any, _info: Any) -> Any:
        return paper.steps.all()

    @staticmethod
    def resolve_id(paper: Any, _info: Any) -> str:
        return paper.public_id

    @staticmethod
    def resolve_label(paper: Any, _info: Any) -> str:
        return duties.PAPERS[paper.kind].label

    @staticmethod
    def resolve_document(paper: Any, _info: Any) -> str | None:
        return paper.document or None

    @staticmethod
    def resolve_state_label(paper: Any, _info: Any) -> str:
        return str(PaperState(paper.state).label)


class ClassChange(graphene.ObjectType):
    """A wish to be another class of seller, and what the county said."""

    id = f.key()
    was_label = f.text()
    to = graphene.Field(SellerClassEnum, required=True)
    to_label = f.text()
    credit_code = f.text()
    paper_id = graphene.ID(description="Of the paper that goes with it; null after a withdrawal.")
    state = graphene.Field(ChangeStateEnum, required=True)
    state_label = f.text()
    asked_at = f.moment()
    decided_at = graphene.DateTime()
    reason = f.text()

    @staticmethod
    def resolve_id(change: Any, _info: Any) -> str:
        return change.public_id

    @staticmethod
    def resolve_was_label(change: Any, _info: Any) -> str:
        return str(SellerClass(change.was).label)

    @staticmethod
    def resolve_to_label(change: Any, _info: Any) -> str:
        return str(SellerClass(change.to).label)

    @staticmethod
    def resolve_paper_id(change: Any, _info: Any) -> str | None:
        return change.paper.public_id if change.paper else None

    @staticmethod
    def resolve_state_label(change: Any, _info: Any) -> str:
        return str(ChangeState(change.state).label)


class SellerStep(graphene.ObjectType):
    """One move of a seller's state."""

    was = f.text("In Chinese; empty at the start.")
    now = f.text()
    reason = f.text()
    at = f.moment()

    @staticmethod
    def resolve_was(step: Any, _info: Any) -> str:
        return str(MerchantStatus(step.was).label) if step.was else ""

    @staticmethod
    def resolve_now(step: Any, _info: Any) -> str:
        return str(MerchantStatus(step.now).label)


class Worker(graphene.ObjectType):
    """Somebody who works for a shop."""

    id = f.key()
    name = f.text()
    username = f.text()
    role = graphene.Field(StaffRoleEnum, required=True)
    role_label = f.text()

    @staticmethod
    def resolve_id(staff: Any, _info: Any) -> str:
        return staff.user.public_id

    @staticmethod
    def resolve_name(staff: Any, _info: Any) -> str:
        return staff.user.name

    @staticmethod
    def resolve_username(staff: Any, _info: Any) -> str:
        return staff.user.username

    @staticmethod
    def resolve_role_label(staff: Any, _info: Any) -> str:
        return str(StaffRole(staff.role).label)


class Invited(graphene.ObjectType):
    """An invitation that could still be taken up."""

    id = f.key()
    phone = f.text("Masked.")
    role_label = f.text()
    expires_at = f.moment()

    @staticmethod
    def resolve_id(invitation: Any, _info: Any) -> str:
        return invitation.public_id

    @staticmethod
    def resolve_phone(invitation: Any, _info: Any) -> str:
        return mask(invitation.phone)

    @staticmethod
    def resolve_role_label(invitation: Any, _info: Any) -> str:
        return str(StaffRole(invitation.role).label)


class ShopPicture(graphene.ObjectType):
    """A picture of a shop's page."""

    id = f.key()
    picture = f.one(Picture)

    @staticmethod
    def resolve_id(row: Any, _info: Any) -> str:
        return row.picture.public_id

    @staticmethod
    def resolve_picture(row: Any, _info: Any) -> Any:
        pic = row.picture
        return {"key": pic.key, "width": pic.width, "height": pic.height, "alt": row.alt}


class Zone(graphene.ObjectType):
    """Other prices of delivery for some destinations."""

    prefix = f.key("A division code.")
    name = f.text()
    first_kg_fen = f.fen()
    next_kg_fen = f.fen()
    free_from_fen = f.Fen()


class Terms(graphene.ObjectType):
    """What a shop charges for delivery."""

    first_kg_fen = f.fen()
    next_kg_fen = f.fen()
    free_from_fen = f.Fen()
    cold_fen = f.fen("Added for a parcel with perishable goods.")


def class_choice(seller_class: str) -> dict[str, str]:
    """Return a class as an option of a form, with what it asks for."""
    label = str(SellerClass(seller_class).label)
    return {"value": seller_class, "label": label, "note": duties.of(seller_class).note}


def _of_file(name: str, default: Any, file: Any, _info: Any, **_: Any) -> Any:
    """A file holds its merchant's row and more."""
    return getattr(file, name) if name in file.__slots__ else getattr(file.merchant, name, default)


class SellerFile(graphene.ObjectType):
    """Everything that is kept of a seller. The resident id stands there as four digits."""

    id = f.key()
    slug = f.text()
    name = f.text()
    seller_class = graphene.Field(SellerClassEnum, required=True)
    class_label = f.text()
    status = graphene.Field(MerchantStatusEnum, required=True)
    status_label = f.text()
    returned = f.text("Why the last application came back.")
    suspended_for = f.text()
    credit_code = f.text()
    place_code = f.key()
    place_name = f.text()
    address = f.text()
    phone = f.text("As people dial it: 0734 580 0001.")
    contact_name = f.text()
    resident_last4 = f.text()
    story = f.text()
    licence = f.several(Fact)
    applied_at = graphene.DateTime()
    town_due_at = graphene.DateTime()
    approved_at = graphene.DateTime()
    recheck_on = graphene.Date()
    closes_on = graphene.Date()
    turnover_fen = f.fen("This year's sales, kept for small-sum persons.")
    yearly_limit_fen = f.Fen()
    missing = f.several(graphene.String, "Fields that an application still needs.")
    papers = f.several(SellerPaper)
    class_changes = f.several(ClassChange, "The newest first.")
    may_become = f.several(ShopChoice, "Classes that an open shop may ask for.")
    steps = f.several(SellerStep, "The newest first.")
    staff = f.several(Worker)
    invitations = f.several(Invited)
    pictures = f.several(ShopPicture)
    freight = f.one(Terms)
    zones = f.several(Zone)

    class Meta:
        default_resolver = _of_file

    @staticmethod
    def resolve_id(file: Any, _info: Any) -> str:
        return file.merchant.public_id

    @staticmethod
    def resolve_phone(file: Any, _info: Any) -> str:
        return phones.national(file.merchant.phone)

    @staticmethod
    def resolve_may_become(file: Any, _info: Any) -> Any:
        return [class_choice(seller_class) for seller_class in file.may_become]

    @staticmethod
    def resolve_class_label(file: Any, _info: Any) -> str:
        return str(SellerClass(file.merchant.seller_class).label)

    @staticmethod
    def resolve_status_label(file: Any, _info: Any) -> str:
        return str(MerchantStatus(file.merchant.status).label)

    @staticmethod
    def resolve_returned(file: Any, _info: Any) -> str:
        return file.returned

    @staticmethod
    def resolve_suspended_for(file: Any, _info: Any) -> str:
        return file.suspended_for

    @staticmethod
    def resolve_place_code(file: Any, _info: Any) -> str:
        return file.merchant.place_id

    @staticmethod
    def resolve_yearly_limit_fen(file: Any, _info: Any) -> int | None:
        return duties.of(file.merchant.seller_class).yearly_limit_fen
