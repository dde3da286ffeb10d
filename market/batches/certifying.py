"""Certificates of batches: issued with them or later, cancelled when wrong, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from market.accounts.actors import Actor, MerchantStaff, require_duty
from market.accounts.rules import normal_phone
from market.batches import rules
from market.batches.models import Basis, Batch, Cancellation, Certificate
from market.catalogue.models import Product
from market.kernel import days, text
from market.kernel.errors import Invalid, NotFound

MAX_GRAMS = 1_000_000_000
REASON_LENGTH = 120

HOLD = """
    UPDATE batches_batch batch SET certificate_id = issued.id
      FROM batches_certificate issued
     WHERE issued.batch_id = batch.id AND issued.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A 承诺达标合格证, as issued. Without a number it gets one; without grams, the batch's."""

    place: str
    promised_by: str
    contact: str
    issued_on: date
    number: str = ""
    grams: int | None = None
    product_name: str = ""
    basis: str = Basis.CONTROL.value


@transaction.atomic
def certify(
    *, actor: Actor, batch_id: str, certificate: NewCertificate, now: datetime
) -> Certificate:
    """Issue the certificate of a batch that has none: farmers are encouraged to.

    Raises Forbidden, NotFound("batch"), Invalid: certificate (issued; its fields).
    """
    batch = _locked(require_duty(actor, "GOODS"), batch_id)
    if batch.certificate_id is not None:
        raise Invalid("certificate", "issued")
    return issue(batch, batch.product, certificate, days.day(now))


@transaction.atomic
def cancel_certificate(
    *,
    actor: Actor,
    batch_id: str,
    number: str,
    reason: str,
    now: datetime,
    certificate: NewCertificate | None = None,
) -> Batch:
    """Cancel a batch's certificate, by its number, as wrong; issue another that names it.

    The old one is kept as long as ever, with who cancelled it, when and why. Sellers who must
    certify cannot leave the batch without one. Raises Forbidden, NotFound("batch"), Invalid:
    reason, certificate (none: that one does not hold; required; its fields).
    """
    staff = require_duty(actor, "GOODS")
    why = text.line(reason, field="reason", max_length=REASON_LENGTH)
    batch = _locked(staff, batch_id)
    wrong = batch.certificate
    if wrong is None or wrong.number != number:
        raise Invalid("certificate", "none")
    if certificate is None and rules.must_certify(batch.product.merchant.seller_class):
        raise Invalid("certificate", "required")
    Cancellation.objects.create(certificate=wrong, reason=why, by_id=staff.user_id, at=now)
    batch.certificate = None
    batch.save(update_fields=["certificate", "updated_at"])
    if certificate is not None:
        issue(batch, batch.product, certificate, days.day(now))
    return batch


def issue(batch: Batch, product: Product, new: NewCertificate, today: date) -> Certificate:
    """Issue a batch's certificate in the caller's transaction; it names the last cancelled one.

    Raises Invalid: certificate and its fields.
    """
    first = batch.packed_on if batch.parents.exists() else batch.harvested_on
    certificate = certificate_of(batch, product, new, first or batch.harvested_on, today)
    former = list(batch.certificates.order_by("pk"))
    if former:
        certificate.replaces = former[-1]
        certificate.number += "" if new.number else f"-{len(former) + 1}"
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError:
        raise Invalid("certificateNumber", "taken") from None
    batch.certificate = certificate
    batch.save(update_fields=["certificate", "updated_at"])
    return certificate


def certificate_of(
    batch: Batch, product: Product, new: NewCertificate, first: date, today: date
) -> Certificate:
    """Return a certificate, issued from its `first` day on, that is not stored yet.

    Raises Invalid as `certify` does, but for a number that is taken.
    """
    if not first <= new.issued_on <= today:
        raise Invalid("certificateIssuedOn", "range")
    if new.basis not in Basis.values:
        raise Invalid("certificateBasis", "choice")
    return Certificate(
        batch=batch,
        number=text.line(
            new.number or f"HGZ-{batch.code}", field="certificateNumber", max_length=32
        ),
        product_name=text.line(
            new.product_name or product.name, field="certificateProduct", max_length=80
        ),
        grams=batch.grams if new.grams is None else checked_grams(new.grams, "certificateGrams"),
        place=text.line(new.place, field="certificatePlace", max_length=128),
        promised_by=text.line(new.promised_by, field="certificatePromisedBy", max_length=128),
        contact=normal_phone(new.contact, field="certificateContact"),
        issued_on=new.issued_on,
        basis=new.basis,
    )


def issue_first(certificates: Sequence[Certificate]) -> None:
    """Store the first certificates of many stored batches, and let them hold. Two statements."""
    Certificate.objects.bulk_create(certificates)
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [[certificate.pk for certificate in certificates]])
    for certificate in certificates:
        certificate.batch.certificate = certificate


def _locked(staff: MerchantStaff, batch_id: str) -> Batch:
    """Return the merchant's batch, locked: its certificates come and go one after the other."""
    own = Batch.objects.visible_to(staff).select_related("product__merchant")
    batch = own.select_for_update(of=("self",), no_key=True).filter(public_id=batch_id).first()
    if batch is None:
        raise NotFound("batch")
    return batch


def checked_grams(value: int, field: str) -> int:
    """Return a weight that can be. Raises Invalid(field, "range")."""
    if isinstance(value, bool) or not 0 < value <= MAX_GRAMS:
        raise Invalid(field, "range")
    return value
