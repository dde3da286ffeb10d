"""Who asks, through which door, when. Made for each request; costs nothing until it is asked."""

import ipaddress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

from market.accounts import queries as accounts
from market.accounts.actors import Actor, Anonymous, Clerk, Operator
from market.merchants import queries as merchants
from storefront_graphql.peers import Peers
from village_points.points import queries as points

SHOPPER_HEADER = "X-Shopper-Token"
SHOPPER_COOKIE = "shopper"

CLERK_IDLE = timedelta(minutes=15)
STAFF_ABSOLUTE = timedelta(hours=12)
# The time of the last request is written down at most this often.
SEEN_EVERY = timedelta(minutes=1)

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


def client_address(request: HttpRequest) -> str:
    """Return the address that asked, as our own proxies saw it; "" where none is known.

    The last TRUSTED_PROXIES entries of X-Forwarded-For were written by them, the first of these
    about the client; whatever stands before was sent by the client and is not believed. Without
    proxies, or where fewer entries came than there are, it is who opened the connection.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    if not 0 < settings.TRUSTED_PROXIES <= len(hops):
        return direct
    told = hops[-settings.TRUSTED_PROXIES].strip()
    # Some proxies write the port too: 203.0.113.9:50312, [2001:db8::7]:50312.
    host = told[1:].partition("]")[0] if told.startswith("[") else told
    host = host.partition(":")[0] if host.count(":") == 1 else host
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return direct


class Context:
    """One request at one door. `actor` is found on first use and then kept."""

    __slots__ = ("_actor", "door", "now", "peers", "request", "request_id")

    def __init__(self, request: HttpRequest, door: str) -> None:
        self.request = request
        self.door = door
        self.now: datetime = request.now  # type: ignore[attr-defined]
        self.request_id: str = request.request_id  # type: ignore[attr-defined]
        self.peers = Peers()
        self._actor: Actor | None = None

    @property
    def actor(self) -> Actor:
        if self._actor is None:
            self._actor = _find_actor(self)
        return self._actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self._actor = actor

    @property
    def address(self) -> str:
        """Where the request came from (`client_address`)."""
        return client_address(self.request)

    @property
    def signed_in(self) -> bool:
        """Whether a member of staff is signed in, at this door or another."""
        return signed_in_user(self.request, self.now) is not None


def _find_actor(context: Context) -> Actor:
    if context.door == "shop":
        return _shopper(context.request) or Anonymous()
    user = signed_in_user(context.request, context.now)
    role = role_at(context.door, user) if user else None
    if isinstance(role, Clerk) and _idle(context):
        return Anonymous()
    return role or Anonymous()


def _shopper(request: HttpRequest) -> Actor | None:
    token = request.headers.get(SHOPPER_HEADER) or request.COOKIES.get(SHOPPER_COOKIE)
    return accounts.shopper_by_token(token) if token else None


def role_at(door: str, user: Any) -> Actor | None:
    """Return what the user is at a door of staff, or None."""
    if door == "counter":
        return points.clerk_actor(user.pk)
    if door == "desk":
        return merchants.staff_actor(user.pk)
    return Operator(user.pk, user.town_code) if user.is_operator else None


def signed_in_user(request: HttpRequest, now: datetime) -> Any:
    """Return the signed-in user, or None; a session older than 12 hours is ended here."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    since = _time(request, SIGNED_IN_AT)
    if since is None or now - since > STAFF_ABSOLUTE:
        logout(request)
        return None
    return user


def _idle(context: Context) -> bool:
    """Tell whether a clerk was away too long, and end the session if so; else note the time."""
    seen = _time(context.request, SEEN_AT) or _time(context.request, SIGNED_IN_AT)
    if seen is None or context.now - seen > CLERK_IDLE:
        logout(context.request)
        return True
    if context.now - seen >= SEEN_EVERY:
        context.request.session[SEEN_AT] = context.now.isoformat()
    return False


def _time(request: HttpRequest, key: str) -> datetime | None:
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else None


def note_sign_in(request: HttpRequest) -> None:
    """Write down when this session began: the start of its 12 hours."""
    now: datetime = request.now  # type: ignore[attr-defined]
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now.isoformat()
