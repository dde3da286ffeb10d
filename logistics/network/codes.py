"""How nodes are named: D-430423, S-<township>, P-<village>, M-<merchant slug>."""

from django.conf import settings


def depot() -> str:
    """Return the county depot's code."""
    return f"D-{settings.COUNTY_CODE}"


def station(town_code: str) -> str:
    """Return the code of a town's station."""
    return f"S-{town_code}"


def station_of(village_code: str) -> str:
    """Return the code of the station that serves a village."""
    return f"S-{village_code[:9]}"


def point(village_code: str) -> str:
    """Return the code of a village's point."""
    return f"P-{village_code}"


def merchant(slug: str) -> str:
    """Return the code of a merchant's own place."""
    return f"M-{slug}"
