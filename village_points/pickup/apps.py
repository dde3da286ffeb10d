from django.apps import AppConfig


class PickupConfig(AppConfig):
    name = "village_points.pickup"
    label = "pickup"
    default_auto_field = "django.db.models.BigAutoField"
