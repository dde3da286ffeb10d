"""What shoppers may ask."""

from typing import Any

import graphene

from market.catalogue.models import Category
from market.places.models import Place
from storefront_graphql.types import catalogue, places


class Query(graphene.ObjectType):
    categories = graphene.List(graphene.NonNull(catalogue.Category), required=True)
    towns = graphene.List(graphene.NonNull(places.Town), required=True)

    @staticmethod
    def resolve_categories(_root: Any, _info: Any) -> Any:
        return Category.objects.order_by("position").values("code", "name")

    @staticmethod
    def resolve_towns(_root: Any, _info: Any) -> Any:
        return Place.objects.towns().order_by("code").values("code", "name")
