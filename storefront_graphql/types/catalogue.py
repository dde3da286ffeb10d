"""What is for sale, as anybody may see it."""

import graphene


class Category(graphene.ObjectType):
    """A kind of goods."""

    code = graphene.ID(required=True)
    name = graphene.String(required=True)
