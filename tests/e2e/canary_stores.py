"""Where a service keeps what it stores, with canaries in everything that leads there, and how all of it is read out."""

from __future__ import annotations

import base64
import json
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2
import redis
from psycopg2 import sql

from tests.e2e.canaries import Watch
from tests.e2e.service import Service
from tests.identity import issuer
from tests.peers.postgresql import PostgresqlServer, program
from tests.peers.valkey import ValkeyServer

REDIS_DATABASE = 9  # no other test's


@dataclass(frozen=True, slots=True)
class Store:
    """`identity`: what a caller sends. `execute` runs SQL; `read_out` gives everything that is stored to the watch, and
    `sources` are the names it gives it under, each of which must hold the witness."""

    settings: Mapping[str, str]
    identity: Mapping[str, str]
    sources: tuple[str, ...]
    execute: Callable[[Service, str], None]
    read_out: Callable[[Service], None]


def key_of(watch: Watch, place: str) -> str:
    """A key of the keyring, in base64: 32 bytes, the mark among them."""
    return base64.b64encode(watch.plain(place).encode()[:32].ljust(32, b"k")).decode()


def sqlite_store(folder: Path, watch: Watch) -> Store:
    """One file and the shared state beside it; the key in a key file elsewhere; callers believed by headers."""
    keyring = folder / "keyring.json"
    keyring.touch(mode=0o600)
    keyring.write_text(json.dumps({"format": 1, "primary": "2027", "keys": {"2027": key_of(watch, "key file")}}))

    def execute(service: Service, statement: str) -> None:
        with closing(sqlite3.connect(service.data / "connectors.db", timeout=30)) as database:
            database.execute(statement)
            database.commit()

    def read_out(service: Service) -> None:
        for path in service.data.rglob("*"):
            if path.is_file():
                watch.hear(f"file {path.name}", path.read_bytes())

    return Store(
        {"keyring": str(keyring)},
        {"x-tenant-id": f"t-{watch.witness}", "x-user": watch.witness},
        ("file connectors.db",),
        execute,
        read_out,
    )


def postgresql_store(folder: Path, watch: Watch, postgresql: PostgresqlServer, valkey: ValkeyServer) -> Store:
    """PostgreSQL and Valkey, each behind a password; the key in the environment; callers known by tokens."""
    password, owner = watch.canary("password of the service's database"), f"owner_{watch.witness}"
    postgresql.execute(
        sql.SQL("CREATE ROLE {} SUPERUSER LOGIN PASSWORD {}").format(sql.Identifier(owner), sql.Literal(password))
    )
    plain = postgresql.new_database()
    database = plain.replace(plain.partition("//")[2].partition("@")[0], f"{owner}:{quote(password, safe='')}", 1)
    secret = watch.canary("password of the shared state")
    shared = redis.Redis.from_url(f"{valkey.url.rpartition('/')[0]}/{REDIS_DATABASE}")
    shared.execute_command("ACL", "SETUSER", watch.witness, "on", f">{secret}", "~*", "&*", "+@all")
    shared.flushdb()
    keyring, jwks = folder / "keyring.json", folder / "jwks.json"
    keyring.touch(mode=0o600)
    keyring.write_text(json.dumps({"format": 1, "primary": "env", "keys": {"env": {"provider": "environment"}}}))
    jwks.write_text(json.dumps({"keys": [issuer.public_jwk("ec", "ES256")]}))
    claims = {"tenant": f"t-{watch.witness}", "sub": watch.witness, "jti": watch.canary("bearer token")}

    def execute(_service: Service, statement: str) -> None:
        with closing(psycopg2.connect(plain)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement)

    def read_out(_service: Service) -> None:
        watch.hear("pg_dump", subprocess.run([program("pg_dump"), plain], check=True, capture_output=True).stdout)
        for key in shared.scan_iter(count=1000):
            watch.hear("Valkey", repr((key, _value(shared, key))))
            watch.hear("Valkey", key)

    proxy = quote(watch.canary("password of the proxy"), safe="")
    entry = f"{watch.witness}:{quote(secret, safe='')}"
    return Store(
        {
            "database_url": database,
            "redis_url": f"redis://{entry}@{valkey.host}:{valkey.port}/{REDIS_DATABASE}",
            "keyring": str(keyring),
            "keyring_keys": f"env={key_of(watch, 'key in the environment')}",
            "egress_proxy": f"http://user:{proxy}@127.0.0.1:9",
            "egress_no_proxy": "127.0.0.0/8",
            "auth": "jwt",
            "jwt_jwks": str(jwks),
            "jwt_issuer": issuer.ISSUER,
            "jwt_audience": issuer.AUDIENCE,
            "metrics": "true",
            "reflection": "true",
        },
        {"authorization": f"Bearer {issuer.token('ec', 'ES256', **claims)}"},
        ("pg_dump", "Valkey"),
        execute,
        read_out,
    )


def _value(shared: redis.Redis, key: bytes) -> object:
    """Of any type, as it was written: DUMP packs long texts."""
    kind = shared.type(key)
    readers = {
        b"string": lambda: shared.get(key),
        b"hash": lambda: shared.hgetall(key),
        b"list": lambda: shared.lrange(key, 0, -1),
        b"set": lambda: shared.smembers(key),
        b"zset": lambda: shared.zrange(key, 0, -1, withscores=True),
        b"stream": lambda: shared.xrange(key),
    }
    return readers[kind]()
