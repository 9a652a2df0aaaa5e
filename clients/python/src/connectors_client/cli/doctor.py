"""connectors doctor"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import typer
from rich.markup import escape

from connectors_client.cli.session import FAILED, Session
from connectors_client.cli.testing import MARKS
from connectors_client.errors import ConnectorsError

SECONDS = 5.0


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


class Ill(Exception):
    """A check that failed, in words that say what to do."""


def doctor(context: typer.Context) -> None:
    """Look into why the service cannot be used from here, a step at a time."""
    session: Session = context.obj
    for name, check in _checks(session):
        try:
            said = check()
        except Ill as error:
            session.out.print(f"{MARKS['FAILED']} {name:<10} {escape(str(error))}", highlight=False)
            raise typer.Exit(FAILED) from None
        session.out.print(f"{MARKS['PASSED']} {name:<10} {escape(said)}", highlight=False)


def _checks(session: Session) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "address", lambda: _address(session)
    yield "connection", lambda: _connection(session)
    yield "service", lambda: _service(session)
    yield "identity", lambda: _identity(session)


def _address(session: Session) -> str:
    host, port = _host_and_port(session)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Ill(f"{host} does not resolve ({error}): check --address or CONNECTORS_ADDRESS") from None
    return f"{session.connection.address} is {found[0][4][0]}"


def _connection(session: Session) -> str:
    try:
        with socket.create_connection(_host_and_port(session), SECONDS):
            return "the port accepts connections"
    except OSError as error:
        raise Ill(f"nothing accepts connections there ({error}): is the service running?") from None


def _service(session: Session) -> str:
    connection = session.connection
    where = connection.address
    channel: Any = (
        grpc.secure_channel(where, connection.credentials()) if connection.uses_tls else grpc.insecure_channel(where)
    )
    try:
        # grpc.health.v1: an empty request asks for the whole server; field 1 of the answer is 1 for SERVING.
        check = channel.unary_unary("/grpc.health.v1.Health/Check")
        answer: bytes = check(b"", timeout=SECONDS)
    except grpc.RpcError as error:
        tls = "without TLS (--tls)" if not connection.uses_tls else "with TLS (--ca, --no-tls)"
        raise Ill(f"it does not answer gRPC {tls}: {error.code().name}") from None
    finally:
        channel.close()
    if answer != b"\x08\x01":
        raise Ill("it says that it is not ready: its log and /readyz say why")
    return "healthy"


def _identity(session: Session) -> str:
    try:
        total = session.client.page(limit=1).total
    except ConnectorsError as error:
        raise Ill(f"{error.message} ({error.code.name})") from None
    return f"accepted; the tenant has {total} connectors"


def _host_and_port(session: Session) -> tuple[str, int]:
    host, _, port = session.connection.address.rpartition(":")
    if not host or not port.isdigit():
        raise Ill(f"{session.connection.address}: expected host:port")
    return host.strip("[]"), int(port)
