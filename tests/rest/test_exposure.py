"""What REST shows to whom where identity does not rest on headers."""

import pytest

from tests.rest.conftest import Serve

DOCUMENT = b'{"openapi": "3.1.0"}'


def test_any_host_is_answered_where_identity_does_not_rest_on_headers(serve: Serve) -> None:
    anywhere, named = serve(hosts=None), serve(hosts=("api.example.com",))
    for host, status in {"api.example.com": 200, "rebound.example.com": 421, "localhost": 200}.items():
        assert named.call("GET", "/healthz", headers={"Host": host}).status_code == status
        assert anywhere.call("GET", "/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", [b"", b"Host: a b\r\n", b"Host: a\r\nHost: b\r\n", b"Host: user@a\r\n", b"Host: [::1\r\n"]
)
def test_what_is_no_host_is_refused_everywhere(serve: Serve, host: bytes) -> None:
    answer = serve(hosts=None).raw(b"GET /healthz HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


def test_the_contract_and_the_numbers_are_shown_or_not_there(serve: Serve) -> None:
    shown = serve(openapi=DOCUMENT, metrics=lambda: b"calls 1\n")
    hidden = serve(openapi=None, metrics=None)
    for path in ("/openapi.json", "/metrics"):
        assert shown.call("GET", path).status_code == 200
        assert hidden.call("GET", path).status_code == 404
