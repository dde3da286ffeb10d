"""Addresses of the desk."""

from django.urls import path

from storefront_graphql.pages.desk import goods, orders, pictures, rows, today, voices

urlpatterns = [
    path("", today.today, name="desk_home"),
    path("orders/", orders.orders, name="desk_orders"),
    path("orders/<str:consignment_id>/", orders.consignment, name="desk_consignment"),
    path("orders/<str:consignment_id>/pack/", orders.pack, name="desk_pack"),
    path("orders/<str:consignment_id>/label/", orders.label, name="desk_label"),
    path("goods/", rows.goods, name="desk_goods"),
    path("goods/<str:product_id>/", goods.listing, name="desk_product"),
    path("goods/<str:product_id>/picture/", goods.picture, name="desk_picture"),
    path("goods/<str:product_id>/pictures/", pictures.album, name="desk_pictures"),
    path("goods/<str:product_id>/pictures/order/", pictures.order, name="desk_pictures_order"),
    path(
        "goods/<str:product_id>/pictures/<str:picture_id>/",
        pictures.change,
        name="desk_picture_change",
    ),
    path(
        "goods/<str:product_id>/pictures/<str:picture_id>/remove/",
        pictures.remove,
        name="desk_picture_remove",
    ),
    path("goods/<str:product_id>/price/<str:variant_id>/", rows.price, name="desk_price"),
    path("goods/<str:product_id>/stock/<str:lot_id>/", rows.stock, name="desk_stock"),
    path("reviews/", voices.reviews, name="desk_reviews"),
    path("questions/", voices.questions, name="desk_questions"),
    path("posts/<slug:post_id>/reply/", voices.reply, name="desk_reply"),
    path("posts/<slug:post_id>/report/", voices.report, name="desk_report"),
    path("integrity/", voices.integrity, name="desk_integrity"),
]
