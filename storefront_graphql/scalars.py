"""Scalars of the product beside GraphQL's own: money in fen and uploaded files.

Dates are graphene's Date, times its DateTime (ISO 8601 with an offset), weights Int grams.
"""

from typing import Any

import graphene
from django.core.files.uploadedfile import UploadedFile
from graphql import GraphQLError, IntValueNode, ValueNode

# The largest whole number that every JSON reader keeps exact.
LARGEST = 2**53 - 1


class Fen(graphene.Scalar):
    """An amount of money in whole fen (1 yuan = 100 fen), CNY. A whole number up to 2^53 - 1."""

    @staticmethod
    def serialize(value: Any) -> int:
        return int(value)

    @staticmethod
    def parse_value(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
            raise GraphQLError("Fen must be a whole number")
        return value

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> int:
        if not isinstance(node, IntValueNode):
            raise GraphQLError("Fen must be a whole number")
        return Fen.parse_value(int(node.value))


class Grams(Fen):
    """A weight in whole grams that may be the output of a county. Up to 2^53 - 1."""


class Upload(graphene.Scalar):
    """A file of a multipart request (GraphQL multipart request specification)."""

    @staticmethod
    def serialize(value: Any) -> Any:
        raise GraphQLError("Upload is for input only")

    @staticmethod
    def parse_value(value: Any) -> UploadedFile:
        if not isinstance(value, UploadedFile):
            raise GraphQLError("Upload must be a file of a multipart request")
        return value

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> UploadedFile:
        raise GraphQLError("Upload must be a variable")
