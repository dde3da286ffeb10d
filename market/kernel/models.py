"""What every table shares."""

from typing import TYPE_CHECKING, Any

from django.db import models

from market.kernel import ids


class Stamped(models.Model):
    """Row times for audit. Never business facts: those have their own columns."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class PublicIdField(_Text):
    """The id that the outside sees, made from the model's prefix when the object is made."""

    def __init__(self, prefix: str = "", **kwargs: Any) -> None:
        self.prefix = prefix
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # Said even when false: a copy of the field in a history table must not become unique again.
        return name, path, args, {**kwargs, "prefix": self.prefix, "unique": self.unique}

    def has_default(self) -> bool:
        return True

    def get_default(self) -> str:
        return ids.new(self.prefix)
