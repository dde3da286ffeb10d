"""Addresses of the shop's pages."""

from django.urls import path

from storefront_graphql.pages.shop import (
    cart,
    checkout,
    goods,
    orders,
    paying,
    points,
    product,
    register,
    voices,
    words,
)

urlpatterns = [
    path("", goods.home, name="home"),
    path("search", goods.search, name="search"),
    path("suggest", goods.suggest, name="suggest"),
    path("p/<slug:slug>", product.product, name="product"),
    path("p/<slug:slug>/reviews", voices.reviews, name="reviews"),
    path("p/<slug:slug>/questions", voices.questions, name="questions"),
    path("questions", voices.my_questions, name="my_questions"),
    path("report/<slug:post_id>", voices.report, name="report"),
    path("o/<slug:order_id>/review/<slug:line_id>", voices.review, name="review"),
    path("m/<slug:slug>", product.seller, name="seller"),
    path("register", register.register, name="register"),
    path("register/<slug:right_id>", register.right, name="right"),
    path("points", points.choose_point, name="choose_point"),
    path("mode", points.mode, name="mode"),
    path("cart", cart.cart, name="cart"),
    path("cart/<slug:line_id>", cart.set_line, name="cart_line"),
    path("checkout", checkout.checkout, name="checkout"),
    path("checkout/day", checkout.door_day, name="door_day"),
    path("pay/return", paying.pay_return, name="pay_return"),
    path("pay/<slug:order_id>", paying.pay, name="pay"),
    path("orders", orders.orders, name="me"),
    path("o/<slug:order_id>", orders.order, name="order"),
    path("o/<slug:order_id>/cancel", orders.cancel, name="cancel_order"),
    path("rules", words.rules, name="rules"),
]
