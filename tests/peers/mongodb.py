"""MongoDB's protocol by SecantusDB: users, roles, SCRAM and X.509 are checked, TLS is always on.

SecantusDB is an emulator on WiredTiger that takes its error codes from mongod; MongoDB's own server is in no package
registry. What it proves is the wire protocol and the codes.
"""

from __future__ import annotations

import getpass
import os
import secrets
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from tests.peers.certificates import Certificates
from tests.peers.process import PeerFailed, ServerProcess, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
EXTERNAL = "$external"


@dataclass(frozen=True, slots=True)
class MongodbServer:
    """Where it is and who may enter, all with `password`.

    In `database`, `reader` may read `collection` (3 documents) and `empty_collection`; `lister` may only list;
    `stranger` has a role in another database alone. `legacy` is a reader with SCRAM-SHA-1 only. `inside` is a reader
    made in `database`, the others in admin. The subject of `certificates.client` is a user too.
    """

    host: str
    port: int
    password: str = field(repr=False)
    database: str
    collection: str
    empty_collection: str
    reader: str
    lister: str
    stranger: str
    legacy: str
    inside: str
    replica_set: str
    ca: Path


class MongodbPeer:
    name = "mongodb"
    description = MongodbServer

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self._folder = folder
        self._certificates = certificates
        self._process: ServerProcess | None = None
        self._server = MongodbServer(
            host="127.0.0.1",
            port=free_port(),
            password=secrets.token_hex(16),
            database="app",
            collection="orders",
            empty_collection="nothing_yet",
            reader="reader",
            lister="lister",
            stranger="stranger",
            legacy="legacy",
            inside="inside",
            replica_set="secantus",
            ca=certificates.ca,
        )

    def prepare(self) -> None:
        """Users are made while everyone may do everything, then the server is stopped."""
        self._folder.mkdir(parents=True)
        port = free_port()
        open_to_all = self._secantusdb(port)
        open_to_all.spawn()
        try:
            with MongoClient[dict[str, Any]]("127.0.0.1", port, directConnection=True) as client:
                open_to_all.wait_until(lambda: client.admin.command("ping"), PyMongoError)
                self._furnish(client)
        finally:
            open_to_all.stop()

    def spawn(self) -> None:
        pair = self._certificates.server
        options = ["--auth", "--tls-cert-file", str(pair.certificate), "--tls-key-file", str(pair.key)]
        options += ["--tls-ca-file", str(self._certificates.ca)]
        self._process = self._secantusdb(self._server.port, *options)
        self._process.spawn()

    def settle(self) -> MongodbServer:
        if self._process is None:
            raise RuntimeError("spawn comes before settle")
        server = self._server
        login: Mapping[str, Any] = {"username": server.reader, "password": server.password}
        with MongoClient[dict[str, Any]](
            server.host, server.port, tls=True, tlsCAFile=str(server.ca), directConnection=True, **login
        ) as client:
            self._process.wait_until(client[server.database].list_collection_names, PyMongoError)
        return server

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def _secantusdb(self, port: int, *options: str) -> ServerProcess:
        program = ROOT / ".build" / "venvs" / "secantusdb" / "bin" / "secantusd-py"
        if not os.access(program, os.X_OK):
            raise PeerFailed(f"{program.relative_to(ROOT)} is not installed: run `make test`, which does it")
        command = [str(program), "--host", "127.0.0.1", "--port", str(port), "--log-level", "WARNING"]
        command += ["--storage-path", str(self._folder / "data"), "--cache-size", "64M", *options]
        return ServerProcess(
            command,
            log=self._folder / "server.log",
            # A Python program of the tree, which nobody else may be allowed to read.
            user=getpass.getuser(),
            stop_signal=signal.SIGINT,
        )

    def _furnish(self, client: MongoClient[dict[str, Any]]) -> None:
        server = self._server
        app, admin = client[server.database], client.admin
        app[server.collection].insert_many([{"_id": number, "total": number * 10} for number in range(3)])
        app.create_collection(server.empty_collection)
        client["other"]["things"].insert_one({"_id": 1})
        listing = {"resource": {"db": server.database, "collection": ""}, "actions": ["listCollections"]}
        admin.command("createRole", "lists", privileges=[listing], roles=[])
        read = [{"role": "read", "db": server.database}]
        admin.command("createUser", server.reader, pwd=server.password, roles=read)
        admin.command("createUser", server.legacy, pwd=server.password, roles=read, mechanisms=["SCRAM-SHA-1"])
        admin.command("createUser", server.lister, pwd=server.password, roles=["lists"])
        admin.command("createUser", server.stranger, pwd=server.password, roles=[{"role": "read", "db": "other"}])
        app.command("createUser", server.inside, pwd=server.password, roles=read)
        certificate = x509.load_pem_x509_certificate(self._certificates.client.certificate.read_bytes())
        client[EXTERNAL].command(
            "createUser", certificate.subject.rfc4514_string(), roles=read, mechanisms=["MONGODB-X509"]
        )
