"""Addresses of the county."""

from django.urls import path

from storefront_graphql.pages.county import goods, queues, views

urlpatterns = [
    path("", views.today, name="county_home"),
    path("scan/", views.scan, name="county_scan"),
    path("scan/door/", views.door, name="county_door"),
    path("queues/", queues.queues, name="county_queues"),
    path("queues/<str:kind>/<slug:subject>/", queues.decide, name="county_decide"),
    path("parcel/", views.parcel, name="county_parcel"),
    path("goods/", goods.waiting, name="county_goods"),
    path("goods/<str:product_id>/", goods.one, name="county_goods_case"),
    path("goods/<str:product_id>/preview/", goods.preview, name="county_good_preview"),
]
