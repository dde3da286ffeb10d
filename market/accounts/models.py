"""Users sign in; customers buy. A customer may be a guest known only by a token."""

from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from market.accounts.actors import Shopper
from market.kernel.models import PublicIdField, Stamped


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, username: str, password: str, name: str, phone: str = "") -> "User":
        """Make a user who can sign in."""
        user = self.model(username=username, name=name, phone=phone)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, Stamped):
    """Somebody who signs in: clerk, merchant's staff or operator, by the rows that name them."""

    public_id = PublicIdField("usr")
    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    # Of a township's officer: an operator who sees and recommends only that town's sellers.
    town_code = models.CharField(max_length=9, blank=True)
    # Grows to end every session at once, without a new password.
    session_epoch = models.PositiveIntegerField(default=0)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Name the sessions that are good: of this password and this epoch."""
        return salted_hmac(
            "market.accounts.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, actor: object) -> Self:
        """A shopper sees only themself."""
        if isinstance(actor, Shopper):
            return self.filter(pk=actor.customer_id)
        return self.none()


class Customer(Stamped):
    """Somebody who buys. Villagers whom a clerk serves may have neither phone nor token."""

    public_id = PublicIdField("cus")
    name = models.CharField(max_length=64, blank=True)
    # E.164 or empty.
    phone = models.CharField(max_length=20, blank=True)
    # SHA-256 of the guest's token; the token itself is held only by the guest.
    token_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="customer")

    objects = CustomerQuerySet.as_manager()


class PhoneCode(Stamped):
    """Six digits sent to a phone, good for one thing (`subject`) and one use; kept as a hash."""

    public_id = PublicIdField("pco")
    subject = models.CharField(max_length=64)
    phone = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-id"]),
            models.Index(fields=["phone", "sent_at"]),
        ]
