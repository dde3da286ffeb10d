"""What clerks may do."""

from storefront_graphql.types.staff import SigningMutations


class Mutation(SigningMutations):
    pass
