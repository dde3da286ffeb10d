"""Somebody else holds the row: the answer is BUSY, nothing changed, and trying again works."""

import threading

import pytest
from django.db import connection, connections, transaction

from market.catalogue.models import Product
from tests.graphql.world import World, open_hour


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_does_not_come_is_said_and_can_be_tried_again(clock: object) -> None:
    world = World(open_hour())
    product = world.oranges.product
    product.refresh_from_db()
    chen = world.signed_in("desk", world.chen)
    edit = {"productId": product.public_id, "version": product.version, "name": "新名字"}
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Product.objects.select_for_update().get(pk=product.pk)
            held.set()
            done.wait(20)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    error = chen.refused("desk", "UpdateListing", **edit)
    assert error["code"] == "BUSY"
    assert "再试" in error["message"]
    done.set()
    other.join()
    assert chen.do("desk", "UpdateListing", **edit)["product"]["name"] == "新名字"
