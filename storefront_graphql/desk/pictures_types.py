"""A product's pictures as its seller arranges them."""

from typing import Any

import graphene

from storefront_graphql.desk.goods_types import ProductStatusEnum
from storefront_graphql.types import fields as f


class DeskPicture(graphene.ObjectType):
    """One picture of a product."""

    id = f.key()
    key = f.text("Names its files: /media/<key>/<width>.webp.")
    width = f.whole("Of the largest file, in pixels.")
    height = f.whole()
    alt = f.text("What it shows.")
    undescribed = f.yes("Nobody has written yet what it shows.")
    focus_x = f.whole("What must stay in sight, in percent from the left.")
    focus_y = f.whole("The same from the top.")
    avif = f.yes("There is /media/<key>/<width>.avif too, which is smaller.")


class Album(graphene.ObjectType):
    """A product's pictures in their order, the main one first."""

    product_id = f.key()
    product_name = f.text()
    status = graphene.Field(ProductStatusEnum, required=True)
    version = f.whole("Of the product.")
    pictures = f.several(DeskPicture)
    room = f.whole("How many more may be added.")

    @staticmethod
    def resolve_pictures(album: Any, _info: Any) -> Any:
        return album.pictures
