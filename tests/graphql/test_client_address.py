"""Where a request came from: told by our own proxies, never by the client itself."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from market.batches import tracing
from market.batches.models import TraceOpening
from storefront_graphql.context import client_address
from storefront_graphql.sign_in import StaffAdapter
from tests.graphql.world import World

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "203.0.113.9", PROXY),  # nobody in front: the header is a client's own words
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # forged by the client
        (1, "198.51.100.1,198.51.100.2 ,203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", PROXY),  # did not come through both
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "203.0.113.9, unknown", PROXY),
        (1, "203.0.113.9, <script>", PROXY),
        (1, "203.0.113.9:50312", "203.0.113.9"),
        (1, "[2001:db8::7]:50312", "2001:db8::7"),
        (1, "2001:DB8::7", "2001:db8::7"),
        (-1, "203.0.113.9", PROXY),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: Any, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, **headers)
    assert client_address(request) == address
    assert StaffAdapter(request).get_client_ip(request) == address, "tries are counted by it"


def test_scans_behind_a_proxy_come_from_their_own_places(world: World, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    code = tracing.code_of_batch(batch_pk=world.oranges.batch.pk, now=world.now)

    def scan(forwarded: str) -> int:
        Client().get(f"/t/{code}", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": forwarded})
        return TraceOpening.objects.count()

    assert scan("203.0.113.9") == 1
    assert scan("198.51.100.1") == 2
    assert scan("192.0.2.7, 198.51.100.200") == 2, "a forged place makes no other"
