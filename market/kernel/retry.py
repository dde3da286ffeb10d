"""Which database errors only say that somebody else was in the way."""

from django.db import OperationalError

# lock_not_available (lock_timeout), deadlock_detected, serialization_failure
BUSY_STATES = frozenset({"55P03", "40P01", "40001"})


def is_busy(exc: BaseException) -> bool:
    """Tell whether trying the same again is safe and likely to work.

    The transaction that raised it is rolled back as a whole. Django's error and psycopg's own
    both count.
    """
    cause = exc.__cause__ if isinstance(exc, OperationalError) and exc.__cause__ else exc
    return getattr(cause, "sqlstate", None) in BUSY_STATES
