from django.apps import AppConfig


class GiConfig(AppConfig):
    name = "market.gi"
    label = "gi"
    default_auto_field = "django.db.models.BigAutoField"
