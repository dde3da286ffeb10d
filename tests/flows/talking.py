"""Talking to the running shop over real HTTP, as any client would."""

import json
from typing import Any

import requests


class Caller:
    """One client with its cookies. Staff sign in at their door; a guest keeps a token."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = requests.Session()
        self.http.headers["X-Requested-With"] = "test"

    def run(self, door: str, operation: str, **variables: Any) -> dict[str, Any]:
        """Run a registered operation without a top-level error; return its data."""
        answer = self.http.post(
            f"{self.base}/graphql/{door}",
            json={"id": operation, "variables": variables},
            headers={"X-CSRFToken": self.http.cookies.get("csrftoken", "")},
            timeout=20,
        ).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def do(self, door: str, operation: str, **given: Any) -> dict[str, Any]:
        """Run a mutation that must not be refused; return its payload."""
        (payload,) = self.run(door, operation, input=given).values()
        assert payload["errors"] == [], payload
        return payload

    def refused(self, door: str, operation: str, **given: Any) -> dict[str, Any]:
        """Run a mutation that must be refused once; return the error."""
        (payload,) = self.run(door, operation, input=given).values()
        (error,) = payload["errors"]
        return error

    def upload(
        self,
        door: str,
        operation: str,
        *,
        file: bytes,
        file_name: str = "picture.png",
        content_type: str = "image/png",
        field: str = "picture",
        **given: Any,
    ) -> dict[str, Any]:
        """Run a mutation with one file, by the GraphQL multipart request specification."""
        request = {"id": operation, "variables": {"input": {**given, field: None}}}
        answer = self.http.post(
            f"{self.base}/graphql/{door}",
            data={
                "operations": json.dumps(request),
                "map": json.dumps({"0": [f"variables.input.{field}"]}),
            },
            files={"0": (file_name, file, content_type)},
            headers={"X-CSRFToken": self.http.cookies.get("csrftoken", "")},
            timeout=30,
        ).json()
        assert "errors" not in answer, answer
        (payload,) = answer["data"].values()
        assert payload["errors"] == [], payload
        return payload
