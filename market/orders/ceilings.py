"""Telling sellers that the licensed output of a season is nearly sold."""

from datetime import datetime

from django.db import transaction

from market.gi import output
from market.gi.models import AuthorisedUser, Output
from market.merchants.models import Merchant
from market.notices import services as notices


@transaction.atomic
def tell_sellers(*, output_id: str, now: datetime) -> None:
    """Tell the user of an output (public id), or all users of the right; each once a season.

    Says nothing where the ceiling was taken away or raised meanwhile.
    """
    row = Output.objects.select_related("right").get(public_id=output_id)
    users = AuthorisedUser.objects.filter(right=row.right, status="ACTIVE")
    if row.credit_code:
        users = users.filter(credit_code=row.credit_code)
        own = users.first()
        ceiling = own.ceiling_grams if own else None
    else:
        ceiling = row.right.ceiling_grams
    if ceiling is None or output.percent(row.taken_grams, ceiling) < output.NEAR:
        return
    params = {
        "right": row.right.name,
        "licensed": f"{ceiling / 1000:g}",
        "percent": str(output.percent(row.taken_grams, ceiling)),
    }
    sellers = Merchant.objects.filter(credit_code__in=users.values("credit_code")).order_by("pk")
    for seller in sellers:
        notices.send(
            kind="output.near",
            cause=f"{row.public_id}:{seller.public_id}",
            phone=seller.phone,
            params=params,
            now=now,
        )
