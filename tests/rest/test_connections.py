"""What a connection may do: slow heads, endless heads, two requests in one, stopping under way."""

import contextlib
import json
import select
import socket
import threading
import time
from typing import Any

import pytest

from connectors.v1 import connector_service_pb2 as pb
from server.rest import intake, protocol
from tests.rest.conftest import Rest, Serve
from tests.rest.fake_service import FakeService

CONNECTORS = "/api/v1/connectors"
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


def until_closed(connection: socket.socket) -> bytes:
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


@pytest.mark.parametrize("sent", [b"", b"GET /hea", HEAD + b"X-Slow: a"])
def test_a_head_that_never_ends_is_closed(rest: Rest, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    assert rest.raw(sent).startswith(b"HTTP/1.1 408")


def test_a_kept_connection_has_the_same_time_for_its_next_head(rest: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    answer = rest.raw(HEAD + b"\r\n" + b"GET /healthz HT")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 408" in answer


def test_a_slow_answer_is_no_slow_head(rest: Rest, service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)

    def wait(_request: Any, _call: Any) -> pb.TestConnectorResponse:
        time.sleep(1)
        return pb.TestConnectorResponse()

    service.answers["TestConnector"] = wait
    assert rest.call("POST", CONNECTORS + "/test", json={"id": "a"}).status_code == 200


def told(answer: bytes) -> tuple[bytes, str]:
    """The status line, and the reason in a body of the same shape as all refusals."""
    head, _, body = answer.partition(b"\r\n\r\n")
    document = json.loads(body)
    assert set(document) == {"code", "message", "details"}
    assert b"cache-control: no-store" in head
    return head.split(b"\r\n")[0], document["details"][0]["reason"]


def test_what_is_refused_before_it_is_a_request_is_told_in_the_same_shape(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    rest = serve()
    assert told(rest.raw(b"GET /")) == (b"HTTP/1.1 408 Request Timeout", "REQUEST_TIMEOUT")
    assert told(rest.raw(b"nonsense\r\n\r\n")) == (b"HTTP/1.1 400 Bad Request", "MALFORMED_REQUEST")


def test_connections_beyond_the_bound_are_told_and_served_again_when_others_end(serve: Serve) -> None:
    rest = serve(max_connections=3)
    kept = [socket.create_connection(("127.0.0.1", rest.port), timeout=20) for _ in range(3)]
    for connection in kept:
        connection.sendall(HEAD)  # not ended: it counts, and is no kept one that could make room
    wait_for_connections(rest, 3)
    answer = rest.raw(HEAD + b"\r\n")
    assert told(answer) == (b"HTTP/1.1 503 Service Unavailable", "TOO_MANY_CONNECTIONS")
    assert b"retry-after: 1" in answer
    kept.pop().close()
    wait_for_connections(rest, 2)
    assert rest.call("GET", "/healthz").status_code == 200
    for connection in kept:
        connection.close()


def test_far_beyond_the_bound_connections_are_cut_without_a_word(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SURPLUS_CONNECTIONS", 2)
    rest = serve(max_connections=1)
    kept = [socket.create_connection(("127.0.0.1", rest.port), timeout=20) for _ in range(3)]
    wait_for_connections(rest, 3)
    surplus = socket.create_connection(("127.0.0.1", rest.port), timeout=20)
    with surplus, contextlib.suppress(ConnectionResetError):
        assert surplus.recv(1) == b""
    for connection in kept:
        connection.close()


def test_a_connection_that_only_waits_makes_room_for_one_that_asks(serve: Serve) -> None:
    rest = serve(max_connections=2)
    idle = [socket.create_connection(("127.0.0.1", rest.port), timeout=20) for _ in range(2)]
    for connection in idle:
        connection.sendall(HEAD + b"\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    for _ in range(3):
        assert rest.call("GET", "/healthz").status_code == 200
    ended = [connection for connection in idle if select.select([connection], [], [], 1)[0]]
    assert ended
    assert all(connection.recv(1) == b"" for connection in ended)
    for connection in idle:
        connection.close()


def wait_for_connections(rest: Rest, count: int) -> None:
    deadline = time.monotonic() + 10
    while len(rest.server._server.server_state.connections) != count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_browser_is_told_what_it_may_do_with_an_answer(rest: Rest) -> None:
    for path in ("/healthz", CONNECTORS, "/nowhere"):
        headers = rest.call("GET", path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" not in headers  # only TLS may say so (RFC 6797 §7.2)


def test_an_endless_head_is_cut(rest: Rest) -> None:
    with socket.create_connection(("127.0.0.1", rest.port), timeout=20) as connection:
        connection.sendall(HEAD)
        sent = 0
        try:
            while sent < 100 << 20:
                connection.sendall(b"X-Large: " + b"x" * 8000 + b"\r\n")
                sent += 8000
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert sent < 10 << 20


def test_a_body_that_never_ends_is_given_up(rest: Rest, service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "READ_SECONDS", 0.3)
    monkeypatch.setattr(intake, "DRAIN_SECONDS", 0.3)
    answer = rest.raw(
        b"POST /api/v1/connectors HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b'Content-Length: 100\r\n\r\n{"name":'
    )
    assert answer.startswith(b"HTTP/1.1 504")
    assert service.requests == []


def test_a_client_that_waits_for_100_sends_no_body_that_is_refused(rest: Rest) -> None:
    with socket.create_connection(("127.0.0.1", rest.port), timeout=20) as connection:
        connection.sendall(
            b"POST /api/v1/connectors HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n"
        )
        assert until_closed(connection).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: +5\r\n",
    ],
)
def test_a_request_whose_end_is_unclear_is_no_two_requests(rest: Rest, service: FakeService, head: bytes) -> None:
    answer = rest.raw(
        b"POST /api/v1/connectors HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + head
        + b"\r\n0\r\n\r\nDELETE /api/v1/connectors?id=a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 400")
    assert service.requests == []


def test_pipelined_requests_are_answered_in_order(rest: Rest, service: FakeService) -> None:
    answer = rest.raw(
        b"GET /api/v1/connectors/a HTTP/1.1\r\nHost: localhost\r\n\r\n"
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.index(b"null") < answer.index(b'{"status":"ok"}')


def test_stopping_lets_a_running_call_end(serve: Serve, service: FakeService) -> None:
    begun, answers = threading.Event(), []

    def wait(_request: Any, _call: Any) -> pb.TestConnectorResponse:
        begun.set()
        time.sleep(0.5)
        return pb.TestConnectorResponse(success=True)

    service.answers["TestConnector"] = wait
    rest = serve()
    caller = threading.Thread(
        target=lambda: answers.append(rest.call("POST", CONNECTORS + "/test", json={"id": "a"}).json()["success"])
    )
    caller.start()
    assert begun.wait(10)
    rest.server.stop(10)
    caller.join()
    assert answers == [True]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", rest.port))


def test_stopping_tells_a_call_that_outlives_the_grace(serve: Serve, service: FakeService) -> None:
    begun, cancelled, answers = threading.Event(), threading.Event(), []

    def wait(_request: Any, call: Any) -> pb.TestConnectorResponse:
        call.cancellation.on_cancel(cancelled.set)
        begun.set()
        cancelled.wait(20)
        return pb.TestConnectorResponse()

    service.answers["TestConnector"] = wait
    rest = serve()
    caller = threading.Thread(
        target=lambda: answers.append(rest.call("POST", CONNECTORS + "/test", json={"id": "a"}).status_code)
    )
    caller.start()
    assert begun.wait(10)
    rest.server.stop(0.3)
    caller.join()
    assert answers == [503]
    assert cancelled.wait(10)
