from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "market.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
