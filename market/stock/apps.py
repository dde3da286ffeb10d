from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "market.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"
