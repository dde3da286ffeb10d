"""How the pages of staff let in, ask and answer: one door each, only through the API's client."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from storefront_graphql.client import RequestFailed, run

View = Callable[..., HttpResponse]
HOMES = {"counter": "counter_order", "desk": "desk_home", "county": "county_home"}
REFUSED = 422


class Door:
    """A door of staff: asks as whoever is signed in there, and turns away who is not."""

    def __init__(self, name: str) -> None:
        self.name = name

    def ask(self, request: HttpRequest, operation: str, **variables: Any) -> dict[str, Any]:
        """Run a registered operation; return its `data`. Raises RequestFailed."""
        return run(self.name, operation, variables, request)

    def do(self, request: HttpRequest, operation: str, **given: Any) -> dict[str, Any]:
        """Run a registered mutation with one `input`; return its payload. Raises RequestFailed."""
        (payload,) = self.ask(request, operation, input=given).values()
        return payload

    def page(self, view: View) -> View:
        """Make a page of this door: never kept by a cache, and shown to its own people only."""

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
            try:
                response = view(request, *args, **given)
            except RequestFailed as failed:
                response = self._failed(request, failed)
            add_never_cache_headers(response)
            return response

        return answer

    def _failed(self, request: HttpRequest, failed: RequestFailed) -> HttpResponse:
        if failed.code == "UNAUTHENTICATED":
            safe = request.method in {"GET", "HEAD"}
            return redirect_to_login(request.get_full_path() if safe else reverse(HOMES[self.name]))
        if failed.code == "FORBIDDEN":
            return no_work(request)
        return render(request, "account/refused.html", {"failed": failed}, status=failed.status)


def no_work(request: HttpRequest, *, anywhere: bool = True) -> HttpResponse:
    """Say that the account has no work here (or nowhere), and offer to sign in with another."""
    context = {"account": request.user.get_username(), "anywhere": anywhere}
    return render(request, "account/no_work.html", context, status=403)


def home(request: HttpRequest) -> HttpResponse:
    """Lead whoever signed in to the own place of work: counter, desk or county."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("work"))
    for door, place in HOMES.items():
        me = run(door, "Me", {}, request)["me"]
        if me is not None:
            return redirect("county_merchants" if me.get("townCode") else place)
    return no_work(request, anywhere=False)
