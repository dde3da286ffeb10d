from django.apps import AppConfig


class CashConfig(AppConfig):
    name = "village_points.cash"
    label = "cash"
    default_auto_field = "django.db.models.BigAutoField"
