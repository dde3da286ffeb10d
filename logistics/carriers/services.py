"""The carriers that the timetable names."""

from logistics.carriers.models import Carrier

KNOWN = (("van", "村村通货车"), ("post", "邮政投递"))


def register_known() -> None:
    """Make the county's carriers; those that exist stay as they are."""
    Carrier.objects.bulk_create(
        [Carrier(code=code, name=name) for code, name in KNOWN], ignore_conflicts=True
    )
