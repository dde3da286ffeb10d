"""The merchant's batches: harvests, what is left, papers; what was spoilt, moved and mixed."""

import base64
from typing import Any

import graphene

from market.accounts.actors import MerchantStaff, require, require_duty
from market.batches import certifying, tracing
from market.batches import paper as papers
from market.batches import services as batches
from market.batches.models import Batch
from market.batches.services import More, NewCertificate
from market.kernel import days
from market.kernel.errors import NotFound
from market.places import queries as places
from market.stock import entering, moving, own
from market.stock import queries as stock
from storefront_graphql.desk import batches_types as types
from storefront_graphql.desk.goods_types import Lot
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.scalars import Upload
from storefront_graphql.types import fields as f

BatchPayload = payload("BatchPayload", "The batch as it is now.", batch=f.maybe(types.DeskBatch))
MovedPayload = payload(
    "MovedPayload", "The lot where the units are now, or were.", lot=f.maybe(Lot)
)


class CertificateInput(graphene.InputObjectType):
    """A 承诺达标合格证. Without a number it gets one; without grams, the batch's."""

    place = graphene.String(required=True)
    promised_by = graphene.String(required=True)
    contact = graphene.String(required=True, description="A phone number.")
    issued_on = graphene.Date(required=True)
    number = graphene.String()
    grams = graphene.Int()
    basis = graphene.Field(types.BasisEnum)


class UnitsInput(graphene.InputObjectType):
    """So many units of a size were packed."""

    variant_id = f.key()
    units = f.whole()


class EnterBatchInput(graphene.InputObjectType):
    """A harvest. Without grams it weighs what was packed."""

    product_id = f.key()
    village_code = f.key()
    harvested_on = graphene.Date(required=True)
    grams = graphene.Int()
    units = f.several(UnitsInput)
    certificate = graphene.Field(CertificateInput)
    plot = graphene.String()
    plot_lat = graphene.Float()
    plot_lon = graphene.Float()
    household = graphene.String()
    packed_on = graphene.Date()
    expires_on = graphene.Date(description="Only to shorten what the shelf life gives.")
    storage = graphene.Field(types.StorageEnum)
    gtin = graphene.String()
    notes = graphene.String()


class CertifyBatchInput(graphene.InputObjectType):
    batch_id = f.key()
    certificate = graphene.Field(CertificateInput, required=True)


class CancelCertificateInput(graphene.InputObjectType):
    """The certificate is wrong. Sellers who must certify issue another in the same step."""

    batch_id = f.key()
    number = f.text("Of the certificate that is cancelled.")
    reason = f.text("Kept with who cancelled it and when; not public.")
    certificate = graphene.Field(CertificateInput, description="The one issued instead.")


class AttachReportInput(graphene.InputObjectType):
    batch_id = f.key()
    report = Upload(required=True, description="PDF, JPEG, PNG or WebP, up to 10 MB.")
    laboratory = f.text()
    tested_on = graphene.Date(required=True)


class BookSpoilageInput(graphene.InputObjectType):
    lot_id = f.key()
    quantity = f.whole()
    reason = f.text()


class MoveStockInput(graphene.InputObjectType):
    lot_id = f.key()
    quantity = f.whole()
    store = graphene.Field(types.StoreEnum, required=True, description="Where to.")


class MixPartInput(graphene.InputObjectType):
    lot_id = f.key()
    quantity = f.whole()


class MixLotsInput(graphene.InputObjectType):
    """Units of several batches of one product become a new batch with its own certificate."""

    parts = f.several(MixPartInput)
    variant_id = f.key("The size that comes of it.")
    units = f.whole()
    certificate = graphene.Field(CertificateInput, required=True)


class BatchQuery(graphene.ObjectType):
    batches = f.one(types.DeskBatchPage, "The latest entered first.", first=FIRST, after=AFTER)
    batch = f.maybe(types.DeskBatch, id=graphene.ID(required=True))
    batch_draft = f.maybe(types.BatchDraft, product_id=graphene.ID(required=True))
    certificate_paper = f.maybe(
        types.PaperFile,
        "The certificate on A6, as PDF; null where none was issued.",
        batch_id=graphene.ID(required=True),
    )
    near_expiry = f.several(Lot, "What ends first at the top.", first=FIRST)
    low_stock = f.several(types.LowStock, "The fewest first.", first=FIRST)
    villages = f.several(types.VillageChoice, "Where a harvest may come from in this county.")

    @staticmethod
    def resolve_batches(_root: Any, info: Any, **given: Any) -> Any:
        return own.own_batches(actor=info.context.actor, on=days.day(info.context.now), **given)

    @staticmethod
    @or_none
    def resolve_batch(_root: Any, info: Any, id: str) -> Any:
        return own.own_batch(actor=info.context.actor, batch_id=id, on=days.day(info.context.now))

    @staticmethod
    @or_none
    def resolve_batch_draft(_root: Any, info: Any, product_id: str) -> Any:
        return own.draft(actor=info.context.actor, product_id=product_id)

    @staticmethod
    @or_none
    def resolve_certificate_paper(_root: Any, info: Any, batch_id: str) -> Any:
        visible = Batch.objects.visible_to(require_duty(info.context.actor, "GOODS"))
        batch = visible.filter(public_id=batch_id).first()
        if batch is None:
            raise NotFound("batch")
        code = tracing.code_of_batch(batch_pk=batch.pk, now=info.context.now)
        made = papers.certificate(batch=batch, address=tracing.address(batch=batch, code=code))
        name, content = f"hegezheng-{batch.code}.pdf", base64.b64encode(made).decode()
        return {"name": name, "content_type": "application/pdf", "base64": content}

    @staticmethod
    def resolve_near_expiry(_root: Any, info: Any, first: int) -> Any:
        return stock.near_expiry(info.context.actor, days.day(info.context.now), first=first)

    @staticmethod
    def resolve_low_stock(_root: Any, info: Any, first: int) -> Any:
        return stock.low_stock(info.context.actor, days.day(info.context.now), first=first)

    @staticmethod
    def resolve_villages(_root: Any, info: Any) -> Any:
        require(info.context.actor, MerchantStaff)
        return [{"code": code, "name": name} for code, name in places.named_villages()]


def batch_now(info: Any, batch_id: str) -> Any:
    """Return the payload of what changed a batch."""
    on = days.day(info.context.now)
    return {"batch": own.own_batch(actor=info.context.actor, batch_id=batch_id, on=on)}


def lot_now(info: Any, lot_id: str) -> Any:
    """Return the payload of what changed a lot."""
    return {"lot": stock.own_lot(actor=info.context.actor, lot_id=lot_id)}


_MORE = (
    "household", "plot_lat", "plot_lon", "packed_on", "expires_on", "storage", "gtin", "notes",
)  # fmt: skip


class BatchMutations(graphene.ObjectType):
    enter_batch = f.one(BatchPayload, input=f.given(EnterBatchInput))
    certify_batch = f.one(BatchPayload, input=f.given(CertifyBatchInput))
    cancel_certificate = f.one(BatchPayload, input=f.given(CancelCertificateInput))
    attach_report = f.one(BatchPayload, input=f.given(AttachReportInput))
    mix_lots = f.one(BatchPayload, input=f.given(MixLotsInput))
    book_spoilage = f.one(MovedPayload, input=f.given(BookSpoilageInput))
    move_stock = f.one(MovedPayload, input=f.given(MoveStockInput))

    @staticmethod
    @domain_mutation
    def resolve_enter_batch(_root: Any, info: Any, input: Any) -> Any:
        given = dict(input)
        more = {name: given.pop(name) for name in _MORE if given.get(name) is not None}
        given = {name: value for name, value in given.items() if name not in _MORE}
        units = {row.variant_id: row.units for row in given.pop("units")}
        promise = given.pop("certificate", None)
        batch = entering.enter(
            actor=info.context.actor,
            units=units,
            more=More(**more),
            certificate=NewCertificate(**_said(promise)) if promise else None,
            now=info.context.now,
            **_said(given),
        )
        return batch_now(info, batch.public_id)

    @staticmethod
    @domain_mutation
    def resolve_certify_batch(_root: Any, info: Any, input: Any) -> Any:
        certifying.certify(
            actor=info.context.actor,
            batch_id=input.batch_id,
            certificate=NewCertificate(**_said(input.certificate)),
            now=info.context.now,
        )
        return batch_now(info, input.batch_id)

    @staticmethod
    @domain_mutation
    def resolve_cancel_certificate(_root: Any, info: Any, input: Any) -> Any:
        promise = input.get("certificate")
        certifying.cancel_certificate(
            actor=info.context.actor,
            batch_id=input.batch_id,
            number=input.number,
            reason=input.reason,
            certificate=NewCertificate(**_said(promise)) if promise else None,
            now=info.context.now,
        )
        return batch_now(info, input.batch_id)

    @staticmethod
    @domain_mutation
    def resolve_attach_report(_root: Any, info: Any, input: Any) -> Any:
        require_duty(info.context.actor, "GOODS")
        given = {"laboratory": input.laboratory, "tested_on": input.tested_on}
        batches.attach_report(
            actor=info.context.actor,
            batch_id=input.batch_id,
            data=input.report.read(),
            name=input.report.name or "",
            now=info.context.now,
            **given,
        )
        return batch_now(info, input.batch_id)

    @staticmethod
    @domain_mutation
    def resolve_mix_lots(_root: Any, info: Any, input: Any) -> Any:
        lot = moving.mix(
            actor=info.context.actor,
            parts=[moving.Part(part.lot_id, part.quantity) for part in input.parts],
            variant_id=input.variant_id,
            units=input.units,
            certificate=NewCertificate(**_said(input.certificate)),
            now=info.context.now,
        )
        return batch_now(info, lot.batch.public_id)

    @staticmethod
    @domain_mutation
    def resolve_book_spoilage(_root: Any, info: Any, input: Any) -> Any:
        require(info.context.actor, MerchantStaff)
        lot = moving.spoil(actor=info.context.actor, now=info.context.now, **input)
        return lot_now(info, lot.public_id)

    @staticmethod
    @domain_mutation
    def resolve_move_stock(_root: Any, info: Any, input: Any) -> Any:
        require(info.context.actor, MerchantStaff)
        lot = moving.transfer(actor=info.context.actor, now=info.context.now, **input)
        return lot_now(info, lot.public_id)


def _said(given: Any) -> dict[str, Any]:
    """Return what an input says; null is the same as left out."""
    return {name: value for name, value in given.items() if value is not None}
