"""A seller and protected names: what it may use, how much of it is sold, what it asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q

from market.accounts.actors import Actor, require_duty
from market.catalogue.models import Product
from market.display.claims import OutputOf
from market.gi import applied, rules
from market.gi import queries as gi
from market.gi.applied import Applied
from market.gi.models import AuthorisedUser, Output, Right, Scheme, UserStatus
from market.merchants.models import Merchant
from market.places.models import Place


@dataclass(frozen=True, slots=True)
class OwnRight:
    """A right on whose list the seller is, or was. `holds`: goods may carry its badge today.

    `goods` are the seller's products, drafts too, that come under the right.
    """

    right: Right
    user: AuthorisedUser
    holds: bool
    goods: int
    outputs: tuple[OutputOf, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the seller's page of protected names shows. Without a code it can ask for none."""

    has_code: bool
    rights: tuple[OwnRight, ...]
    applications: tuple[Applied, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A right that could be asked for, and its villages in this county: (code, name, town)."""

    right: Right
    villages: tuple[tuple[str, str, str], ...]


def standing(*, actor: Actor, on: date) -> Standing:
    """Return the rights and the applications of the actor's shop. Eight statements at most.

    Raises Forbidden.
    """
    merchant = _merchant(actor)
    users: list[AuthorisedUser] = []
    if merchant.credit_code:
        rows = AuthorisedUser.objects.select_related("right")
        users = list(rows.filter(credit_code=merchant.credit_code).order_by("right__name", "pk"))
    goods = _goods(merchant, users)
    outputs = _outputs(merchant, users, on)
    return Standing(
        has_code=bool(merchant.credit_code),
        rights=tuple(
            OwnRight(
                right=user.right,
                user=user,
                holds=_holds(user, on),
                goods=goods.get(user.right_id, 0),
                outputs=outputs[user.pk],
            )
            for user in users
        ),
        applications=tuple(applied.of_merchant(merchant.public_id)),
    )


def choices(*, actor: Actor, on: date) -> list[Right]:
    """Return the rights that need a user, are in force, and reach into this county, by name.

    One statement. Raises Forbidden.
    """
    require_duty(actor, "GOODS")
    county: str = settings.COUNTY_CODE
    schemes = [each for each in Scheme if rules.needs_user(each)]
    return [
        right
        for right in Right.objects.filter(scheme__in=schemes).order_by("name", "scheme")
        if not rules.against(gi.facts_of(right), on)
        and any(code.startswith(county) or county.startswith(code) for code in right.area_codes)
    ]


def choice(*, actor: Actor, right_id: str, on: date) -> Choice | None:
    """Return one of `choices` with the villages that its area has here, or None. Two statements."""
    right = next((each for each in choices(actor=actor, on=on) if each.public_id == right_id), None)
    if right is None:
        return None
    villages = Place.objects.villages().filter(code__startswith=settings.COUNTY_CODE)
    rows = villages.order_by("code").values_list("code", "name", "parent__name")
    return Choice(right, tuple(row for row in rows if rules.in_area(right.area_codes, row[0])))


def _merchant(actor: Actor) -> Merchant:
    staff = require_duty(actor, "GOODS")
    return Merchant.objects.get(pk=staff.merchant_id)


def _holds(user: AuthorisedUser, on: date) -> bool:
    begun = user.from_on <= on and (user.to_on is None or on <= user.to_on)
    active = user.status == UserStatus.ACTIVE and begun
    return active and not rules.against(gi.facts_of(user.right), on)


def _goods(merchant: Merchant, users: Sequence[AuthorisedUser]) -> dict[int, int]:
    rows = Product.objects.filter(merchant=merchant, right__in=[user.right_id for user in users])
    counted = rows.order_by().values_list("right").annotate(count=Count("pk"))
    return dict(counted) if users else {}


def _outputs(
    merchant: Merchant, users: Sequence[AuthorisedUser], on: date
) -> dict[int, tuple[OutputOf, ...]]:
    """Return, by user, the own output of the present season and that of all. One statement."""
    if not users:
        return {}
    seasons = {user.right_id: rules.season_of(on, user.right.season_starts) for user in users}
    code = merchant.credit_code
    rows = Output.objects.filter(
        Q(credit_code=code) | Q(credit_code=""),
        right__in=list(seasons),
        season_on__in=set(seasons.values()),
    )
    taken = {
        (right, whose): grams
        for right, whose, season, grams in rows.values_list(
            "right", "credit_code", "season_on", "taken_grams"
        )
        if season == seasons[right]
    }
    return {
        user.pk: (
            OutputOf(False, taken.get((user.right_id, code), 0), user.ceiling_grams),
            OutputOf(True, taken.get((user.right_id, ""), 0), user.right.ceiling_grams),
        )
        for user in users
    }
