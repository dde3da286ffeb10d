"""A new product from one that is there."""

from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor
from market.catalogue import finding
from market.catalogue import services as catalogue
from market.catalogue.models import Product, ProductPicture

SUFFIX = "（副本）"
NAME_LENGTH = 80


@transaction.atomic
def copy_product(*, actor: Actor, product_id: str, now: datetime) -> Product:
    """Make a draft with the words, facts, sizes, prices and pictures of a product.

    Batches, stock, times and the county's word stay with the original. Raises NotFound.
    """
    original = finding.visible(actor, product_id)
    variants = original.variants.filter(active=True).order_by("position")
    made = catalogue.create_product(
        actor=actor,
        category=original.category_id,
        name=original.name[: NAME_LENGTH - len(SUFFIX)] + SUFFIX,
        subtitle=original.subtitle,
        story=original.story,
        origin_code=original.origin_id,
        variety=original.variety,
        storage=original.storage,
        attributes=original.attributes,
        right_id=original.right.public_id if original.right else None,
        shelf_days=original.shelf_days,
        perishable=original.perishable,
        variants=[
            catalogue.NewVariant(
                name=variant.name,
                net_grams=variant.net_grams,
                gross_grams=variant.gross_grams,
                price_fen=variant.price_fen,
                pieces=variant.pieces,
            )
            for variant in variants
        ],
        now=now,
    )
    ProductPicture.objects.bulk_create(
        ProductPicture(
            product=made,
            picture_id=shown.picture_id,
            position=position,
            alt=shown.alt,
            focus_x=shown.focus_x,
            focus_y=shown.focus_y,
        )
        for position, shown in enumerate(original.pictures.order_by("position"))
    )
    return made
