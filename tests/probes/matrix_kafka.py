"""The rows of Kafka and of Confluent Cloud: a broker behind the tests' own gate (emulator + own gate)."""

from __future__ import annotations

from typing import Any

import pytest
from kafka.protocol.consumer.fetch import FetchResponse
from kafka.protocol.metadata import MetadataResponse

from probes.result import Level, ProbeResult, Reason
from tests.probes.matrix import Cell, Row, Run, wire
from tests.probes.probing import run
from tests.probes.test_kafka import LOGIN, PASSWORD, SERVERS, TOPIC, USER, World, broker, code_in, world

Request = pytest.FixtureRequest
TOPIC_AUTHORIZATION_FAILED, THROTTLING_QUOTA_EXCEEDED = 29, 89


def _row(type_name: str, login: dict[str, str], secret: str, *, silent: str | None = None) -> Row:
    def asked(config: dict[str, Any], auth: dict[str, str] = login, *, alter: dict[type, Any] | None = None) -> Run:
        def ask(request: Request) -> ProbeResult:
            world: World = request.getfixturevalue("world")
            world.rules.alter = alter or {}
            return world.probe(config, auth, type_name=type_name)

        return ask

    def placed(_request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        return run(type_name, {"bootstrapServers": f"{host}:{port}"}, login, port=port, seconds=seconds)

    denied = {MetadataResponse: code_in("topics", TOPIC_AUTHORIZATION_FAILED)}
    throttled = {FetchResponse: code_in("", THROTTLING_QUOTA_EXCEEDED)}
    return {
        **wire(placed, SERVERS, silent=silent),
        "right credentials": Cell(asked({"groupId": "loader"}), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked({}, {**login, secret: "wrong-CANARY-2"}),
            Reason.AUTHENTICATION_FAILED,
            Level.TLS,
            f"authConfig.{secret}",
        ),
        "missing field": Cell(asked({"bootstrapServers": None}), Reason.INVALID_CONFIG, Level.NONE, SERVERS),
        "resource absent": Cell(asked({"topic": "absent"}), Reason.RESOURCE_NOT_FOUND, Level.AUTHORIZED, TOPIC),
        "permission missing": Cell(asked({}, alter=denied), Reason.PERMISSION_DENIED, Level.AUTHORIZED, TOPIC),
        "peer rate-limits": Cell(asked({}, alter=throttled), Reason.RATE_LIMITED, Level.AUTHORIZED, SERVERS),
        "TLS untrusted": Cell(
            asked({"caCertificate": None, "securityProtocol": "SASL_SSL"}),
            Reason.TLS_UNTRUSTED,
            Level.REACHABLE,
            SERVERS,
        ),
    }


ROWS: dict[str, Row] = {
    "kafka": _row("kafka", LOGIN, "password"),
    "redpanda": _row("redpanda", LOGIN, "password", silent="kafka"),
    "confluent_kafka": _row("confluent_kafka", {"apiKey": USER, "apiSecret": PASSWORD}, "apiSecret", silent="kafka"),
}
FIXTURES = {"broker": broker, "world": world}
