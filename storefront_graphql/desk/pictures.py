"""A product's pictures at the desk: added, put in order, described, cropped, taken away."""

from typing import Any

import graphene

from market.catalogue import pictures
from storefront_graphql.desk import pictures_types as desk
from storefront_graphql.desk.goods import ProductPayload, product_now
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.scalars import Upload
from storefront_graphql.types import fields as f

AlbumPayload = payload("AlbumPayload", "The pictures as they are now.", album=f.maybe(desk.Album))


class AddPictureInput(graphene.InputObjectType):
    product_id = f.key()
    picture = Upload(required=True, description="JPEG, PNG or WebP, up to 10 MB.")
    alt = graphene.String(description="What the picture shows; else it is called like the product.")


class OrderPicturesInput(graphene.InputObjectType):
    """Every picture of the product, the main one first."""

    product_id = f.key()
    picture_ids = f.several(graphene.ID)


class MovePictureInput(graphene.InputObjectType):
    product_id = f.key()
    picture_id = f.key()
    position = f.whole("0 for the main one.")


class UpdatePictureInput(graphene.InputObjectType):
    """What is left out stays as it is."""

    product_id = f.key()
    picture_id = f.key()
    alt = graphene.String()
    focus_x = graphene.Int(description="In percent from the left, 0 to 100.")
    focus_y = graphene.Int(description="In percent from the top, 0 to 100.")


class RemovePictureInput(graphene.InputObjectType):
    product_id = f.key()
    picture_id = f.key()


class PicturesQuery(graphene.ObjectType):
    album = f.maybe(desk.Album, "The pictures of a product.", product_id=graphene.ID(required=True))

    @staticmethod
    @or_none
    def resolve_album(_root: Any, info: Any, product_id: str) -> Any:
        return pictures.album(actor=info.context.actor, product_id=product_id)


def _changed(change: Any) -> Any:
    """Make the resolver of a change that answers with the album."""

    @staticmethod  # type: ignore[misc]  # it becomes a class's
    @domain_mutation
    def resolve(_root: Any, info: Any, input: Any) -> Any:
        actor = info.context.actor
        change(actor=actor, now=info.context.now, **input)
        return {"album": pictures.album(actor=actor, product_id=input.product_id)}

    return resolve


class PicturesMutations(graphene.ObjectType):
    add_picture = f.one(ProductPayload, input=f.given(AddPictureInput))
    order_pictures = f.one(AlbumPayload, input=f.given(OrderPicturesInput))
    move_picture = f.one(AlbumPayload, input=f.given(MovePictureInput))
    update_picture = f.one(AlbumPayload, input=f.given(UpdatePictureInput))
    remove_picture = f.one(AlbumPayload, input=f.given(RemovePictureInput))

    @staticmethod
    @domain_mutation
    def resolve_add_picture(_root: Any, info: Any, input: Any) -> Any:
        file = input.pop("picture")
        pictures.add_picture(
            actor=info.context.actor,
            data=file.read(),
            name=file.name or "",
            now=info.context.now,
            **input,
        )
        return product_now(info, input.product_id)

    resolve_order_pictures = _changed(pictures.order_pictures)
    resolve_move_picture = _changed(pictures.move_picture)
    resolve_update_picture = _changed(pictures.update_picture)
    resolve_remove_picture = _changed(pictures.remove_picture)
