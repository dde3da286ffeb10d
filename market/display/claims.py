"""What a seller's product may claim today and why not, as the desk shows it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from market.accounts.actors import Actor, require_duty
from market.batches import queries as batches
from market.catalogue.models import Product
from market.display import building
from market.gi import output, rules
from market.gi import queries as gi
from market.gi.models import AuthorisedUser, FlagState, Output, TextFlag
from market.gi.rules import Badge, Reason
from market.kernel.errors import NotFound

# Nothing is in store that a right could be judged by.
NO_GOODS = "NO_GOODS"


@dataclass(frozen=True, slots=True)
class OutputOf:
    """Grams of the present season; of all users of the right, or of this seller."""

    everybody: bool
    taken_grams: int
    ceiling_grams: int | None

    @property
    def percent(self) -> int | None:
        return output.percent(self.taken_grams, self.ceiling_grams) if self.ceiling_grams else None

    @property
    def near(self) -> bool:
        return self.percent is not None and self.percent >= output.NEAR


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """`reasons` are all that stand against a badge; `flag` a text that waits or was refused."""

    product_id: str
    product_name: str
    right_id: str | None
    right_name: str | None
    badge: Badge | None
    reasons: tuple[Reason | str, ...]
    outputs: tuple[OutputOf, ...]
    flag: TextFlag | None


def own_claim(*, actor: Actor, product_id: str, on: date) -> OwnClaim:
    """Return what a product of the merchant may claim. Six statements. Raises Forbidden, NotFound.

    Judged by the newest batch that has units, as the shop does.
    """
    staff = require_duty(actor, "GOODS")
    own = Product.objects.visible_to(staff).select_related("merchant", "right")
    product = own.filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    told = TextFlag.objects.filter(
        subject=product_id, state__in=(FlagState.WAITING, FlagState.REFUSED)
    )
    badge, reasons = _judged(product, on)
    return OwnClaim(
        product_id=product.public_id,
        product_name=product.name,
        right_id=product.right.public_id if product.right else None,
        right_name=product.right.name if product.right else None,
        badge=badge,
        reasons=reasons,
        outputs=_outputs(product, on),
        flag=told.first(),
    )


def _judged(product: Product, on: date) -> tuple[Badge | None, tuple[Reason | str, ...]]:
    if product.right_id is None:
        return None, ()
    grown = batches.grown_newest([product.pk], on).get(product.pk)
    if grown is None:
        return None, (NO_GOODS,)
    code = product.merchant.credit_code
    claim = building.claim_of(product.pk, product.right_id, code, product.variety, grown)
    verdict = gi.verdicts_of([claim], on)[product.pk]
    return verdict.badge, verdict.reasons


def _outputs(product: Product, on: date) -> tuple[OutputOf, ...]:
    """Return the seller's own output and that of all; none for a right that licenses none."""
    right, code = product.right, product.merchant.credit_code
    if right is None or not rules.needs_user(right.scheme):
        return ()
    season = rules.season_of(on, right.season_starts)
    rows = Output.objects.filter(Q(credit_code=code) | Q(credit_code=""), right=right)
    taken = dict(rows.filter(season_on=season).values_list("credit_code", "taken_grams"))
    user = AuthorisedUser.objects.filter(right=right, credit_code=code).first() if code else None
    found = [OutputOf(True, taken.get("", 0), right.ceiling_grams)]
    if user is not None:
        found.insert(0, OutputOf(False, taken.get(code, 0), user.ceiling_grams))
    return tuple(found)
