from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "storefront_graphql"
    label = "storefront"
