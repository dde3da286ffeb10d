from django.apps import AppConfig

from storefront_graphql import logs


class StorefrontConfig(AppConfig):
    name = "storefront_graphql"
    label = "storefront"

    def ready(self) -> None:
        logs.configure()
