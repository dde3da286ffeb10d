"""Who holds a token, and who somebody in a record is."""

from collections.abc import Collection

from market.accounts.actors import Shopper
from market.accounts.models import Customer, User
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


def names_by_ref(refs: Collection[str]) -> dict[str, str]:
    """Return the names of staff and operators by an actor's `ref`; others are left out.

    One statement.
    """
    numbered = (ref.partition(":") for ref in refs if not ref.startswith("shopper:"))
    users = {f"{role}:{pk}": int(pk) for role, _, pk in numbered if pk.isdigit()}
    names = dict(User.objects.filter(pk__in=users.values()).values_list("pk", "name"))
    return {ref: names[pk] for ref, pk in users.items() if pk in names}
