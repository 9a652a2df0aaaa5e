"""The rows of the databases with a wire protocol of their own: real servers, and peers scripted from specifications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import peer
from tests.probes import test_redis
from tests.probes.matrix import Ask, Cell, Row, Run, wire

HOST, PASSWORD, TLS_HINT = "config.host", "authConfig.password", "the connector's CA certificate"
WRONG_PASSWORD = {"password": "not-the-password"}
FIXTURES = {"store": test_redis.store}

Fields = dict[str, Any]


def _redis(type_name: str, *, silent: str | None = None) -> Row:
    def asked(config: Fields, auth: Fields | None = None, **more: Any) -> Run:
        def run(request: pytest.FixtureRequest) -> ProbeResult:
            store = request.getfixturevalue("store")
            return test_redis.probe(store, config, auth or {}, type_name=type_name, **more)

        return run

    def ask(request: pytest.FixtureRequest, host: str, port: int, seconds: float) -> ProbeResult:
        return asked({"host": host, "port": port}, seconds=seconds)(request)

    def busy(request: pytest.FixtureRequest) -> ProbeResult:
        with peer(test_redis.answering(b"-ERR max number of clients reached\r\n")) as full:
            clear = {"port": full.port, "sslMode": None, "caCertificate": None}
            return asked(clear, {"username": None, "password": None})(request)

    return {
        **wire(ask, HOST, silent=silent),
        "right credentials": Cell(asked({}), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked({}, WRONG_PASSWORD), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD, "check both"
        ),
        "missing field": Cell(asked({"host": None}), Reason.INVALID_CONFIG, Level.NONE, HOST, "give config.host"),
        "resource absent": Cell(
            asked({"key": "probe:absent"}), Reason.RESOURCE_NOT_FOUND, Level.AUTHORIZED, "config.key", "capitals"
        ),
        "permission missing": Cell(
            asked({"key": "elsewhere"}), Reason.PERMISSION_DENIED, Level.AUTHORIZED, "config.key", "ACL SETUSER"
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, "maxclients"),
        "TLS untrusted": Cell(asked({"caCertificate": None}), Reason.TLS_UNTRUSTED, Level.REACHABLE, HOST),
    }


Asked = Callable[..., Run]

ROWS: dict[str, Row] = {"redis": _redis("redis"), "valkey": _redis("valkey", silent="redis")}
