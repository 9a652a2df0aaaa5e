"""Redis, and Valkey, which was forked from it: one protocol."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field, Kind, Secrecy
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, NAME, SSH_TUNNEL, encryption

FIELDS = (
    Field("host", "Host", required=True, unless="connectionString", example="cache.example.com"),
    Field("port", "Port", Kind.INTEGER, minimum=1, maximum=65535, description="6379 where not given.", example=6379),
    Field(
        "database",
        "Database",
        Kind.INTEGER,
        aliases=("db",),
        minimum=0,
        maximum=1_000_000,
        description="Its number; 0 where not given.",
        example=0,
    ),
    Field(
        "connectionString",
        "Connection string",
        secrecy=Secrecy.URL,
        aliases=("url", "dsn"),
        pattern=r"(redis|valkey)s?://\S+",
        description="Instead of host, port and database; rediss:// means sslMode verify-full.",
        example="rediss://reader:secret@cache.example.com:6379/0",
    ),
    Field(
        "username",
        "User name",
        aliases=("user",),
        pattern=NAME,
        description="Where the credentials do not name it; `default` where nothing does.",
        example="reader",
    ),
    Field(
        "key",
        "Key",
        pattern=NAME,
        description="When given, the test also looks whether there is such a key; it reads no value.",
        example="orders:latest",
    ),
    *encryption(),
    SSH_TUNNEL,
)
PROVES = "Logs in, selects the database and counts its keys; where a key is named, finds it."


def _declared(name: str, title: str, verified_against: str, description: str, documentation: str) -> ConnectorType:
    return ConnectorType(
        name=name,
        title=title,
        category="databases",
        fields=FIELDS,
        auth_methods=AUTH_METHODS,
        description=description,
        documentation=documentation,
        highest_level=Level.RESOURCE_READABLE,
        proves=PROVES,
        verified_against=verified_against,
        probe="probes.protocols.redis:probe",
    )


TYPES = (
    _declared(
        "redis",
        "Redis",
        "Redis 7.0, or Valkey where the system has that, with ACL users and TLS",
        "An in-memory store of keys and values.",
        "https://redis.io/docs/latest/develop/clients/",
    ),
    _declared(
        "valkey",
        "Valkey",
        "Valkey, or Redis 7.0 where the system has that, with ACL users and TLS",
        "An in-memory store of keys and values, forked from Redis.",
        "https://valkey.io/topics/",
    ),
)
