"""Sign-in of staff, by django-allauth. Accounts are made by the county, so nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from storefront_graphql import messages
from storefront_graphql.context import client_address, note_sign_in


class StaffAdapter(DefaultAccountAdapter):
    """No sign-up, no chatter; a session's start is noted, from which its 12 hours count."""

    # What the API says of the same.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": messages.TEXTS["SIGN_IN_FAILED"],
        "too_many_login_attempts": messages.TEXTS["TOO_MANY_TRIES"],
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What tries to sign in are counted by; the same as everywhere else here."""
        return client_address(request)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        note_sign_in(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows shows who is signed in."""
