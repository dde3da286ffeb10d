"""Who carries."""

from django.db import models

from market.kernel.models import Stamped


class Carrier(Stamped):
    """A carrier; `code` names its folder in this package."""

    code = models.CharField(max_length=16, primary_key=True)
    name = models.CharField(max_length=48)
    phone = models.CharField(max_length=20, blank=True)
