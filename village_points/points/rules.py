"""Opening hours. Pure."""

RESIDENTS_COMMITTEE_BELOW = 200


def is_open(*, opens_minute: int, closes_minute: int, minute: int) -> bool:
    """Tell whether a point with these hours is open at a minute of the day; closing is closed."""
    return opens_minute <= minute < closes_minute


def usual_hours(village_code: str) -> tuple[int, int]:
    """Return the hours a new point starts with: 7:30-20:00 in town, 8:00-19:00 in a village.

    The last three digits of a division code tell which (GB/T 10114: below 200 residents').
    """
    if int(village_code[-3:]) < RESIDENTS_COMMITTEE_BELOW:
        return 7 * 60 + 30, 20 * 60
    return 8 * 60, 19 * 60
