"""manage.py search_rebuild: fill a new index and let it take the old one's place."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from elasticsearch import ApiError, TransportError

from market.search import services
from market.search.engine import Unavailable
from market.search.indexing import IndexingFailed


class Command(BaseCommand):
    help = "Build the search index anew; searches go on with the old one until the new is whole."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = services.rebuild(now=datetime.now(UTC))
            services.refresh()
        except (Unavailable, IndexingFailed, ApiError, TransportError) as error:
            raise CommandError(f"The index was not rebuilt: {error}") from None
        self.stdout.write(f"{done.stored} products are in the index")
