"""Broken, greedy and forged requests: refused at once, before the first SQL statement."""

import json
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from storefront_graphql import limits
from tests.graphql.asking import Asker, top

pytestmark = pytest.mark.django_db

NESTED = "{ __typename " + "categories { code " * 10 + "}" * 11
ALIASES = "{" + " ".join(f"a{i}: __typename" for i in range(51)) + "}"
FIELDS = "{" + "__typename " * 501 + "}"
MANY = "{" + "__typename " * 8_000 + "}"
DIRECTIVES = "{ __typename " + "@include(if: true) " * 21 + "}"
MUTATIONS = "mutation {" + " ".join(f"m{i}: startSession {{ token }}" for i in range(4)) + "}"
TOKENS = "{ __typename" + "(a: 1)" * 2_500 + "}"
DEEP = "{a" * 1_999 + "}" * 1_999
SPREAD = (
    "{ ...F0 } "
    + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(30))
    + " fragment F30 on Query { __typename }"
)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (NESTED, "depth"),
        (ALIASES, "aliases"),
        (FIELDS, "fields"),
        (MANY, "fields"),
        (DIRECTIVES, "directives"),
        (MUTATIONS, "mutations"),
        (TOKENS, "tokens"),
        (DEEP, "depth"),
        (SPREAD, "fields"),
    ],
    ids=[
        "depth",
        "aliases",
        "fields",
        "many",
        "directives",
        "mutations",
        "tokens",
        "deep",
        "spread",
    ],
)
def test_too_much_is_refused_quickly_and_without_sql(
    text: str, limit: str, django_assert_num_queries: Any
) -> None:
    asker = Asker()
    asker.ask("shop", "{ __typename }")
    with django_assert_num_queries(0):
        began = time.process_time()
        answer = asker.ask("shop", text)
        took = time.process_time() - began
    assert top(answer) == "TOO_COMPLEX"
    assert answer["errors"][0]["extensions"]["limit"] == limit
    assert asker.status == 400
    assert took < 0.05


def test_a_fragment_that_contains_itself_is_refused() -> None:
    text = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    assert top(Asker().ask("shop", text)) == "BAD_REQUEST"


@pytest.mark.parametrize(
    "text",
    [
        "query A { __typename } query B { __typename }",
        "fragment A on Query { __typename }",
        "subscription { __typename }",
        "{",
        "{ categories }",
        "{ catgories { code } }",
        "query ($x: Int!) { __typename }",
        "",
    ],
)
def test_what_is_not_one_good_operation_is_refused(text: str) -> None:
    answer = Asker().ask("shop", text)
    assert top(answer) == "BAD_REQUEST"
    assert "Did you mean" not in json.dumps(answer)


@pytest.mark.parametrize(
    "body",
    [
        [{"id": "Categories"}],
        [{"query": "{ __typename }"}, {"query": "{ __typename }"}],
        "{",
        '"text"',
        "null",
        {"id": 7},
        {"id": "Categories", "variables": []},
        {"id": "Categories", "query": "{ __typename }"},
        {"id": "county/Me"},
        {"id": "NoSuch"},
        {"id": "../shop/Categories"},
        {},
        {"query": "{ __typename }", "batch": True},
    ],
)
def test_bodies_of_the_wrong_form_are_refused(body: Any) -> None:
    asker = Asker()
    assert top(asker.post("shop", body)) == "BAD_REQUEST"
    assert asker.status == 400


def test_a_body_of_more_than_a_megabyte_is_refused() -> None:
    asker = Asker()
    text = json.dumps({"query": "{ __typename }", "variables": {"x": "a" * limits.BODY_BYTES}})
    assert top(asker.post("shop", text)) == "TOO_COMPLEX"
    assert asker.status == 413


def test_free_text_is_refused_where_it_is_off(settings: Any) -> None:
    settings.GRAPHQL_AD_HOC = False
    assert top(Asker().ask("shop", "{ __typename }")) == "BAD_REQUEST"
    assert Asker().run("shop", "shop/Categories").keys() == {"categories"}


# Row 25: what a page of another site can make a browser send.


def test_get_is_refused() -> None:
    response = Asker().http.get("/graphql/shop", {"query": "{ __typename }"})
    assert response.status_code == 405
    assert top(response.json()) == "BAD_REQUEST"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_simple_forms_are_refused(kind: str) -> None:
    asker = Asker()
    answer = asker.post("desk", '{"query": "{ __typename }"}', content_type=kind)
    assert top(answer) == "BAD_REQUEST"
    assert asker.status == 415


def multipart(asker: Asker, operations: Any, places: Any, **headers: str) -> Any:
    response = asker.http.post(
        "/graphql/desk",
        {
            "operations": json.dumps(operations),
            "map": json.dumps(places),
            "0": SimpleUploadedFile("a.png", b"not a picture"),
        },
        headers=headers,
    )
    asker.status = response.status_code
    return response.json()


def test_multipart_without_the_header_is_refused() -> None:
    body = {"query": "{ __typename }", "variables": {"file": None}}
    assert top(multipart(Asker(), body, {"0": ["variables.file"]})) == "BAD_REQUEST"
    answer = multipart(Asker(), body, {"0": ["variables.file"]}, X_Requested_With="test")
    assert answer == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "places",
    [
        {"0": ["query"]},
        {"0": ["variables.other"]},
        {"0": ["variables.file.deeper"]},
        {"9": ["variables.file"]},
        {"0": "variables.file"},
        [],
    ],
)
def test_a_map_to_nowhere_is_refused(places: Any) -> None:
    body = {"query": "{ __typename }", "variables": {"file": None}}
    answer = multipart(Asker(), body, places, X_Requested_With="test")
    assert top(answer) == "BAD_REQUEST"


def test_another_sites_page_is_refused() -> None:
    asker = Asker()
    body = {"query": "{ __typename }"}
    assert top(asker.post("desk", body, headers={"Origin": "https://evil.example"})) == "FORBIDDEN"
    assert asker.post("desk", body, headers={"Origin": "http://testserver"})["data"]


# Row 26: nothing about the inside.


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "Query") { name } }',
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    ],
)
def test_introspection_is_shut(text: str) -> None:
    assert top(Asker().ask("shop", text)) == "BAD_REQUEST"


def test_introspection_is_open_where_it_is_on(settings: Any) -> None:
    settings.GRAPHQL_INTROSPECTION = True
    answer = Asker().ask("shop", '{ __type(name: "Query") { name } }')
    assert answer["data"]["__type"]["name"] == "Query"


def test_a_misspelt_variable_gives_no_hint() -> None:
    answer = Asker().ask(
        "desk",
        "mutation ($i: SignInInput!) { signIn(input: $i) { errors { code } } }",
        i={"usrname": "a", "username": "a", "password": "b"},
    )
    assert top(answer) == "BAD_REQUEST"
    assert answer["errors"][0]["extensions"]["field"] == "i"
    assert "Did you mean" not in json.dumps(answer)


def test_a_bug_is_masked_and_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    from storefront_graphql.shop import queries

    def broken(*_: Any) -> Any:
        raise RuntimeError('relation "secret" does not exist: SELECT 1')

    monkeypatch.setattr(queries.Category.objects, "order_by", broken)
    asker = Asker()
    answer = asker.post("shop", {"id": "Categories"})
    assert top(answer) == "INTERNAL"
    assert asker.status == 500
    assert "secret" not in json.dumps(answer)


@pytest.mark.parametrize("text", ["\\u0000", "\\u{0}", "\\u{000000}", "\x00"])
def test_a_text_that_no_database_keeps_is_refused(text: str) -> None:
    answer = Asker().ask("shop", f'{{ suggest(text: "{text}") }}')
    assert top(answer) == "BAD_REQUEST"
    answer = Asker().post("shop", {"id": "Suggest", "variables": {"text": "a\x00"}})
    assert answer["errors"][0]["extensions"]["field"] == "text"


# Row 24: what graphql-cop tries, with production's settings.


@pytest.mark.parametrize(
    "path", ["/graphql", "/graphiql", "/playground", "/graphql/console", "/graphql/shop/"]
)
def test_there_is_no_console(db: None, path: str) -> None:
    asker = Asker()
    assert asker.http.get(path, headers={"Accept": "text/html"}).status_code == 404


def test_a_browser_that_opens_the_address_gets_no_console() -> None:
    response = Asker().http.get("/graphql/shop", headers={"Accept": "text/html"})
    assert response.status_code == 405
    assert response.headers["Content-Type"].startswith("application/json")


def test_a_mutation_by_get_changes_nothing() -> None:
    query = {"query": "mutation { startSession { token } }", "id": "StartSession"}
    assert Asker().http.get("/graphql/shop", query).status_code == 405


def test_nothing_is_traced() -> None:
    asker = Asker()
    body = {"query": "{ __typename }", "extensions": {"tracing": {"version": 1}}}
    response = asker.post("shop", body, headers={"X-Apollo-Tracing": "1", "Apollo-Query-Plan": "1"})
    assert response == {"data": {"__typename": "Query"}}


def test_the_same_field_many_times_is_counted() -> None:
    assert top(Asker().ask("shop", "{" + "__typename \n" * 1_000 + "}")) == "TOO_COMPLEX"


def test_a_page_that_is_too_dear_is_refused(django_assert_num_queries: Any) -> None:
    """Cost is known before anything is asked of the database."""
    lines = "consignments { lines { id batches { code } badge { code } picture { key url } } }"
    text = f"query ($n: Int!) {{ orders(first: $n) {{ nodes {{ {lines} }} }} }}"
    asker = Asker()
    assert top(asker.ask("shop", text, n=1)) == "UNAUTHENTICATED"
    with django_assert_num_queries(0):
        answer = asker.ask(
            "shop",
            "query ($n: Int!) {" + f" a: orders(first: $n) {{ nodes {{ {lines} }} }}" * 8 + "}",
            n=100,
        )
    assert answer["errors"][0]["extensions"]["limit"] == "cost"


def test_a_null_for_what_must_not_be_null_is_the_clients_fault() -> None:
    text = "query ($w: Int) { products(first: 1) { nodes { picture { url(width: $w) } } } }"
    assert Asker().ask("shop", text)["data"]
    text = "query ($n: Int = 5) { products(first: $n) { total } }"
    assert top(Asker().ask("shop", text, n=None)) == "BAD_REQUEST"
