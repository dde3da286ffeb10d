"""The schema, put together."""

import graphene

from storefront_graphql import errors
from storefront_graphql.county.mutations import Mutation
from storefront_graphql.county.queries import Query
from storefront_graphql.types import trust

schema = graphene.Schema(
    query=Query, mutation=Mutation, types=[*errors.REFUSALS, trust.Review, trust.Question]
)
