"""Tests MongoDB and what speaks its protocol: TLS, login, the database, the collection that is named.

`ping` and `hello` are answered to anyone; what proves a login is a command that needs one.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from probes.egress.dial import Dialer
from probes.protocols.database_tls import Upgrade, encrypted, failed_step
from probes.protocols.mongodb_errors import diagnosed, not_listed
from probes.protocols.mongodb_login import log_in
from probes.protocols.mongodb_seeds import discovered, reached
from probes.protocols.mongodb_target import MongoTarget, mongodb_target
from probes.protocols.mongodb_wire import ServerError, Wire
from probes.protocols.peer_stream import PeerStream
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

NO_SUCH_COMMAND = 59
CLIENT = {
    "driver": {"name": "connector-service", "version": "1"},
    "os": {"type": "Linux"},
    "application": {"name": "connector-service probe"},
}
LIST_DATABASES = {"listDatabases": 1, "nameOnly": True, "authorizedDatabases": True}
LIST_COLLECTIONS = {"listCollections": 1, "nameOnly": True, "authorizedCollections": True, "cursor": {"batchSize": 100}}
# A secondary answers too; a server that is no replica set ignores it.
FROM_ANY = {"$readPreference": {"mode": "primaryPreferred"}}


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the database, a document."""
    with context.trace.step(StepName.CONFIG):
        wanted = mongodb_target(target)
        Upgrade(wanted.database, context).begin()
        bastion = bastion_of(target)
    wanted = discovered(wanted, context)
    with through(bastion, context) as reach:
        wanted, stream, upgrade = _connected(wanted, reach)
        with closing(stream):
            wire = Wire(stream)
            _log_in(wire, wanted, upgrade, context)
            collections = _use(wire, wanted, context)
            return _read(wire, wanted, collections, context)


def _connected(wanted: MongoTarget, context: ProbeContext) -> tuple[MongoTarget, PeerStream, Upgrade]:
    wanted, sock = reached(wanted, context)
    database, unused = wanted.database, [sock]

    def attempt(dialer: Dialer, upgrade: Upgrade) -> tuple[PeerStream, Upgrade]:
        sock = unused.pop() if unused else dialer.connect(database.host, database.port, field=database.host_field)
        stream = PeerStream(sock, "MongoDB")
        try:
            if upgrade.policy.wanted:
                upgrade.start(stream, announced=False)
        except BaseException:
            stream.close()
            raise
        return stream, upgrade

    stream, upgrade = encrypted(database, context, attempt, Upgrade(database, context))
    return wanted, stream, upgrade


def _log_in(wire: Wire, wanted: MongoTarget, upgrade: Upgrade, context: ProbeContext) -> None:
    if not wanted.logs_in:
        with failed_step(context.trace, StepName.AUTHENTICATE), _diagnosed(StepName.AUTHENTICATE, wanted):
            _greet(wire, wanted)
        context.trace.warn("No credentials are given: what this server shows, it shows to anyone.")
        return
    with context.trace.step(StepName.AUTHENTICATE) as note, _diagnosed(StepName.AUTHENTICATE, wanted):
        hello = _greet(wire, wanted)
        note.message = f"logged in by {log_in(wire, wanted, hello, upgrade.protection)}"


def _greet(wire: Wire, wanted: MongoTarget) -> dict[str, Any]:
    """What the server says of itself. Raises ProbeFailure where it is not of the replica set that is asked for."""
    asked: dict[str, Any] = {"client": CLIENT}
    if wanted.load_balanced:
        asked["loadBalanced"] = True
    if wanted.database.username and wanted.mechanism is None:
        asked["saslSupportedMechs"] = f"{wanted.user_database}.{wanted.database.username}"
    hello = _hello(wire, asked)
    actual = hello.get("setName")
    if wanted.replica_set and actual != wanted.replica_set:
        is_of = f"of the replica set {str(actual)[:64]}" if actual else "of no replica set"
        raise ProbeFailure(
            Reason.RESOURCE_NOT_FOUND,
            f"the server is {is_of}, and the connector asks for {wanted.replica_set}",
            field="config.replicaSet",
            hint="correct replicaSet, or leave it out",
        )
    return hello


def _hello(wire: Wire, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return wire.command("admin", {"hello": 1, **asked})
    except ServerError as error:
        if error.code != NO_SUCH_COMMAND:
            raise
        return wire.command("admin", {"isMaster": 1, **asked})  # before 4.4.2
    except ProbeFailure as failure:
        in_clear = not isinstance(wire.stream.sock, ssl.SSLSocket)
        if failure.reason is Reason.UNREACHABLE and in_clear:
            failure.hint = f"{failure.hint}; a server that takes TLS alone hangs up like this: set sslMode or tls"
        raise


def _use(wire: Wire, wanted: MongoTarget, context: ProbeContext) -> list[str] | None:
    """The collections of the database that the user may see, at most a batch; None where no database is named."""
    if not wanted.database.database and wanted.logs_in:
        context.trace.warn("No database is named: only the login was tested.")
        return None
    with context.trace.step(StepName.AUTHORIZE) as note, _diagnosed(StepName.AUTHORIZE, wanted):
        name, bounded = wanted.database.database, _bounded(context)
        if not name:
            wire.command("admin", {**LIST_DATABASES, **bounded, **FROM_ANY})
            note.message = "listed the databases"
            return None
        only = {"filter": {"name": wanted.database.table}} if wanted.database.table else {}
        answer = wire.command(name, {**LIST_COLLECTIONS, **only, **bounded, **FROM_ANY})
        collections = [str(item.get("name")) for item in _first_batch(answer) if isinstance(item, dict)]
        if not collections and not _exists(wire, name, bounded):
            raise ProbeFailure(
                Reason.RESOURCE_NOT_FOUND,
                f"the database {name} does not exist, or the user may see nothing of it",
                field=wanted.database.database_field,
                hint="check the name, capitals included; MongoDB makes a database with its first collection",
            )
        note.message = f"listed the collections of {name}"
        return collections


def _exists(wire: Wire, name: str, bounded: dict[str, Any]) -> bool:
    """Whether the database is among those that the user may see; True where the server does not tell."""
    only = {"filter": {"name": name}}
    try:
        databases = wire.command("admin", {**LIST_DATABASES, **only, **bounded, **FROM_ANY}).get("databases")
    except ServerError:
        return True
    return any(isinstance(item, dict) and item.get("name") == name for item in databases or [])


def _read(wire: Wire, wanted: MongoTarget, collections: list[str] | None, context: ProbeContext) -> Finding:
    """With a collection named, one document of it; only its _id, for documents are large."""
    name, collection = wanted.database.database, wanted.database.table
    if not collection:
        warning = f"The user {wanted.database.username} sees no collection in {name}." if collections == [] else None
        return Finding(f"listed {name}", warning=warning)
    with context.trace.step(StepName.RESOURCE) as note, _diagnosed(StepName.RESOURCE, wanted):
        query = {"find": collection, "filter": {}, "projection": {"_id": 1}, "limit": 1, "singleBatch": True}
        documents = _first_batch(wire.command(name, {**query, **_bounded(context), **FROM_ANY}))
        if not documents and collection not in (collections or []):
            raise not_listed(wanted)
        note.message = f"logged in and read {name}.{collection}"
    return Finding(note.message, warning=None if documents else f"The collection {collection} is empty.")


def _bounded(context: ProbeContext) -> dict[str, Any]:
    return {"maxTimeMS": max(1, int(context.remaining() * 1000))}


def _first_batch(answer: dict[str, Any]) -> list[Any]:
    cursor = answer.get("cursor")
    batch = cursor.get("firstBatch") if isinstance(cursor, dict) else None
    return batch if isinstance(batch, list) else []


@contextmanager
def _diagnosed(step: StepName, wanted: MongoTarget) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        raise diagnosed(error, step, wanted) from None
