"""manage.py search_rebuild: fill a new index and let it take the old one's place."""

import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from elasticsearch import ApiError, TransportError

from market.search import services
from market.search.engine import Unavailable
from market.search.indexing import Indexed, IndexingFailed

# A worker may have begun to make the first index; it needs seconds, not minutes.
TRIES = 120
PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    help = "Build the search index anew; searches go on with the old one until the new is whole."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = _rebuild()
            services.refresh()
        except (Unavailable, IndexingFailed, ApiError, TransportError) as error:
            raise CommandError(f"The index was not rebuilt: {error}") from None
        self.stdout.write(f"{done.stored} products are in the index")


def _rebuild() -> Indexed:
    """Rebuild once whoever is at it now has ended."""
    for _ in range(TRIES):
        done = services.rebuild(now=datetime.now(UTC))
        if done is not None:
            return done
        time.sleep(PAUSE_SECONDS)
    raise CommandError("Another process has been rebuilding the index for a minute")
