"""Places people name."""

import graphene


class Town(graphene.ObjectType):
    """A town of the county, by its 9-digit division code."""

    code = graphene.ID(required=True)
    name = graphene.String(required=True)
