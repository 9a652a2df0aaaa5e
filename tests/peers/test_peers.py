"""The peers are what their descriptions say: a fixture that lies would make every test on it lie."""

from __future__ import annotations

import ssl
from contextlib import closing
from typing import Any

import botocore.exceptions
import psycopg2
import pymysql
import pytest
import redis

from tests.peers.certificates import Certificates
from tests.peers.mariadb import MariadbServer
from tests.peers.moto import AccessKey, MotoServer
from tests.peers.postgresql import DurablePostgresql, PostgresqlServer
from tests.peers.valkey import ValkeyServer


def postgresql_login(server: PostgresqlServer, **changes: Any) -> psycopg2.extensions.connection:
    given: dict[str, Any] = {
        "host": server.host,
        "port": server.port,
        "dbname": server.database,
        "user": server.reader,
        "password": server.reader_password,
        "sslmode": "verify-full",
        "sslrootcert": str(server.ca),
    }
    connection: psycopg2.extensions.connection = psycopg2.connect(**{**given, **changes})
    return connection


@pytest.mark.parametrize("user", ["reader", "tls_only", "clear_text", "legacy_md5"])
def test_postgresql_lets_its_users_in_over_verified_tls(postgresql_server: PostgresqlServer, user: str) -> None:
    with closing(postgresql_login(postgresql_server, user=user)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers")
        assert cursor.fetchone() == (3,)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"password": "wrong"}, "password authentication failed"),
        ({"user": "tls_only", "sslmode": "disable"}, "rejects connection"),
        ({"dbname": "closed"}, "permission denied for database"),
        ({"dbname": "nowhere"}, "does not exist"),
        ({"host": "localhost", "sslrootcert": "unknown"}, "certificate verify failed"),
    ],
)
def test_postgresql_refuses_as_described(
    postgresql_server: PostgresqlServer, certificates: Certificates, changes: dict[str, str], told: str
) -> None:
    if changes.get("sslrootcert") == "unknown":
        changes = {**changes, "sslrootcert": str(certificates.unknown_ca)}
    with pytest.raises(psycopg2.OperationalError, match=told):
        postgresql_login(postgresql_server, **changes)


def test_postgresql_gives_each_test_a_database(postgresql_server: PostgresqlServer) -> None:
    first, second = postgresql_server.new_database(), postgresql_server.new_database()
    assert first != second
    psycopg2.connect(first).close()
    psycopg2.connect(second).close()


def test_a_durable_postgresql_keeps_what_was_committed_when_killed(
    durable_postgresql_server: DurablePostgresql,
) -> None:
    durable_postgresql_server.server.execute("CREATE TABLE kept (id integer)", "INSERT INTO kept VALUES (7)")
    durable_postgresql_server.kill()
    durable_postgresql_server.start_again()
    url = durable_postgresql_server.server.url
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM kept")
        assert cursor.fetchall() == [(7,)]


def mariadb_login(server: MariadbServer, **changes: Any) -> pymysql.connections.Connection[pymysql.cursors.Cursor]:
    given: dict[str, Any] = {
        "host": server.host,
        "port": server.port,
        "user": server.reader,
        "password": server.reader_password,
    }
    return pymysql.connect(**{**given, "database": server.database, **changes})


def test_mariadb_lets_its_users_in(mariadb_server: MariadbServer) -> None:
    tls = {"ssl_ca": str(mariadb_server.ca), "ssl_verify_cert": True, "ssl_verify_identity": True}
    for changes in ({"ssl_disabled": True}, tls, {"user": "tls_only", **tls}):
        with closing(mariadb_login(mariadb_server, **changes)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customers")
            assert cursor.fetchone() == (3,)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "wrong"}, 1045),
        ({"user": "tls_only", "ssl_disabled": True}, 1045),
        ({"database": "closed"}, 1044),
        ({"database": "nowhere"}, 1044),
        ({"user": "owner", "password": "wrong"}, 1045),
    ],
)
def test_mariadb_refuses_as_described(mariadb_server: MariadbServer, changes: dict[str, Any], code: int) -> None:
    with pytest.raises(pymysql.MySQLError) as refused:
        mariadb_login(mariadb_server, **changes)
    assert refused.value.args[0] == code


@pytest.mark.parametrize(
    ("who", "bucket", "told"),
    [
        ("reader", "data-bucket", None),
        ("reader", "empty-bucket", None),
        ("denied", "data-bucket", "AccessDenied"),
        ("unknown", "data-bucket", "InvalidAccessKeyId"),
        ("forged", "data-bucket", "SignatureDoesNotMatch"),
    ],
)
def test_moto_checks_keys_signatures_and_policies(
    moto_server: MotoServer, who: str, bucket: str, told: str | None
) -> None:
    keys = {
        "reader": moto_server.reader,
        "denied": moto_server.denied,
        "unknown": AccessKey("AKIAUNKNOWN000000000", "x" * 40),
        "forged": AccessKey(moto_server.reader.access_key_id, "x" * 40),
    }
    s3 = moto_server.client("s3", keys[who])
    if told is None:
        found = s3.list_objects_v2(Bucket=bucket, Prefix=moto_server.prefix)
        assert found["KeyCount"] == (2 if bucket == moto_server.bucket else 0)
        return
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        s3.list_objects_v2(Bucket=bucket)
    assert refused.value.response["Error"]["Code"] == told


def test_moto_has_no_missing_bucket(moto_server: MotoServer) -> None:
    with pytest.raises(botocore.exceptions.ClientError, match="NoSuchBucket"):
        moto_server.client("s3").list_objects_v2(Bucket=moto_server.missing_bucket)


def test_valkey_answers_its_user_alone(valkey_server: ValkeyServer) -> None:
    for url in (valkey_server.url, valkey_server.tls_url):
        with redis.Redis.from_url(url) as client:
            assert client.ping()
    nameless = redis.Redis(host=valkey_server.host, port=valkey_server.port)
    with nameless, pytest.raises(redis.AuthenticationError):
        nameless.ping()


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("server", None),
        ("wrong_name", "Hostname mismatch"),
        ("expired", "certificate has expired"),
        ("expiring", None),
        ("unknown", "unable to get local issuer certificate"),
    ],
)
def test_each_certificate_is_wrong_in_one_way(certificates: Certificates, pair: str, told: str | None) -> None:
    shown = getattr(certificates, pair)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(shown.certificate, shown.key)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context(cafile=str(certificates.ca)).wrap_bio(
        incoming, outgoing, server_hostname="localhost"
    )
    server = server_side.wrap_bio(outgoing, incoming, server_side=True)
    if told is None:
        _handshake(client, server)
        return
    with pytest.raises(ssl.SSLCertVerificationError, match=told):
        _handshake(client, server)


def _handshake(client: ssl.SSLObject, server: ssl.SSLObject) -> None:
    waiting = [client, server]
    for _ in range(10):
        for side in tuple(waiting):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(side)
        if not waiting:
            return
    raise AssertionError("the handshake never ended")
