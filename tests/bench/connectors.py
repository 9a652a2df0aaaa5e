"""The connectors that calls are about, made over the API as a user makes them; and the answers to expect."""

from __future__ import annotations

import itertools
import json
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import grpc
import orjson
import requests
from google.protobuf.message import Message

from connectors.v1 import connector_service_pb2 as pb
from server.structs import to_struct
from tests.bench.unary_load import Request, request
from tests.e2e.service import Service

TENANT = "bench"
WRITER = "bench-writer"  # creates are another tenant's, so that the lists stay as they are
METADATA = (("x-tenant-id", TENANT),)
COUNT = 1_000
SERVICE = "/connectors.v1.ConnectorService/"
PATIENCE = 20.0
NAME_TAG = b"\x0a"  # of CreateConnectorRequest.name: field 1, bytes follow
TYPE, AUTH_METHOD = "postgresql", "access_key"
DESCRIPTION = "Orders of the web shop, read by the nightly sync"
CONFIG = {
    "host": "db.orders.example.com",
    "port": 5432,
    "database": "orders",
    "schema": "public",
    "sslMode": "require",
    "connectTimeout": 5,
}
CREDENTIALS = {"username": "svc_reader", "password": "correct horse battery staple"}
LABELS = {"env": "prod", "team": "orders"}


def new_connector(name: str) -> pb.CreateConnectorRequest:
    """One such as people have: six settings, labels, a user and a password."""
    return pb.CreateConnectorRequest(
        name=name,
        type=TYPE,
        description=DESCRIPTION,
        config=to_struct(CONFIG),
        auth_method=AUTH_METHOD,
        auth_config=to_struct(CREDENTIALS),
        labels=LABELS,
    )


def create_body() -> str:
    """The same in JSON, with %s where the name belongs."""
    return json.dumps(
        {
            "name": "%s",
            "type": TYPE,
            "description": DESCRIPTION,
            "config": CONFIG,
            "authMethod": AUTH_METHOD,
            "authConfig": CREDENTIALS,
            "labels": LABELS,
        }
    )


def creates(tenant: str = WRITER) -> Iterator[Request]:
    """Requests without end, each with a name of its own."""
    path, word = f"{SERVICE}CreateConnector", uuid.uuid4().hex
    nameless = new_connector("").SerializeToString()
    for number in itertools.count():
        # Fields may come in any order (the encoding's own rule), so that the name need only be appended.
        name = f"{word}{number}".encode()
        yield request(path, b"".join((nameless, NAME_TAG, bytes([len(name)]), name)), tenant)


def called(channel: grpc.Channel, name: str, message: Message, tenant: str = TENANT) -> bytes:
    """The answer to one call, as bytes. Raises grpc.RpcError."""
    method: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(SERVICE + name)
    return method(message.SerializeToString(), metadata=(("x-tenant-id", tenant),), timeout=PATIENCE)


class Answers:
    """Calls the service once by a real client of gRPC; its requests and answers are those of the load.

    `requests` and `messages` by the rpc's name, `one` the id that Get asks for. Raises grpc.RpcError.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        listing = pb.ListConnectorsRequest(limit=20)
        page = self._call("ListConnectors", listing)
        self.one = pb.ListConnectorsResponse.FromString(page).data[0].id
        self.requests: Mapping[str, Message] = {
            "GetConnector": pb.GetConnectorRequest(id=self.one),
            "ListConnectors": listing,
            "CreateConnector": new_connector(f"once {uuid.uuid4().hex}"),
        }
        self.messages = {name: self._call(name, message) for name, message in self.requests.items()}

    def _call(self, name: str, message: Message) -> bytes:
        with grpc.insecure_channel(self._service.grpc_address) as channel:
            return called(channel, name, message, WRITER if name == "CreateConnector" else TENANT)

    def check(self) -> None:
        """A real client still gets what it got before the load. Raises AssertionError."""
        for name, kind in (("GetConnector", pb.GetConnectorResponse), ("ListConnectors", pb.ListConnectorsResponse)):
            if kind.FromString(self._call(name, self.requests[name])) != kind.FromString(self.messages[name]):
                raise AssertionError(f"{name} answers otherwise than before the load")


def prepare_bare(service: Service, answers: Answers, folder: Path) -> None:
    """What the bare servers answer with: the service's own answers, and for a create a row to insert into a copy of its
    database."""
    folder.mkdir(parents=True)
    for name, content in answers.messages.items():
        (folder / f"{name}.bin").write_bytes(content)
    url = f"{service.url}/api/v1/connectors?limit=20"
    (folder / "ListConnectors.json").write_bytes(requests.get(url, headers=dict(METADATA), timeout=20).content)
    created = pb.CreateConnectorResponse.FromString(answers.messages["CreateConnector"]).connector
    with (
        closing(sqlite3.connect(service.data / "connectors.db", timeout=20)) as database,
        closing(sqlite3.connect(folder / "rows.db")) as copy,
    ):
        database.backup(copy)
        found = database.execute("SELECT * FROM connectors WHERE tenant = ? AND id = ?", (WRITER, created.id))
        names = [column[0] for column in found.description]
        row = dict(zip(names, found.fetchone(), strict=True))
    storable = {name: {"hex": value.hex()} if isinstance(value, bytes) else value for name, value in row.items()}
    (folder / "CreateConnector.row").write_bytes(orjson.dumps(storable))
