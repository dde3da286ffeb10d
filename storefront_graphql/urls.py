"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

from storefront_graphql import endpoint

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.account.urls")),
    path("graphql/shop", endpoint.graphql, {"door": "shop"}, name="graphql-shop"),
    path("graphql/counter", endpoint.graphql, {"door": "counter"}, name="graphql-counter"),
    path("graphql/desk", endpoint.graphql, {"door": "desk"}, name="graphql-desk"),
    path("graphql/county", endpoint.graphql, {"door": "county"}, name="graphql-county"),
]
