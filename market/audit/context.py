"""Who did it: everything that django-pghistory records inside carries the actor."""

from contextlib import AbstractContextManager
from typing import Any

import pghistory

from market.kernel import ids


def acting(actor: str, *, through: str, request_id: str = "") -> AbstractContextManager[Any]:
    """Attach the actor's reference, the door (`graphql.desk`, `worker`, ...) and the request."""
    return pghistory.context(actor=actor, through=through, request=request_id or ids.token())
