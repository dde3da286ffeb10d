from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "village_points.points"
    label = "points"
    default_auto_field = "django.db.models.BigAutoField"
