"""The schema, put together."""

import graphene

from storefront_graphql import errors
from storefront_graphql.county.mutations import Mutation
from storefront_graphql.county.queries import Query

schema = graphene.Schema(query=Query, mutation=Mutation, types=errors.REFUSALS)
