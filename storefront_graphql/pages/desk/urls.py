"""Addresses of the desk."""

from django.urls import path

from storefront_graphql.pages.desk import (
    goods,
    goods_new,
    goods_steps,
    orders,
    pictures,
    rows,
    table,
    today,
    voices,
)

urlpatterns = [
    path("", today.today, name="desk_home"),
    path("orders/", orders.orders, name="desk_orders"),
    path("orders/<str:consignment_id>/", orders.consignment, name="desk_consignment"),
    path("orders/<str:consignment_id>/pack/", orders.pack, name="desk_pack"),
    path("orders/<str:consignment_id>/label/", orders.label, name="desk_label"),
    path("goods/", rows.goods, name="desk_goods"),
    path("goods/table/", table.table, name="desk_table"),
    path("goods/new/", goods_new.what, name="desk_new"),
    path("goods/<str:product_id>/new/picture/", goods_new.picture, name="desk_new_picture"),
    path("goods/<str:product_id>/new/harvest/", goods_new.harvest, name="desk_new_harvest"),
    path("goods/<str:product_id>/draft/", goods_steps.draft, name="desk_draft"),
    path("goods/<str:product_id>/draft/drop/", goods_steps.drop, name="desk_draft_drop"),
    path("goods/<str:product_id>/undo/", goods_steps.undo, name="desk_undo"),
    path("goods/<str:product_id>/plan/", goods_steps.plan, name="desk_plan"),
    path("goods/<str:product_id>/sizes/", goods_steps.size, name="desk_size"),
    path("goods/<str:product_id>/sizes/<str:variant_id>/", goods_steps.offer, name="desk_offer"),
    path("goods/<str:product_id>/copy/", goods_steps.copy, name="desk_copy"),
    path("goods/<str:product_id>/preview/", goods_steps.preview, name="desk_preview"),
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
