"""Which method a verb and a path mean."""

import pytest

from server.errors import MalformedRequest, MethodNotAllowed, NoSuchRoute
from server.rest.routes import BadTemplate, Routes, parse_template

TEMPLATES = [
    ("GET", "/v1/connectors"),
    ("POST", "/v1/connectors"),
    ("GET", "/v1/connectors/{id}"),
    ("PUT", "/v1/connectors/{connector.id}"),
    ("POST", "/v1/connectors/test"),
    ("POST", "/v1/connectors/{id}:rotate"),
    ("GET", "/v1/{name=shelves/*}"),
    ("GET", "/v1/{name=shelves/*/books/*}"),
    ("GET", "/v1/files/{path=**}"),
]


@pytest.fixture(scope="module")
def routes() -> Routes[str]:
    routes: Routes[str] = Routes()
    for verb, path in TEMPLATES:
        routes.add(verb, path, path)
    return routes


@pytest.mark.parametrize(
    ("verb", "path", "template", "values"),
    [
        ("GET", "/v1/connectors", "/v1/connectors", {}),
        ("HEAD", "/v1/connectors", "/v1/connectors", {}),
        ("GET", "/v1/connectors/c1", "/v1/connectors/{id}", {"id": "c1"}),
        ("PUT", "/v1/connectors/c1", "/v1/connectors/{connector.id}", {"connector.id": "c1"}),
        ("POST", "/v1/connectors/test", "/v1/connectors/test", {}),
        ("GET", "/v1/c%6Fnnectors/c1", "/v1/connectors/{id}", {"id": "c1"}),
        ("GET", "/v1/connectors/a%20b%2Fc", "/v1/connectors/{id}", {"id": "a b/c"}),
        ("GET", "/v1/connectors/%C3%A9", "/v1/connectors/{id}", {"id": "é"}),
        ("GET", "/v1/connectors/a+b", "/v1/connectors/{id}", {"id": "a+b"}),
        ("GET", "/v1/connectors/..", "/v1/connectors/{id}", {"id": ".."}),
        ("POST", "/v1/connectors/c1:rotate", "/v1/connectors/{id}:rotate", {"id": "c1"}),
        ("GET", "/v1/connectors/c1:other", "/v1/connectors/{id}", {"id": "c1:other"}),
        ("GET", "/v1/shelves/s1", "/v1/{name=shelves/*}", {"name": "shelves/s1"}),
        ("GET", "/v1/shelves/s%2F1/books/b%20", "/v1/{name=shelves/*/books/*}", {"name": "shelves/s%2F1/books/b "}),
        ("GET", "/v1/files/a/b/c", "/v1/files/{path=**}", {"path": "a/b/c"}),
    ],
)
def test_a_verb_and_a_path_name_a_method(
    routes: Routes[str], verb: str, path: str, template: str, values: dict[str, str]
) -> None:
    assert routes.find(path).take(verb) == (template, values)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "*",
        "/v1",
        "/v1/connectors/",
        "/v1//connectors",
        "/v1/connectors/c1/",
        "/v1/connectors/a/b",
        "/V1/connectors",
    ],
)
def test_no_other_path_does(routes: Routes[str], path: str) -> None:
    with pytest.raises(NoSuchRoute):
        routes.find(path)


@pytest.mark.parametrize(
    ("verb", "path", "allowed"),
    [
        ("PATCH", "/v1/connectors", ("GET", "HEAD", "POST")),
        ("GET", "/v1/connectors/test", ("POST",)),  # the literal wins: this path is not the connector `test`
        ("POST", "/v1/connectors/c1", ("GET", "HEAD", "PUT")),
        ("OPTIONS", "/v1/connectors", ("GET", "HEAD", "POST")),
    ],
)
def test_a_verb_that_the_resource_lacks_says_which_it_has(
    routes: Routes[str], verb: str, path: str, allowed: tuple[str, ...]
) -> None:
    with pytest.raises(MethodNotAllowed) as caught:
        routes.find(path).take(verb)
    assert caught.value.allowed == allowed


@pytest.mark.parametrize("path", ["/v1/connectors/%", "/v1/connectors/%4", "/v1/connectors/%zz", "/v1/connectors/%ff"])
def test_broken_percent_encoding_is_refused(routes: Routes[str], path: str) -> None:
    with pytest.raises(MalformedRequest):
        routes.find(path).take("GET")


@pytest.mark.parametrize("template", ["", "v1", "/v1/", "//v1", "/v1/{id", "/v1/{}", "/v1/{a=**}/b", "/v1/{a={b}}"])
def test_a_template_outside_the_grammar_stops_the_start(template: str) -> None:
    with pytest.raises(BadTemplate):
        parse_template(template)


def test_two_methods_cannot_have_one_route() -> None:
    routes: Routes[str] = Routes()
    routes.add("GET", "/v1/{a}", "first")
    with pytest.raises(BadTemplate):
        routes.add("GET", "/v1/{b}", "second")
