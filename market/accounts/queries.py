"""Who holds a token."""

from market.accounts.actors import Shopper
from market.accounts.models import Customer
from market.accounts.services import token_hash

# `ids.token` makes 26 characters; nothing else needs to be asked of the database.
_TOKEN_LENGTH = 26


def shopper_by_token(token: str) -> Shopper | None:
    """Return the shopper who holds this guest token, or None. At most one statement."""
    if len(token) != _TOKEN_LENGTH:
        return None
    found = Customer.objects.filter(token_hash=token_hash(token)).values_list("pk", flat=True)
    pk = found.first()
    return Shopper(pk) if pk is not None else None
