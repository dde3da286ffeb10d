"""Addresses of the county."""

from django.urls import path

from storefront_graphql.pages.county import claims, goods, queues, register, sellers, traces, views

urlpatterns = [
    path("", views.today, name="county_home"),
    path("scan/", views.scan, name="county_scan"),
    path("scan/door/", views.door, name="county_door"),
    path("queues/", queues.queues, name="county_queues"),
    path("queues/<str:kind>/<slug:subject>/", queues.decide, name="county_decide"),
    path("register/", register.register, name="county_register"),
    path("register/new/", register.new, name="county_register_new"),
    path("register/import/", register.imported, name="county_register_import"),
    path("register/template.csv", register.template, name="county_register_template"),
    path("register/proposals/<slug:case_id>/", register.proposal, name="county_register_change"),
    path(
        "register/proposals/<slug:case_id>/decide/", register.decide, name="county_register_decide"
    ),
    path("register/<slug:right_id>/", register.right, name="county_right"),
    path("register/<slug:right_id>/words/", register.words, name="county_right_words"),
    path("register/<slug:right_id>/status/", register.status, name="county_right_status"),
    path("register/<slug:right_id>/user/", register.user, name="county_right_user"),
    path(
        "register/<slug:right_id>/strike/<slug:code>/", register.strike, name="county_right_strike"
    ),
    path("claims/<str:application_id>/", claims.claim, name="county_claim"),
    path("texts/<str:product_id>/", claims.text, name="county_text"),
    path("names/", claims.names, name="county_names"),
    path("names/<str:name_id>/remove/", claims.unwatch, name="county_unwatch"),
    path("traces/", traces.traces, name="county_traces"),
    path("parcel/", views.parcel, name="county_parcel"),
    path("goods/", goods.waiting, name="county_goods"),
    path("goods/<str:product_id>/", goods.one, name="county_goods_case"),
    path("goods/<str:product_id>/preview/", goods.preview, name="county_good_preview"),
    path("sellers/", sellers.sellers, name="county_merchants"),
    path("sellers/<str:seller_id>/", sellers.seller, name="county_seller"),
    path("sellers/<str:seller_id>/<slug:to>/", sellers.move, name="county_seller_move"),
    path("report/", sellers.report, name="county_report"),
]
