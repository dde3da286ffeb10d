"""A seller's way to the use of a protected name: what `gi.applying` does, for the own shop."""

from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor, require_county, require_duty
from market.gi import applying
from market.gi.applying import Applicant, Wish
from market.gi.models import Application
from market.gi.writing import Outdated
from market.kernel.errors import NotFound, WrongState
from market.merchants import telling
from market.merchants.models import Merchant, MerchantStatus


@transaction.atomic
def apply(*, actor: Actor, wish: Wish, now: datetime) -> Application:
    """Ask for the use of a right for the actor's own shop, which has to be open.

    Raises Forbidden, WrongState, and what `applying.apply` does.
    """
    merchant = _own(actor)
    if merchant.status != MerchantStatus.APPROVED:
        raise WrongState(merchant.status, MerchantStatus.APPROVED.value)
    applicant = Applicant(merchant.public_id, merchant.name, merchant.credit_code)
    return applying.apply(actor=actor, applicant=applicant, wish=wish, now=now)


@transaction.atomic
def withdraw(*, actor: Actor, application_id: str, now: datetime) -> Application:
    """Take an own application back while it waits. Raises Forbidden, NotFound."""
    own = _own(actor).public_id
    return applying.withdraw(actor=actor, merchant=own, application_id=application_id, now=now)


@transaction.atomic
def decide(
    *, actor: Actor, application_id: str, approve: bool, reason: str, now: datetime
) -> Application:
    """Decide an application for the county, and tell the seller how it ended.

    Raises what `applying.decide` does; Outdated too where the seller's credit code changed.
    """
    require_county(actor)
    application = applying.decide(
        actor=actor, application_id=application_id, approve=approve, reason=reason, now=now
    )
    merchant = Merchant.objects.get(public_id=application.merchant)
    if approve and merchant.credit_code != application.credit_code:
        raise Outdated(application.right.name)
    if application.closed_at is not None:
        said = {"right": application.right.name} | ({} if approve else {"reason": reason.strip()})
        kind = "claim.approved" if approve else "claim.refused"
        telling.owner(merchant, kind, cause=application_id, now=now, **said)
    return application


def _own(actor: Actor) -> Merchant:
    staff = require_duty(actor, "GOODS")
    merchant = Merchant.objects.filter(pk=staff.merchant_id).first()
    if merchant is None:
        raise NotFound("merchant")
    return merchant
