"""Oracle's listener, and Teradata's port: types that say how far they go, and go no further."""

from __future__ import annotations

import re
import struct
from typing import Any

import pytest

from probes.result import Level, Reason
from tests.peers.certificates import Certificates
from tests.probes.probing import passed, run
from tests.probes.wire_peer import CLEAR, Fields, Line, Scripted, assert_refused, assert_strangers_are_named

KNOWN, RAC = "sales.example.com", "rac.example.com"
ERRORS = {"closed": 12528, "restricted": 12526, "busy": 12519, "walled": 12529}


def packet(kind: int, body: bytes) -> bytes:
    return struct.pack(">HHBBH", 8 + len(body), 0, kind, 0, 0) + body


def hear(line: Line) -> str:
    """The connect data of a CONNECT packet, or of the DATA packet that follows a long one."""
    size, _sum, kind, _flags, _header = struct.unpack(">HHBBH", line.exactly(8))
    body = line.exactly(size - 8)
    assert kind == 1
    version, oldest, _options, _sdu, _tdu, characteristics = struct.unpack_from(">HHHHHH", body)
    assert (version, oldest, characteristics) == (319, 300, 0x4F98)
    length, offset = struct.unpack_from(">HH", body, 16)
    assert offset == 74
    data = body[offset - 8 :]
    if not data:
        size, _sum, kind, _flags, _header = struct.unpack(">HHBBH", line.exactly(8))
        assert kind == 6
        data = line.exactly(size - 8)[2:]
    assert len(data) == length
    return data.decode()


def refuse(line: Line, code: int) -> None:
    words = f"(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR={code})(ERROR_STACK=(ERROR=(CODE={code})(EMFI=4))))".encode()
    line.say(packet(4, struct.pack(">BBH", 34, 0, len(words)) + words))


def listen(line: Line) -> None:
    """A listener, scripted from python-oracledb's own connect message; it asks for the first packet twice."""
    asked = hear(line)
    line.say(packet(11, b""))
    assert hear(line) == asked
    found = re.search(r"\((SERVICE_NAME|SID)=([^()]+)\)", asked)
    assert found
    kind, name = found.groups()
    if line.busy:
        refuse(line, 12519)
    elif name in ERRORS:
        refuse(line, ERRORS[name])
    elif name == RAC:
        line.say(packet(5, struct.pack(">H", 5) + b"(...)"))
    elif name != KNOWN:
        refuse(line, 12514 if kind == "SERVICE_NAME" else 12505)
    else:
        line.say(packet(2, struct.pack(">HH", 319, 0) + b"\0" * 33))


SERVER = Scripted("oracle", listen, {"serviceName": KNOWN})


@pytest.mark.parametrize("name", [KNOWN, RAC])
def test_a_service_that_the_listener_knows(certificates: Certificates, name: str) -> None:
    result = SERVER.probe(certificates, {"serviceName": name})
    assert result.success, result
    assert result.level is Level.TLS
    assert "The login is not tested" in (result.warning or "")


def test_without_tls_and_with_a_long_name(certificates: Certificates) -> None:
    result = SERVER.probe(certificates, CLEAR, tls=False)
    assert (result.success, result.level) == (True, Level.REACHABLE), result
    long = SERVER.probe(certificates, {"serviceName": "s" * 200})
    assert_refused(long, Reason.RESOURCE_NOT_FOUND, "config.serviceName", "authenticate")


REFUSALS: list[tuple[Fields, Reason, str, str]] = [
    ({"serviceName": "absent"}, Reason.RESOURCE_NOT_FOUND, "config.serviceName", "authenticate"),
    ({"serviceName": None, "sid": "absent"}, Reason.RESOURCE_NOT_FOUND, "config.sid", "authenticate"),
    ({"serviceName": "closed"}, Reason.PEER_ERROR, "config.serviceName", "authenticate"),
    ({"serviceName": "restricted"}, Reason.PEER_ERROR, "config.serviceName", "authenticate"),
    ({"serviceName": "busy"}, Reason.RATE_LIMITED, "config.host", "authenticate"),
    ({"serviceName": "walled"}, Reason.PERMISSION_DENIED, "config.host", "authenticate"),
    ({"serviceName": None}, Reason.INVALID_CONFIG, "config.serviceName", "config"),
    ({"sid": "x"}, Reason.INVALID_CONFIG, "config.sid", "config"),
    ({"caCertificate": None}, Reason.TLS_UNTRUSTED, "config.host", "tls"),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_each_refusal_is_diagnosed(certificates: Certificates, case: tuple[Any, ...]) -> None:
    config, *expected = case
    assert_refused(SERVER.probe(certificates, config), *expected)


def test_other_servers_are_named(certificates: Certificates) -> None:
    assert_strangers_are_named(SERVER, certificates)


def test_teradata_is_reached_and_asked_nothing(certificates: Certificates) -> None:
    heard: list[bytes] = []
    silent = Scripted("teradata", lambda line: heard.append(line.sock.recv(1)), {"sslMode": None})
    result = silent.probe(certificates, tls=False)
    assert result.success, result
    assert (result.level, passed(result)) == (Level.REACHABLE, ["config", "resolve", "egress", "connect"])
    assert "The login is not tested" in (result.warning or "")
    assert heard in ([], [b""])
    missing = run("teradata", {}, {}, port=9)
    assert_refused(missing, Reason.INVALID_CONFIG, "config.host", "config")
