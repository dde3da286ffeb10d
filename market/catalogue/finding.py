"""From what an actor names to the row: own products, kinds, origins and rights."""

from market.accounts.actors import Actor, MerchantStaff, require_duty
from market.catalogue.models import Category, Product, Variant
from market.gi.models import Right
from market.kernel.errors import Invalid, NotFound
from market.places.models import Place


def staff(actor: Actor) -> MerchantStaff:
    """Return the actor as staff who look after goods, or raise Forbidden."""
    return require_duty(actor, "GOODS")


def own(actor: Actor, product_id: str) -> Product:
    """Return the merchant's product, locked; every change of a product waits here for others."""
    staff(actor)
    products = Product.objects.visible_to(actor).select_related("category", "merchant")
    products = products.select_for_update(of=("self",), no_key=True)
    product = products.filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    return product


def visible(actor: Actor, product_id: str) -> Product:
    """Return the merchant's product, not locked. Raises NotFound("product")."""
    staff(actor)
    products = Product.objects.visible_to(actor).select_related("category", "merchant", "right")
    product = products.filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    return product


def own_variant(actor: Actor, variant_id: str) -> tuple[Product, Variant]:
    """Return the merchant's product, locked, and its variant. Raises NotFound("variant")."""
    staff(actor)
    found = Variant.objects.filter(
        public_id=variant_id, product__in=Product.objects.visible_to(actor)
    ).values_list("product__public_id", flat=True)
    product_id = found.first()
    if product_id is None:
        raise NotFound("variant")
    product = own(actor, product_id)
    # Read only now, behind the product's lock.
    return product, product.variants.get(public_id=variant_id)


def category(code: str) -> Category:
    """Return a kind of goods. Raises Invalid("category", "unknown")."""
    category = Category.objects.filter(code=code).first()
    if category is None:
        raise Invalid("category", "unknown")
    return category


def origin(code: str) -> Place:
    """Return where goods come from. Raises Invalid("originCode", "unknown")."""
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise Invalid("originCode", "unknown")
    return place


def right(right_id: str | None) -> Right | None:
    """Return the right that goods are said to come under. Raises Invalid("rightId", "unknown")."""
    if right_id is None:
        return None
    right = Right.objects.filter(public_id=right_id).first()
    if right is None:
        raise Invalid("rightId", "unknown")
    return right
