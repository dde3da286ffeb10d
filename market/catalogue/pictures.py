"""The pictures of a product: added, put in order, described, cropped, taken away.

Every change locks the product, grows its version and is told. Errors of all services here:
Forbidden (not staff who look after goods), NotFound (not this merchant's product, or a picture that
it does not have), and what each says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor
from market.catalogue import finding, typed
from market.catalogue.changes import changed
from market.catalogue.models import Product, ProductPicture, ProductStatus
from market.events.bus import emit_all
from market.kernel.errors import Invalid, NotFound, Stale
from market.media.services import accept_picture

MAX_PICTURES = 9


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of a product; the focus in percent from left and top."""

    id: str
    key: str
    width: int
    height: int
    alt: str
    focus_x: int
    focus_y: int
    avif: bool
    # Nobody has written yet what the picture shows: it is called like the product.
    undescribed: bool


@dataclass(frozen=True, slots=True)
class Album:
    """A product's pictures in their order, the main one first; `room` more may be added."""

    product_id: str
    product_name: str
    status: str
    version: int
    pictures: tuple[Shown, ...]

    @property
    def room(self) -> int:
        return MAX_PICTURES - len(self.pictures)


def album(*, actor: Actor, product_id: str) -> Album:
    """Return the pictures of one of the merchant's products. 2 statements."""
    product = finding.visible(actor, product_id)
    rows = product.pictures.select_related("picture").order_by("position")
    return Album(
        product_id=product.public_id,
        product_name=product.name,
        status=product.status,
        version=product.version,
        pictures=tuple(_shown(row, product) for row in rows),
    )


@transaction.atomic
def add_picture(
    *, actor: Actor, product_id: str, data: bytes, name: str, now: datetime, alt: str = ""
) -> ProductPicture:
    """Add a picture after the last one; the first is the main one.

    Without `alt` it is called like the product, or its kind. A picture that the product has already
    (the same upload again) is given back as it is. Raises media's PictureRefused, and Invalid: alt,
    or ("picture", "count") for a tenth.
    """
    finding.visible(actor, product_id)
    # Takes a moment, so the product is locked only behind it.
    picture = accept_picture(data=data, name=name, now=now)
    product = finding.own(actor, product_id)
    text = typed.alt(alt or product.name or product.category.name)
    rows = list(product.pictures.order_by("position"))
    known = next((row for row in rows if row.picture_id == picture.pk), None)
    if known is not None:
        return known
    if len(rows) >= MAX_PICTURES:
        raise Invalid("picture", "count")
    shown = ProductPicture.objects.create(
        product=product, picture=picture, position=len(rows), alt=text
    )
    changed(product)
    return shown


@transaction.atomic
def order_pictures(
    *, actor: Actor, product_id: str, picture_ids: Sequence[str], now: datetime
) -> None:
    """Show the pictures in this order, the first as the main one.

    Raises Invalid("pictures", "unknown" | "twice"), and Stale when one is missing: somebody added
    it meanwhile, and it must not be lost.
    """
    product = finding.own(actor, product_id)
    rows = _rows(product)
    by_id = {row.picture.public_id: row for row in rows}
    if len(set(picture_ids)) != len(picture_ids):
        raise Invalid("pictures", "twice")
    if not set(picture_ids) <= by_id.keys():
        raise Invalid("pictures", "unknown")
    if len(picture_ids) < len(rows):
        raise Stale(product.version)
    _arrange(product, rows, [by_id[picture_id] for picture_id in picture_ids])


@transaction.atomic
def move_picture(
    *, actor: Actor, product_id: str, picture_id: str, position: int, now: datetime
) -> None:
    """Put one picture at a position, 0 for the main one; the others close up.

    Raises Invalid("position", "range") for one that the product does not have.
    """
    product = finding.own(actor, product_id)
    rows = _rows(product)
    moved = _one(rows, picture_id)
    if not 0 <= position < len(rows):
        raise Invalid("position", "range")
    wanted = [row for row in rows if row is not moved]
    wanted.insert(position, moved)
    _arrange(product, rows, wanted)


@transaction.atomic
def update_picture(
    *,
    actor: Actor,
    product_id: str,
    picture_id: str,
    now: datetime,
    alt: str | None = None,
    focus_x: int | None = None,
    focus_y: int | None = None,
) -> None:
    """Say what a picture shows, and what of it must stay in sight; None leaves it as it is.

    The focus is in percent from the left and from the top. Raises Invalid: alt, focusX, focusY.
    """
    product = finding.own(actor, product_id)
    row = _one(_rows(product), picture_id)
    before = (row.alt, row.focus_x, row.focus_y)
    if alt is not None:
        row.alt = typed.alt(alt)
    if focus_x is not None:
        row.focus_x = typed.between(focus_x, 0, 100, field="focusX")
    if focus_y is not None:
        row.focus_y = typed.between(focus_y, 0, 100, field="focusY")
    if (row.alt, row.focus_x, row.focus_y) != before:
        row.save(update_fields=["alt", "focus_x", "focus_y"])
        changed(product)


@transaction.atomic
def remove_picture(*, actor: Actor, product_id: str, picture_id: str, now: datetime) -> None:
    """Take a picture away; the others close up. Its files stay while anything else shows it.

    Raises Invalid("pictures", "required") for the last one of a product that is in the shop.
    """
    product = finding.own(actor, product_id)
    rows = _rows(product)
    gone = _one(rows, picture_id)
    if len(rows) == 1 and product.status == ProductStatus.LISTED:
        raise Invalid("pictures", "required")
    gone.delete()
    left = [row for row in rows if row is not gone]
    _place(left)
    changed(product)


def tell_of_new_sizes(*, picture_id: str) -> None:
    """Tell of every product that shows a picture which now has more files; nothing else changed."""
    shown = Product.objects.filter(pictures__picture__public_id=picture_id)
    emit_all(
        ("product.changed", {"product": product_id})
        for product_id in shown.values_list("public_id", flat=True).order_by("pk")
    )


def _rows(product: Product) -> list[ProductPicture]:
    return list(product.pictures.select_related("picture").order_by("position"))


def _one(rows: Sequence[ProductPicture], picture_id: str) -> ProductPicture:
    row = next((row for row in rows if row.picture.public_id == picture_id), None)
    if row is None:
        raise NotFound("picture")
    return row


def _arrange(
    product: Product, rows: Sequence[ProductPicture], wanted: Sequence[ProductPicture]
) -> None:
    if list(rows) != list(wanted):
        _place(wanted)
        changed(product)


def _place(rows: Sequence[ProductPicture]) -> None:
    for position, row in enumerate(rows):
        row.position = position
    ProductPicture.objects.bulk_update(rows, ["position"])


def _shown(row: ProductPicture, product: Product) -> Shown:
    picture = row.picture
    return Shown(
        id=picture.public_id,
        key=picture.key,
        width=picture.width,
        height=picture.height,
        alt=row.alt,
        focus_x=row.focus_x,
        focus_y=row.focus_y,
        avif=picture.avif,
        undescribed=row.alt in {product.name, product.category.name},
    )
