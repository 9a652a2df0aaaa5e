"""Kafka: what a test says of a broker, of its gate's certificates and logins, and of peers that are something else.

The broker is Tansu, which is asked for neither logins nor rights: those are the tests' own gate's
(tests/peers/kafka_gate.py), so cells over it are "emulator + own gate".
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from kafka.protocol.admin.groups import DescribeGroupsResponse
from kafka.protocol.consumer.fetch import FetchResponse
from kafka.protocol.consumer.offsets import ListOffsetsResponse
from kafka.protocol.metadata import FindCoordinatorResponse, MetadataResponse

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.http_peer import Answer, serving
from tests.peers.kafka import KafkaServer, kafka_server
from tests.peers.kafka_gate import Rules, kafka_gate
from tests.probes.probing import failed, passed, run, spellings

USER, PASSWORD, TOKEN = "reader", "s3cr3t/pass+word", "tok-CANARY-1"
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")
LOGIN = {"username": USER, "password": PASSWORD}

TOPIC, GROUP, SERVERS = "config.topic", "config.groupId", "config.bootstrapServers"
REACHED = ["config", "resolve", "egress", "connect"]
SECURED = [*REACHED, "tls"]
LOGGED_IN = [*SECURED, "authenticate"]
ALL = [*LOGGED_IN, "authorize", "resource"]


@pytest.fixture(scope="module")
def broker() -> Iterator[KafkaServer]:
    with kafka_server() as server:
        yield server


@dataclass
class World:
    """The broker, what its gate wants, and the probe through it."""

    broker: KafkaServer
    certificates: Certificates
    rules: Rules = field(default_factory=Rules)

    def probe(self, config: Mapping[str, Any], auth: Mapping[str, Any], **more: Any) -> ProbeResult:
        """Through the gate; a None takes a field away."""
        with kafka_gate(self.broker.port, self.rules) as gate:
            whole = {
                "bootstrapServers": f"127.0.0.1:{gate.port}",
                "caCertificate": self.certificates.ca.read_text() if self.rules.certificate else None,
                "topic": self.broker.topic,
                **config,
            }
            result = run(
                more.pop("type_name", "kafka"), {k: v for k, v in whole.items() if v}, auth, port=gate.port, **more
            )
        shown = str(result.to_wire())
        for secret in (PASSWORD, TOKEN):
            assert not any(spelling in shown for spelling in spellings(secret))
        return result


@pytest.fixture
def world(broker: KafkaServer, certificates: Certificates) -> World:
    """TLS, and every mechanism."""
    rules = Rules(certificates.server, users={USER: PASSWORD}, token=TOKEN, mechanisms=MECHANISMS)
    return World(broker, certificates, rules)


def assert_refused(result: ProbeResult, reason: Reason, at: str, level: Level, done: list[str]) -> None:
    assert not result.success
    assert (result.reason, result.field, result.level) == (reason, at, level), result
    assert result.hint
    assert passed(result) == done
    assert len(failed(result)) == 1


def test_a_topic_and_a_group_are_proven_without_credentials(broker: KafkaServer) -> None:
    config = {"bootstrapServers": f"127.0.0.1:{broker.port}", "topic": broker.wide_topic, "groupId": "loader"}
    result = run("kafka", config, {}, port=broker.port)
    assert result.success, result
    assert result.level is Level.RESOURCE_READABLE
    assert passed(result) == [*REACHED, "authorize", "resource"]
    assert "read the end of events (partitions: 3)" in result.steps[-1].message
    assert result.warning
    assert "clear text" in result.warning


def test_without_topic_and_group_the_clusters_metadata_is_proven_and_no_more(broker: KafkaServer) -> None:
    result = run("kafka", {"bootstrapServers": f"127.0.0.1:{broker.port}"}, {}, port=broker.port)
    assert result.success
    assert result.level is Level.AUTHORIZED
    assert result.steps[-1].message == "the cluster has 1 broker"


def test_an_empty_topic_passes_with_a_warning(broker: KafkaServer) -> None:
    config = {"bootstrapServers": f"127.0.0.1:{broker.port}", "topic": broker.topic}
    result = run("kafka", config, {}, port=broker.port)
    assert result.success
    assert "The topic orders is empty." in (result.warning or "")


LOGINS: list[tuple[str, str, dict[str, Any]]] = [  # type, auth method, authConfig
    ("kafka", "access_key", LOGIN),
    ("kafka", "access_key", {**LOGIN, "mechanism": "SCRAM-SHA-512"}),
    ("kafka", "access_key", {"token": TOKEN}),
    ("kafka", "sasl_plain", LOGIN),
    ("kafka", "sasl_scram_sha_256", LOGIN),
    ("kafka", "sasl_scram_sha_512", LOGIN),
    ("kafka", "sasl_oauthbearer", {"token": TOKEN}),
    ("confluent_kafka", "api_key", {"apiKey": USER, "apiSecret": PASSWORD}),
    ("confluent_kafka", "access_key", {"apiKey": USER, "apiSecret": PASSWORD}),
]


@pytest.mark.parametrize(("type_name", "method", "auth"), LOGINS)
def test_every_mechanism_lets_the_right_credentials_in(
    world: World, type_name: str, method: str, auth: dict[str, Any]
) -> None:
    result = world.probe({"groupId": "loader"}, auth, auth_method=method, type_name=type_name)
    assert result.success, result
    assert result.level is Level.RESOURCE_READABLE
    assert passed(result) == ALL


@pytest.mark.parametrize(("type_name", "method", "auth"), LOGINS)
def test_every_mechanism_keeps_wrong_credentials_out(
    world: World, type_name: str, method: str, auth: dict[str, Any]
) -> None:
    secret = next(name for name in ("password", "apiSecret", "token") if name in auth)
    wrong = {**auth, secret: "wrong-CANARY-2"}
    result = world.probe({}, wrong, auth_method=method, type_name=type_name)
    assert_refused(result, Reason.AUTHENTICATION_FAILED, f"authConfig.{secret}", Level.TLS, SECURED)
    assert "CANARY" not in str(result.to_wire())


@pytest.mark.parametrize("permitted", [True, False])
def test_a_token_is_asked_for_with_client_credentials_through_the_guard(world: World, permitted: bool) -> None:
    with serving() as server:
        server.script = lambda _received: Answer(200, body=b'{"access_token": "tok-CANARY-1"}')
        client = {"tokenUrl": server.url("/token"), "clientId": "loader", "clientSecret": "client-CANARY-3"}
        allow = [f"127.0.0.1:{server.port}"] if permitted else []
        result = world.probe({}, client, auth_method="sasl_oauthbearer", allow=allow)
    assert "CANARY" not in str(result.to_wire())
    if permitted:
        assert passed(result) == ALL, result
    else:
        assert_refused(result, Reason.EGRESS_DENIED, "authConfig.tokenUrl", Level.TLS, SECURED)
        assert not server.received


Cell = tuple[dict[str, Any], dict[str, Any], Reason, str, Level, list[str]]

REFUSALS: list[Cell] = [  # config, authConfig, reason, field, level, steps done
    ({"topic": "absent"}, LOGIN, Reason.RESOURCE_NOT_FOUND, "config.topic", Level.AUTHORIZED, ALL[:-1]),
    ({"caCertificate": None, "securityProtocol": "SASL_SSL"}, LOGIN, Reason.TLS_UNTRUSTED, "config.bootstrapServers",
     Level.REACHABLE, REACHED),
    ({"caCertificate": "no PEM"}, LOGIN, Reason.INVALID_CONFIG, "config.caCertificate", Level.NONE, []),
    ({}, {"username": USER}, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, []),
    ({}, {"username": USER, "password": ""}, Reason.CREDENTIAL_MISSING, "authConfig.password", Level.NONE, []),
    ({}, {"password": PASSWORD}, Reason.CREDENTIAL_MISSING, "authConfig.username", Level.NONE, []),
    ({"securityProtocol": "SASL_SSL"}, {}, Reason.CREDENTIAL_MISSING, "authConfig.username", Level.NONE, []),
    ({"securityProtocol": "SSL"}, LOGIN, Reason.INVALID_CONFIG, "config.securityProtocol", Level.NONE, []),
    ({"securityProtocol": "PLAINTEXT", "caCertificate": None}, {}, Reason.TLS_REQUIRED, "config.securityProtocol",
     Level.REACHABLE, REACHED),
    ({}, {}, Reason.CREDENTIAL_MISSING, "config.securityProtocol", Level.TLS, SECURED),
    ({"bootstrapServers": None}, LOGIN, Reason.INVALID_CONFIG, "config.bootstrapServers", Level.NONE, []),
    ({"bootstrapServers": "absent.invalid:9092"}, LOGIN, Reason.DNS_NOT_FOUND, "config.bootstrapServers", Level.NONE,
     ["config"]),
    ({"bootstrapServers": "10.0.0.1:9092"}, LOGIN, Reason.EGRESS_DENIED, "config.bootstrapServers", Level.NONE,
     ["config", "resolve"]),
]  # fmt: skip


@pytest.mark.parametrize("cell", REFUSALS)
def test_each_refusal_names_its_reason_field_and_remedy(world: World, cell: Cell) -> None:
    config, auth, reason, at, level, done = cell
    assert_refused(world.probe(config, auth), reason, at, level, done)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (rb"v=.*", b"v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),  # another password's signature
        (rb"v=.*", b""),
        (rb"r=[^,]*", b"r=another-nonce"),
        (rb"i=[0-9]+", b"i=9000000"),  # minutes of computing
        (rb"r=.*", b"\xff\xfe"),
    ],
)
def test_a_broker_that_does_not_know_the_password_is_not_taken_for_the_right_one(
    world: World, said: bytes, instead: bytes
) -> None:
    world.rules.forge = lambda token: re.sub(said, instead, token)
    result = world.probe({}, {**LOGIN, "mechanism": "SCRAM-SHA-256"}, seconds=2.0)
    assert_refused(result, Reason.PEER_ERROR, SERVERS, Level.TLS, SECURED)


def test_a_mechanism_that_the_broker_has_not_is_answered_with_those_it_has(world: World) -> None:
    world.rules.mechanisms = ("SCRAM-SHA-512",)
    result = world.probe({}, LOGIN)
    assert_refused(result, Reason.UNSUPPORTED, "authConfig.mechanism", Level.TLS, SECURED)
    assert "SCRAM-SHA-512" in (result.hint or "")


def test_a_listener_without_sasl_says_so(world: World) -> None:
    world.rules.mechanisms = ()
    result = world.probe({}, LOGIN)
    assert_refused(result, Reason.INVALID_CONFIG, "config.securityProtocol", Level.TLS, SECURED)


@pytest.mark.parametrize(("mechanism", "shown"), [("PLAIN", True), ("SCRAM-SHA-256", False)])
def test_clear_text_is_spoken_only_where_the_connector_says_so_and_warned_of(
    world: World, mechanism: str, shown: bool
) -> None:
    world.rules.certificate = None
    auth = {**LOGIN, "mechanism": mechanism}
    assert world.probe({}, auth).reason is Reason.UNREACHABLE  # by itself it begins with TLS
    result = world.probe({"securityProtocol": "SASL_PLAINTEXT"}, auth)
    assert result.success, result
    assert "tls" not in passed(result)
    assert ("the credentials and all data cross" in (result.warning or "")) == shown
    assert "clear text" in (result.warning or "")


@pytest.mark.parametrize(
    ("pair", "reason"), [("wrong_name", Reason.TLS_NAME_MISMATCH), ("expired", Reason.TLS_EXPIRED)]
)
def test_a_certificate_that_is_wrong_in_one_way(world: World, pair: str, reason: Reason) -> None:
    world.rules.certificate = getattr(world.certificates, pair)
    assert_refused(world.probe({}, LOGIN), reason, "config.bootstrapServers", Level.REACHABLE, REACHED)


def test_a_client_certificate_is_proven_by_a_refusal_without_it(world: World) -> None:
    pair = world.certificates.client
    auth = {"clientCertificate": pair.certificate.read_text(), "clientKey": pair.key.read_text()}
    world.rules = Rules(world.certificates.server, authorities=str(world.certificates.ca))
    assert passed(world.probe({}, auth, auth_method="client_certificate")) == ALL
    refused = world.probe({}, {}, auth_method="none")
    assert refused.reason is Reason.CREDENTIAL_MISSING
    assert refused.field == "authConfig.clientCertificate"
    world.rules.authorities = None
    unproven = world.probe({}, auth)
    assert unproven.success
    assert "authenticate" not in passed(unproven)
    assert "was not proven" in (unproven.warning or "")


def code_in(path: str, code: int) -> Callable[[Any], None]:
    """Sets the error code of every item that the path of attributes leads to."""

    def alter(answer: Any) -> None:
        items = [answer]
        for name in path.split("."):
            items = [item for one in items for item in getattr(one, name)] if name else items
        for item in items:
            item.error_code = code

    return alter


# What Kafka's authorizer, quotas and elections make a broker answer; the codes are Kafka's own.
ANSWERS = [  # (answer, where in it, code), reason, field
    ((MetadataResponse, "topics", 29), Reason.PERMISSION_DENIED, TOPIC),
    ((MetadataResponse, "topics", 5), Reason.PEER_ERROR, TOPIC),
    ((MetadataResponse, "topics", 17), Reason.INVALID_CONFIG, TOPIC),
    ((ListOffsetsResponse, "topics.partitions", 6), Reason.PEER_ERROR, TOPIC),
    ((FetchResponse, "responses.partitions", 29), Reason.PERMISSION_DENIED, TOPIC),
    ((FetchResponse, "", 89), Reason.RATE_LIMITED, SERVERS),
    ((FindCoordinatorResponse, "coordinators", 30), Reason.PERMISSION_DENIED, GROUP),
    ((FindCoordinatorResponse, "coordinators", 15), Reason.PEER_ERROR, SERVERS),
    ((DescribeGroupsResponse, "groups", 30), Reason.PERMISSION_DENIED, GROUP),
    ((DescribeGroupsResponse, "groups", 999), Reason.PEER_ERROR, SERVERS),
]


@pytest.mark.parametrize(("answer", "reason", "at"), ANSWERS)
def test_error_codes_have_a_meaning(world: World, answer: tuple[type, str, int], reason: Reason, at: str) -> None:
    kind, path, code = answer
    world.rules.alter = {kind: code_in(path, code)}
    result = world.probe({"groupId": "loader"}, LOGIN, seconds=2.0)
    assert_refused(result, reason, at, Level.AUTHORIZED, ALL[:-1])


def advertising(host: str, port: int = 9092) -> Callable[[Any], None]:
    def alter(answer: Any) -> None:
        for broker in answer.brokers:
            broker.host, broker.port = host, port

    return alter


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("10.20.30.40", Reason.EGRESS_DENIED),
        ("169.254.169.254", Reason.EGRESS_DENIED),
        ("127.0.0.1", Reason.EGRESS_DENIED),
        ("::ffff:10.20.30.40", Reason.EGRESS_DENIED),
        ("kafka.invalid", Reason.DNS_NOT_FOUND),
        ("0x7f.1", Reason.PEER_ERROR),
    ],
)
def test_a_broker_that_is_advertised_goes_through_the_guard(world: World, host: str, reason: Reason) -> None:
    world.rules.alter = {MetadataResponse: advertising(host)}
    result = world.probe({}, LOGIN)
    assert_refused(result, reason, SERVERS, Level.AUTHENTICATED, LOGGED_IN)
    assert "advertised.listeners" in (result.hint or "")
    assert "10.20.30.40" not in str(result.to_wire())
    assert "169.254" not in str(result.to_wire())


def test_a_broker_that_hangs_up_after_the_login(world: World) -> None:
    def hang_up(_answer: Any) -> None:
        raise OSError

    world.rules.alter = {MetadataResponse: hang_up}
    result = world.probe({}, LOGIN)
    assert_refused(result, Reason.PEER_ERROR, SERVERS, Level.AUTHENTICATED, LOGGED_IN)


def test_of_several_servers_the_first_that_answers_is_taken(broker: KafkaServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = f"127.0.0.1:{listener.getsockname()[1]}"
    servers = f"absent.invalid:9092, {closed}, 127.0.0.1:{broker.port}"
    config = {"bootstrapServers": servers, "topic": broker.topic}
    result = run("kafka", config, {}, port=broker.port, allow=[closed])
    assert result.success, result
    assert "absent.invalid" in (result.warning or "")
    assert f"nothing accepts connections at {closed}" in (result.warning or "")


def test_of_several_servers_one_that_is_blocked_stops_all(broker: KafkaServer) -> None:
    config = {"bootstrapServers": f"127.0.0.1:{broker.port},10.0.0.1:9092"}
    result = run("kafka", config, {}, port=broker.port)
    assert_refused(result, Reason.EGRESS_DENIED, SERVERS, Level.NONE, ["config", "resolve"])


def test_a_closed_port_is_said_to_be_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = run("kafka", {"bootstrapServers": f"127.0.0.1:{port}"}, LOGIN, port=port)
    assert_refused(result, Reason.CONNECTION_REFUSED, SERVERS, Level.RESOLVED, REACHED[:-1])


CLEAR = {"securityProtocol": "SASL_PLAINTEXT"}


def test_a_silent_peer_is_a_time_out_in_its_step() -> None:
    with peer(Conversation.hang) as silent:
        config = {"bootstrapServers": f"127.0.0.1:{silent.port}", **CLEAR}
        result = run("kafka", config, LOGIN, port=silent.port, seconds=1.0)
    assert_refused(result, Reason.TIMEOUT, SERVERS, Level.REACHABLE, REACHED)
    assert failed(result) == ["authenticate"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "an HTTP server"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
        (b"\x00\x00\x00\x08\x00\x00\x00\x63\x00\x00\x00\x00", ""),
        (b"\x00\x00\x00\x0a\x00\x00\x00\x01\x00\x00\x7f\xff\xff\xff", ""),
        (b"\xff" * 64, ""),
    ],
)
def test_a_peer_of_another_protocol_is_named(words: bytes, name: str) -> None:
    def speak(conversation: Conversation) -> None:
        conversation.sock.recv(1024)
        conversation.sock.sendall(words)
        conversation.hang()

    with peer(speak) as stranger:
        config = {"bootstrapServers": f"127.0.0.1:{stranger.port}", **CLEAR}
        result = run("kafka", config, LOGIN, port=stranger.port, seconds=2.0)
    assert_refused(result, Reason.PROTOCOL_MISMATCH, SERVERS, Level.REACHABLE, REACHED)
    assert name in result.message
