"""Batches as their seller keeps them."""

from typing import Any

import graphene

from market.batches import tracing
from market.batches.models import Basis, Batch, Storage
from market.stock import own
from market.stock import queries as stock
from market.stock.models import Store
from storefront_graphql.desk.goods_types import Lot
from storefront_graphql.paging import page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types.parcels import labelled

StorageEnum = labelled(Storage, "How goods must be kept.")
StoreEnum = labelled(Store, "Where units lie.")
BasisEnum = labelled(Basis, "What the promise of a certificate rests on.")


class Paper(graphene.ObjectType):
    """The 承诺达标合格证 of a batch: never changed, and kept until `keptUntil` at least."""

    number = f.text()
    product_name = f.text()
    grams = f.whole()
    place = f.text()
    promised_by = f.text()
    contact = f.text()
    issued_on = f.date()
    basis_label = f.text()
    kept_until = f.date()


class CancelledPaper(graphene.ObjectType):
    """A certificate that no longer holds: kept as long as one that does."""

    number = f.text()
    issued_on = f.date()
    kept_until = f.date()
    cancelled_at = f.moment()
    cancelled_by = f.text("Who of the staff.")
    reason = f.text()
    replaced_by = f.text("The number of the one issued instead; empty while there is none.")


class ParentBatch(graphene.ObjectType):
    """So many grams of a batch went into a mixed one."""

    id = f.key()
    code = f.text()
    village_name = f.text()
    harvested_on = f.date()
    grams = f.whole()


class Report(graphene.ObjectType):
    """A laboratory's report; the paper is at /documents/<documentId>."""

    document_id = f.key()
    name = f.text()
    laboratory = f.text()
    tested_on = f.date()


class Movement(graphene.ObjectType):
    """One change of what is on hand."""

    at = f.moment()
    kind = f.text()
    kind_label = f.text()
    delta = f.whole()
    variant_name = f.text()
    store = f.text()
    note = f.text("What was written down as the reason.")
    cause = f.text("The id of the order, batch or lot it belongs to.")
    actor = f.text()


class BatchLine(graphene.Interface):
    """A harvest, or a mixed batch, with what is left of it."""

    id = f.key()
    code = f.text()
    product_id = f.key()
    product_name = f.text()
    village_name = f.text()
    plot = f.text()
    household = f.text("Who of the cooperative grew it; shown to nobody else.")
    harvested_on = f.date()
    packed_on = graphene.Date()
    expires_on = f.date("The first day on which it is not sold.")
    grams = f.whole()
    storage = graphene.Field(StorageEnum, required=True)
    storage_label = f.text()
    certificate_number = f.text("Empty: none was issued.")
    must_certify = f.yes("Whether the law asks this seller for a certificate.")
    on_hand = f.whole("Units of all sizes and stores.")
    reserved = f.whole()
    near_expiry = f.yes("Goods are left, and it nears its end or has passed it.")


class DeskBatchLine(graphene.ObjectType):
    """A batch in a list."""

    class Meta:
        interfaces = (BatchLine,)


DeskBatchPage = page_of(DeskBatchLine, name="DeskBatchPage")


class DeskBatch(graphene.ObjectType):
    """A batch with all that is kept of it."""

    class Meta:
        interfaces = (BatchLine,)

    gtin = f.text()
    notes = f.text()
    plot_lat = graphene.Float()
    plot_lon = graphene.Float()
    certificate = f.maybe(Paper, "The one that holds.")
    cancelled_certificates = f.several(CancelledPaper, "The last one first.")
    parents = f.several(ParentBatch, "What it was mixed from; empty for a harvest.")
    reports = f.several(Report)
    lots = f.several(Lot)
    movements = f.several(Movement, "The last 50, newest first.")
    trace_code = f.text("To be typed by hand.")
    trace_url = f.text("What the QR code holds: a GS1 Digital Link, or ours in its grammar.")

    @staticmethod
    def resolve_certificate(batch: Any, _info: Any) -> Any:
        return own.paper(batch.pk)

    @staticmethod
    def resolve_cancelled_certificates(batch: Any, _info: Any) -> Any:
        return own.cancelled_papers(batch.pk)

    @staticmethod
    def resolve_parents(batch: Any, _info: Any) -> Any:
        return own.parents(batch.pk)

    @staticmethod
    def resolve_reports(batch: Any, _info: Any) -> Any:
        return own.reports(batch.pk)

    @staticmethod
    def resolve_lots(batch: Any, info: Any) -> Any:
        return stock.lots_of_batch(actor=info.context.actor, batch_id=batch.id)

    @staticmethod
    def resolve_movements(batch: Any, info: Any) -> Any:
        return stock.movements_of_batch(actor=info.context.actor, batch_id=batch.id)

    @staticmethod
    def resolve_trace_code(batch: Any, info: Any) -> str:
        return tracing.code_of_batch(batch_pk=batch.pk, now=info.context.now)

    @staticmethod
    def resolve_trace_url(batch: Any, info: Any) -> str:
        code = tracing.code_of_batch(batch_pk=batch.pk, now=info.context.now)
        return tracing.address(batch=Batch.objects.get(pk=batch.pk), code=code)


class BatchDraft(graphene.ObjectType):
    """What the form of a new batch begins with: as the last batch was, else from the product."""

    product_id = f.key()
    product_name = f.text()
    village_code = f.key()
    village_name = f.text()
    plot = f.text()
    household = f.text()
    storage = graphene.Field(StorageEnum, required=True)
    shelf_days = f.whole()
    must_certify = f.yes()
    place = f.text()
    promised_by = f.text()
    contact = f.text()


class PaperFile(graphene.ObjectType):
    """A printed paper."""

    name = f.text("A file name.")
    content_type = f.text()
    base64 = f.text()


class LowStock(graphene.ObjectType):
    """An offered size of which few units are left to sell."""

    product_id = f.key()
    product_name = f.text()
    variant_id = f.key()
    variant_name = f.text()
    sku = f.text()
    available = f.whole()


class VillageChoice(graphene.ObjectType):
    """A village of the county, with its town's name before it."""

    code = f.key()
    name = f.text()
