"""Addresses of the county."""

from django.urls import path

from storefront_graphql.pages.county import queues, views

urlpatterns = [
    path("", views.today, name="county_home"),
    path("scan/", views.scan, name="county_scan"),
    path("scan/door/", views.door, name="county_door"),
    path("queues/", queues.queues, name="county_queues"),
    path("queues/<str:kind>/<slug:subject>/", queues.decide, name="county_decide"),
    path("parcel/", views.parcel, name="county_parcel"),
]
