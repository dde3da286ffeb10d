"""The shopper's cart."""

from typing import Self

from django.db import models

from market.accounts.actors import Shopper
from market.kernel.models import PublicIdField, Stamped


class CartQuerySet(models.QuerySet["Cart"]):
    def visible_to(self, actor: object) -> Self:
        if isinstance(actor, Shopper):
            return self.filter(customer_id=actor.customer_id)
        return self.none()


class Cart(Stamped):
    """One customer's cart. It has one delivery: a point, or an address in a village."""

    public_id = PublicIdField("crt")
    customer = models.OneToOneField("accounts.Customer", models.PROTECT, related_name="cart")
    delivery_kind = models.CharField(max_length=8, blank=True)
    point_id = models.BigIntegerField(null=True)
    point_code = models.CharField(max_length=32, blank=True)
    village_code = models.CharField(max_length=12, blank=True)
    address = models.CharField(max_length=120, blank=True)
    buyer_name = models.CharField(max_length=64, blank=True)
    buyer_phone = models.CharField(max_length=20, blank=True)

    objects = CartQuerySet.as_manager()


class CartLine(Stamped):
    """So many of a variant. Price and right when it was put in tell what changed since."""

    public_id = PublicIdField("cln")
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    seen_price_fen = models.BigIntegerField()
    # The public id of the right whose badge it had, or empty.
    seen_right_id = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_one_line_a_variant"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="cart_quantity_above_zero"
            ),
        ]
