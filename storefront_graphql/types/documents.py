"""Papers, for whoever may see the thing that they belong to."""

from typing import Any

import graphene
from django.urls import reverse

from market.media import models as media
from storefront_graphql.types import fields as f
from storefront_graphql.types.parcels import labelled

DocumentKind = labelled(media.DocumentKind, "What a document's file is.")


class Document(graphene.ObjectType):
    """An accepted paper: a licence, a permit, a report."""

    id = f.key()
    name = f.text("What its sender called it, with an ending that fits.")
    kind = graphene.Field(DocumentKind, required=True)
    size = f.whole("In bytes.")
    is_public = f.yes("Private ones are for the seller's staff and for operators.")
    url = f.text("Where it can be downloaded, with the session of whoever may.")

    @staticmethod
    def resolve_id(document: media.Document, _info: Any) -> str:
        return document.public_id

    @staticmethod
    def resolve_url(document: media.Document, _info: Any) -> str:
        return reverse("document", args=[document.public_id])
