"""The gateway over HTTP: statuses, headers, refusals, cancelling. The handlers are fakes, everything else is real."""

import json
import threading
import time
from typing import Any

import pytest
import requests

from connectors.v1 import connector_service_pb2 as pb
from server.call import Call
from server.errors import (
    InvalidArgument,
    NameTaken,
    NotFound,
    PermissionDenied,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from tests.rest.conftest import Rest, Serve
from tests.rest.fake_service import FakeService, raising

CONNECTORS = "/api/v1/connectors"
JSON = {"content-type": "application/json"}


def reason(response: requests.Response) -> str:
    return str(response.json()["details"][0]["reason"])


def violations(response: requests.Response) -> dict[str, str]:
    (bad_request,) = [detail for detail in response.json()["details"] if "fieldViolations" in detail]
    return {entry["field"]: entry["description"] for entry in bad_request["fieldViolations"]}


class TestSuccess:
    def test_create_answers_201_with_the_object_itself(self, rest: Rest, service: FakeService) -> None:
        service.answers["CreateConnector"] = lambda request, _call: pb.CreateConnectorResponse(
            connector=pb.Connector(id="conn_1", name=request.name)
        )
        response = rest.call("POST", CONNECTORS, json={"name": "a", "type": "csv", "config": {"port": 5432}})
        assert response.status_code == 201
        assert response.headers["content-type"] == "application/json"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert (response.json()["id"], response.json()["name"]) == ("conn_1", "a")
        assert service.requests[0].config.fields["port"].number_value == 5432

    def test_delete_answers_204_without_a_body(self, rest: Rest, service: FakeService) -> None:
        response = rest.call("DELETE", CONNECTORS, params={"id": "conn_1"})
        assert (response.status_code, response.content) == (204, b"")
        assert "content-length" not in response.headers
        assert service.requests[0].id == "conn_1"

    def test_list_reads_its_query(self, rest: Rest, service: FakeService) -> None:
        assert rest.call("GET", CONNECTORS + "?limit=5&cursor=conn%5F1").status_code == 200
        assert service.requests[0] == pb.ListConnectorsRequest(limit=5, cursor="conn_1")

    def test_a_path_variable_is_a_field(self, rest: Rest, service: FakeService) -> None:
        assert rest.call("GET", CONNECTORS + "/conn%201").status_code == 200
        assert service.requests[0].id == "conn 1"

    def test_head_is_get_without_the_body(self, rest: Rest) -> None:
        got, head = rest.call("GET", CONNECTORS), rest.call("HEAD", CONNECTORS)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == got.headers["content-length"]

    def test_an_object_that_was_read_can_be_sent_back(self, rest: Rest, service: FakeService) -> None:
        service.answers["GetConnector"] = lambda _request, _call: pb.GetConnectorResponse(
            connector=pb.Connector(id="conn_1", name="a", type="csv", status="active")
        )
        read = rest.call("GET", CONNECTORS + "/conn_1").json()
        assert rest.call("PUT", CONNECTORS, json=read).status_code == 200
        assert rest.call("POST", CONNECTORS, json=read).status_code == 201
        update = service.requests[1]
        assert (update.id, update.name, update.status) == ("conn_1", "a", "active")
        assert update.description == ""
        assert update.HasField("description")  # null clears
        assert not update.HasField("auth_config")

    def test_metadata_is_every_header_in_lower_case(self, rest: Rest, service: FakeService) -> None:
        rest.call("GET", CONNECTORS, headers={"X-Tenant-Id": "t1", "Authorization": "Bearer x"})
        (call,) = service.calls
        assert (call.metadata["x-tenant-id"], call.metadata["authorization"]) == ("t1", "Bearer x")
        assert call.peer.startswith("127.0.0.1:")

    def test_a_header_sent_twice_is_never_one_of_the_two(self, rest: Rest, service: FakeService) -> None:
        rest.raw(
            b"GET /api/v1/connectors HTTP/1.1\r\nHost: localhost\r\nX-Tenant-Id: a\r\nX-Tenant-Id: b\r\n"
            b"Connection: close\r\n\r\n"
        )
        assert service.calls[0].metadata["x-tenant-id"] == "a, b"


class TestRequestId:
    def test_a_well_formed_id_is_echoed(self, rest: Rest, service: FakeService) -> None:
        response = rest.call("GET", CONNECTORS, headers={"x-request-id": "abc-1"})
        assert response.headers["x-request-id"] == "abc-1" == service.calls[0].metadata["x-request-id"]

    @pytest.mark.parametrize("path", [CONNECTORS, "/nowhere", "/healthz"])
    def test_any_other_is_replaced_in_refusals_too(self, rest: Rest, path: str) -> None:
        response = rest.call("GET", path, headers={"x-request-id": "a b"})
        assert len(response.headers["x-request-id"]) == 32


class TestRefusals:
    @pytest.mark.parametrize(
        ("verb", "path", "options", "status", "why"),
        [
            ("GET", "/api/v1/connectors/", {}, 404, "ROUTE_NOT_FOUND"),
            ("GET", "/api/v2/connectors", {}, 404, "ROUTE_NOT_FOUND"),
            ("GET", "/metrics", {}, 404, "ROUTE_NOT_FOUND"),
            ("GET", "/api/v1/connectors/%ff", {}, 400, "MALFORMED_REQUEST"),
            ("PATCH", CONNECTORS, {}, 405, "METHOD_NOT_ALLOWED"),
            ("OPTIONS", CONNECTORS, {}, 405, "METHOD_NOT_ALLOWED"),
            ("POST", "/healthz", {}, 405, "METHOD_NOT_ALLOWED"),
            ("GET", CONNECTORS + "?limit=abc", {}, 400, "INVALID_ARGUMENT"),
            ("GET", CONNECTORS + "?limit=", {}, 400, "INVALID_ARGUMENT"),
            ("GET", CONNECTORS + "?limit=1&limit=2", {}, 400, "INVALID_ARGUMENT"),
            ("GET", CONNECTORS + "?" + "limit=1&" * 101, {}, 400, "MALFORMED_REQUEST"),
            ("GET", CONNECTORS + "/a?id=b", {}, 400, "INVALID_ARGUMENT"),
            ("POST", CONNECTORS + "?name=a", {"json": {}}, 400, "INVALID_ARGUMENT"),
            ("DELETE", CONNECTORS, {"json": {"id": "a"}}, 400, "MALFORMED_REQUEST"),
            ("POST", CONNECTORS, {}, 400, "MALFORMED_REQUEST"),
            ("POST", CONNECTORS, {"data": b"{", "headers": JSON}, 400, "MALFORMED_REQUEST"),
            ("POST", CONNECTORS, {"data": b"[]", "headers": JSON}, 400, "MALFORMED_REQUEST"),
            ("POST", CONNECTORS, {"data": b"{}"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
            ("POST", CONNECTORS, {"data": {"name": "a"}}, 415, "UNSUPPORTED_MEDIA_TYPE"),
            (
                "POST",
                CONNECTORS,
                {"data": b"{}", "headers": {"content-type": "text/plain"}},
                415,
                "UNSUPPORTED_MEDIA_TYPE",
            ),
            (
                "POST",
                CONNECTORS,
                {"data": b"{}", "headers": {"content-type": "application/json; charset=latin-1"}},
                415,
                "UNSUPPORTED_MEDIA_TYPE",
            ),
            (
                "POST",
                CONNECTORS,
                {"data": b"{}", "headers": {**JSON, "content-encoding": "gzip"}},
                415,
                "UNSUPPORTED_MEDIA_TYPE",
            ),
            ("POST", CONNECTORS, {"data": b" " * (1 << 20) + b"{}", "headers": JSON}, 413, "PAYLOAD_TOO_LARGE"),
            ("GET", CONNECTORS, {"headers": {"request-timeout": "soon"}}, 400, "INVALID_ARGUMENT"),
            ("GET", CONNECTORS, {"headers": {"request-timeout": "0"}}, 400, "INVALID_ARGUMENT"),
            ("GET", CONNECTORS, {"headers": {"x-large": "x" * 40_000}}, 431, "HEADERS_TOO_LARGE"),
        ],
    )
    def test_what_cannot_be_served_never_reaches_a_method(
        self, rest: Rest, service: FakeService, verb: str, path: str, *, options: dict[str, Any], status: int, why: str
    ) -> None:
        response = rest.call(verb, path, **options)
        assert (response.status_code, reason(response)) == (status, why)
        assert service.requests == []
        assert response.json()["details"][0]["domain"] == "connectors.v1"

    @pytest.mark.parametrize("target", ["/%zz", "/%", "?limit=%zz", "?cursor=%ff"])
    def test_broken_percent_encoding_is_refused(self, rest: Rest, service: FakeService, target: str) -> None:
        # Sent raw: HTTP clients mend it on the way.
        answer = rest.raw(f"GET {CONNECTORS}{target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 400")
        assert b'"MALFORMED_REQUEST"' in answer
        assert service.requests == []

    @pytest.mark.parametrize("kind", ["application/json", "Application/JSON", 'application/json; charset="UTF-8"'])
    def test_json_by_any_of_its_spellings(self, rest: Rest, kind: str) -> None:
        assert rest.call("POST", CONNECTORS, data=b"{}", headers={"content-type": kind}).status_code == 201

    def test_several_faults_of_a_body_are_told_at_once(self, rest: Rest) -> None:
        response = rest.call("POST", CONNECTORS, json={"nam": "a", "authConfig": "s3cret", "type": 5})
        assert violations(response) == {
            "nam": "unknown field; did you mean name?",
            "authConfig": "expected an object, got a string",
            "type": "expected a string, got a number",
        }
        assert "s3cret" not in response.text

    def test_an_unknown_query_parameter_is_named(self, rest: Rest) -> None:
        response = rest.call("GET", CONNECTORS + "?limt=5&cursor=a&limit=x")
        assert violations(response) == {
            "limt": "unknown query parameter; did you mean limit?",
            "limit": "expected an integer, got 'x'",
        }

    def test_405_says_what_is_allowed(self, rest: Rest) -> None:
        assert rest.call("PATCH", CONNECTORS).headers["allow"] == "DELETE, GET, HEAD, POST, PUT"
        assert rest.call("GET", CONNECTORS + "/test").headers["allow"] == "POST"

    def test_a_chunked_body_is_counted(self, rest: Rest, service: FakeService) -> None:
        def chunks() -> Any:
            for _ in range(200):
                yield b" " * 10_000

        response = rest.call("POST", CONNECTORS, data=chunks(), headers=JSON)
        assert (response.status_code, service.requests) == (413, [])

    def test_a_chunked_body_within_the_bound_is_read(self, rest: Rest) -> None:
        assert rest.call("POST", CONNECTORS, data=iter([b'{"name"', b': "a"}']), headers=JSON).status_code == 201


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "status", "code", "why", "headers"),
        [
            (InvalidArgument.at("config.host", "is required"), 400, 3, "INVALID_ARGUMENT", {}),
            (Unauthenticated("who?"), 401, 16, "UNAUTHENTICATED", {"www-authenticate": "Bearer"}),
            (PermissionDenied("no"), 403, 7, "ROLE_NOT_ALLOWED", {}),
            (NotFound("no such connector"), 404, 5, "CONNECTOR_NOT_FOUND", {}),
            (NameTaken("taken"), 409, 6, "NAME_TAKEN", {}),
            (RateLimited("slow down", retry_after=2.2), 429, 8, "RATE_LIMIT_EXCEEDED", {"retry-after": "3"}),
            (Unavailable("away", retry_after=0.1), 503, 14, "UNAVAILABLE", {"retry-after": "1"}),
        ],
    )
    def test_a_service_error_keeps_its_row_of_the_table(
        self,
        rest: Rest,
        service: FakeService,
        *,
        error: Exception,
        status: int,
        code: int,
        why: str,
        headers: dict[str, str],
    ) -> None:
        service.answers["GetConnector"] = raising(error)
        response = rest.call("GET", CONNECTORS + "/conn_1")
        assert (response.status_code, response.json()["code"], reason(response)) == (status, code, why)
        assert response.json()["message"] == str(error)
        assert headers.items() <= dict(response.headers).items()

    def test_the_shape_of_an_error(self, rest: Rest, service: FakeService) -> None:
        error = RateLimited("slow", retry_after=3)
        service.answers["GetConnector"] = raising(error)
        assert rest.call("GET", CONNECTORS + "/conn_1").json() == {
            "code": 8,
            "message": "slow",
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "RATE_LIMIT_EXCEEDED",
                    "domain": "connectors.v1",
                    "metadata": {},
                },
                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3s"},
            ],
        }

    def test_a_failure_of_ours_says_nothing_of_its_cause(self, rest: Rest, service: FakeService) -> None:
        service.answers["GetConnector"] = raising(RuntimeError("password=hunter2"))
        response = rest.call("GET", CONNECTORS + "/conn_1")
        assert (response.status_code, reason(response)) == (500, "INTERNAL")
        assert "hunter2" not in response.text
        assert response.headers["x-request-id"] in response.json()["message"]

    def test_a_refusal_is_logged_without_its_content(self, rest: Rest, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level("INFO", logger="server.rest.gateway"):
            rest.call("POST", CONNECTORS, json={"password": "hunter2"}, headers={"x-request-id": "r1"})
        (record,) = [record for record in caplog.records if record.name == "server.rest.gateway"]
        assert record.getMessage() == "POST refused with 400"
        assert record.__dict__["request_id"] == "r1"
        assert "hunter2" not in json.dumps(record.__dict__, default=str)


class TestHosts:
    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.1.2.3:9", "[::1]", "[::1]:80"])
    def test_loopback_names_are_ours(self, rest: Rest, host: str) -> None:
        assert rest.call("GET", CONNECTORS, headers={"host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1", "[::2]"]
    )
    @pytest.mark.parametrize("path", [CONNECTORS, "/healthz", "/openapi.json"])
    def test_others_are_not(self, rest: Rest, service: FakeService, host: str, path: str) -> None:
        response = rest.call("GET", path, headers={"host": host})
        assert (response.status_code, reason(response)) == (421, "MISDIRECTED_REQUEST")
        assert service.requests == []

    @pytest.mark.parametrize("lines", [b"", b"Host: a\r\nHost: localhost\r\n", b"Host: local host\r\n", b"Host:\r\n"])
    def test_a_request_has_one_host(self, rest: Rest, lines: bytes) -> None:
        answer = rest.raw(b"GET /healthz HTTP/1.1\r\n" + lines + b"Connection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400")

    def test_the_operators_names_are_ours(self, serve: Serve) -> None:
        rest = serve(hosts=("api.example.com",))
        assert rest.call("GET", CONNECTORS, headers={"host": "API.example.com:443"}).status_code == 200
        assert rest.call("GET", CONNECTORS, headers={"host": "x.api.example.com"}).status_code == 421

    def test_any_name_where_identity_is_no_header(self, serve: Serve) -> None:
        assert serve(hosts=None).call("GET", CONNECTORS, headers={"host": "anything"}).status_code == 200


ASK = {"origin": "https://app.example", "access-control-request-method": "PUT"}


class TestCors:
    def test_it_is_off_unless_set(self, rest: Rest) -> None:
        assert rest.call("OPTIONS", CONNECTORS, headers=ASK).status_code == 405
        answer = rest.call("GET", CONNECTORS, headers=ASK)
        assert not [name for name in answer.headers if name.startswith("access-control") or name == "vary"]

    def test_a_set_origin_may_call(self, serve: Serve) -> None:
        rest = serve(cors_origins=("https://app.example",))
        preflight = rest.call("OPTIONS", CONNECTORS, headers=ASK)
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-origin"] == "https://app.example"
        assert "PUT" in preflight.headers["access-control-allow-methods"]
        assert "x-tenant-id" in preflight.headers["access-control-allow-headers"]
        answer = rest.call("GET", "/nowhere", headers=ASK)  # refusals too: the page must be able to read them
        assert answer.headers["access-control-allow-origin"] == "https://app.example"
        assert answer.headers["vary"] == "Origin"

    @pytest.mark.parametrize(
        "origin", ["https://app.example.evil", "http://app.example", "https://APP.example", "null", "*"]
    )
    def test_no_other_origin_may(self, serve: Serve, origin: str) -> None:
        rest = serve(cors_origins=("https://app.example",))
        assert rest.call("OPTIONS", CONNECTORS, headers={**ASK, "origin": origin}).status_code == 405
        answer = rest.call("GET", CONNECTORS, headers={"origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["vary"] == "Origin"

    def test_a_star_is_refused_at_the_start(self, serve: Serve) -> None:
        with pytest.raises(ValueError, match="every web page"):
            serve(cors_origins=("*",))


class TestPages:
    def test_healthz_and_openapi(self, serve: Serve) -> None:
        rest = serve(openapi=b'{"openapi":"3.1.0"}')
        assert rest.call("GET", "/healthz").json() == {"status": "ok"}
        assert rest.call("GET", "/openapi.json").json() == {"openapi": "3.1.0"}

    def test_readyz_says_what_is_missing(self, serve: Serve) -> None:
        ready = {"database": "away"}
        rest = serve(ready=lambda: (not ready, ready))
        response = rest.call("GET", "/readyz")
        assert (response.status_code, response.json()) == (503, {"ready": False, "database": "away"})
        ready.clear()
        assert rest.call("GET", "/readyz").status_code == 200
        ready["database"] = "away"
        assert rest.call("GET", "/healthz").status_code == 200

    def test_metrics_where_they_are_given(self, serve: Serve) -> None:
        response = serve(metrics=lambda: b"calls_total 1\n").call("GET", "/metrics")
        assert response.content == b"calls_total 1\n"
        assert response.headers["content-type"].startswith("text/plain; version=0.0.4")


class TestTime:
    def test_a_client_that_leaves_cancels_its_call(self, rest: Rest, service: FakeService) -> None:
        cancelled = threading.Event()

        def wait(_request: Any, call: Call) -> pb.TestConnectorResponse:
            call.cancellation.on_cancel(cancelled.set)
            cancelled.wait(20)
            return pb.TestConnectorResponse()

        service.answers["TestConnector"] = wait
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.post(f"http://127.0.0.1:{rest.port}{CONNECTORS}/test", json={"id": "a"}, timeout=0.3)
        assert cancelled.wait(10)

    def test_the_callers_time_reaches_the_call(self, rest: Rest, service: FakeService) -> None:
        rest.call("GET", CONNECTORS, headers={"request-timeout": "30"})
        rest.call("GET", CONNECTORS)
        timed, untimed = service.calls
        assert timed.deadline is not None
        assert 0 < timed.deadline - time.monotonic() <= 30
        assert untimed.deadline is None

    def test_a_handler_that_does_not_heed_it_is_cut_off(self, rest: Rest, service: FakeService) -> None:
        cancelled = threading.Event()

        def wait(_request: Any, call: Call) -> pb.TestConnectorResponse:
            call.cancellation.on_cancel(cancelled.set)
            cancelled.wait(20)
            return pb.TestConnectorResponse()

        service.answers["TestConnector"] = wait
        response = rest.call("POST", CONNECTORS + "/test", json={"id": "a"}, headers={"request-timeout": "0.2"})
        assert (response.status_code, reason(response)) == (504, "DEADLINE_EXCEEDED")
        assert cancelled.wait(10)

    def test_slow_tests_never_hold_the_threads_of_the_others(self, rest: Rest, service: FakeService) -> None:
        release = threading.Event()
        service.answers["TestConnector"] = lambda _request, _call: release.wait(20) and pb.TestConnectorResponse()
        slow = [
            threading.Thread(target=rest.call, args=("POST", CONNECTORS + "/test"), kwargs={"json": {"id": "a"}})
            for _ in range(16)
        ]
        for thread in slow:
            thread.start()
        try:
            while len(service.calls) < 16:
                time.sleep(0.01)
            assert rest.call("GET", CONNECTORS).status_code == 200
        finally:
            release.set()
            for thread in slow:
                thread.join()
