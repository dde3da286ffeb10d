"""What payments and refunds mean in the ledger."""

from datetime import datetime

from market.ledger import services as ledger
from market.ledger.models import AccountKind
from market.ledger.services import AccountKey, Post
from market.orders.models import Consignment
from market.payments.models import Payment, Refund


def clearing(provider: str) -> AccountKey:
    """Where a provider's money is."""
    return AccountKind.CLEARING, provider


def drawer(point: str) -> AccountKey:
    """Where a point's cash is (public id)."""
    return AccountKind.DRAWER, point


def post_sale(payment: Payment, till: AccountKey, *, at: datetime) -> None:
    """Money in the till; goods and freight of each consignment are owed to its merchant."""
    parts = Consignment.objects.filter(order=payment.order_id).order_by("pk")
    owed = list(parts.values_list("public_id", "merchant__public_id", "goods_fen", "freight_fen"))
    keys = {till}
    for _, merchant, *_ in owed:
        keys |= {(AccountKind.MERCHANT, merchant), (AccountKind.FREIGHT, merchant)}
    accounts = ledger.accounts(keys=keys)
    sides = [Post(accounts[till], payment.amount_fen, payment.public_id)]
    for consignment, merchant, goods_fen, freight_fen in owed:
        sides += [
            Post(accounts[AccountKind.MERCHANT, merchant], -goods_fen, consignment),
            Post(accounts[AccountKind.FREIGHT, merchant], -freight_fen, consignment),
        ]
    ledger.post(kind="sale", cause=payment.public_id, at=at, postings=sides)


def post_owed_back(payment: Payment, till: AccountKey, *, at: datetime) -> None:
    """Money in the till that buys nothing: owed back to the buyer."""
    owed = (AccountKind.RETURNING, payment.provider)
    accounts = ledger.accounts(keys=[till, owed])
    sides = [
        Post(accounts[till], payment.amount_fen, payment.public_id),
        Post(accounts[owed], -payment.amount_fen, payment.public_id),
    ]
    ledger.post(kind="owed_back", cause=payment.public_id, at=at, postings=sides)


def post_given_back(refund: Refund, *, at: datetime) -> None:
    """What was owed back has left the provider."""
    payment = refund.payment
    till, owed = clearing(payment.provider), (AccountKind.RETURNING, payment.provider)
    accounts = ledger.accounts(keys=[till, owed])
    sides = [
        Post(accounts[owed], refund.amount_fen, payment.public_id),
        Post(accounts[till], -refund.amount_fen, payment.public_id),
    ]
    ledger.post(kind="given_back", cause=refund.public_id, at=at, postings=sides)
