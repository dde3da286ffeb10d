"""Addresses of the counter: a room each, on F1 to F5."""

from django.urls import path

from storefront_graphql.pages.counter import order, pickup, receive, shift, slip

urlpatterns = [
    path("", order.room, name="counter_order"),
    path("place/", order.place, name="counter_place"),
    path("slip/<str:order_id>/", slip.slip, name="counter_slip"),
    path("slip/<str:order_id>/again/", slip.again, name="counter_slip_again"),
    path("receive/", receive.room, name="counter_receive"),
    path("pickup/", pickup.room, name="counter_pickup"),
    path("shift/", shift.room, name="counter_shift"),
    path("shift/open/", shift.open_drawer, name="counter_shift_open"),
    path("shift/close/", shift.close_drawer, name="counter_shift_close"),
]
