"""Asking over HTTP, as a client does."""

import json
from typing import Any

from django.test import Client


class Asker:
    """One client: a browser with its cookies, or a machine with a token."""

    def __init__(self, *, token: str | None = None) -> None:
        self.http = Client(raise_request_exception=False)
        self.headers = {"X-Shopper-Token": token} if token else {}
        self.status = 0

    def post(self, door: str, body: Any, **extra: Any) -> Any:
        """Post any JSON body and return the answer's JSON."""
        response = self.http.post(
            f"/graphql/{door}",
            body if isinstance(body, str | bytes) else json.dumps(body),
            content_type=extra.pop("content_type", "application/json"),
            headers={**self.headers, **extra.pop("headers", {})},
        )
        self.status = response.status_code
        return response.json()

    def ask(self, door: str, text: str, **variables: Any) -> Any:
        """Run a text and return its answer, errors and all."""
        return self.post(door, {"query": text, "variables": variables})

    def run(self, door: str, operation: str, **variables: Any) -> Any:
        """Run a registered operation; it must have no top-level error. Return its `data`."""
        answer = self.post(door, {"id": operation, "variables": variables})
        assert "errors" not in answer, answer
        return answer["data"]

    def do(self, door: str, operation: str, **given: Any) -> Any:
        """Run a registered mutation; it must not be refused. Return its payload."""
        (payload,) = self.run(door, operation, input=given).values()
        assert payload["errors"] == [], payload
        return payload

    def refused(self, door: str, operation: str, **given: Any) -> Any:
        """Run a registered mutation that must be refused once. Return the error."""
        (payload,) = self.run(door, operation, input=given).values()
        (error,) = payload["errors"]
        assert error["message"]
        return error

    def sign_in(self, door: str, username: str, password: str) -> "Asker":
        """Sign in at a door of staff."""
        self.do(door, "SignIn", username=username, password=password)
        return self


def top(answer: Any) -> str:
    """Return the code of the only top-level error, checking its form."""
    (error,) = answer["errors"]
    assert error["message"]
    assert error["extensions"]["requestId"]
    code: str = error["extensions"]["code"]
    return code
