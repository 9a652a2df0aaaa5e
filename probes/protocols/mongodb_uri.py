"""MongoDB's connection strings, read by us: a driver that gets one whole takes files, proxies and sockets from it.

https://www.mongodb.com/docs/manual/reference/connection-string/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from probes.protocols.dsn import MAX_LENGTH, decoded, invalid

PORT = 27017
MAX_HOSTS = 16

SHAPE = re.compile(
    r"mongodb(?P<srv>\+srv)?://"
    r"((?P<username>[^\s/?#@:]*)(:(?P<password>[^\s/?#@]*))?@)?"
    r"(?P<hosts>[^\s/?#@]+)"
    r"(/(?P<database>[^\s/?#]*))?"
    r"(\?(?P<options>[^\s#]*))?",
    re.IGNORECASE,
)
HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:(?P<port>[0-9]{1,5}))?")

# Names of options are case-insensitive. These say something that a probe has to know.
UNDERSTOOD = {
    name.lower(): name
    for name in (
        *("authSource", "authMechanism", "replicaSet", "directConnection", "loadBalanced", "srvServiceName"),
        *("tls", "tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames"),
    )
}
UNDERSTOOD["ssl"] = "tls"
# These tune a driver's pool, writes and reads, and are nothing to a probe.
IGNORED = frozenset(
    name.lower()
    for name in (
        *("appName", "compressors", "zlibCompressionLevel", "connectTimeoutMS", "socketTimeoutMS", "timeoutMS"),
        *("heartbeatFrequencyMS", "localThresholdMS", "serverSelectionTimeoutMS", "serverSelectionTryOnce"),
        *("maxPoolSize", "minPoolSize", "maxIdleTimeMS", "maxConnecting", "waitQueueTimeoutMS", "waitQueueMultiple"),
        *("w", "wtimeoutMS", "journal", "retryWrites", "retryReads", "readConcernLevel", "readPreference"),
        *("readPreferenceTags", "maxStalenessSeconds", "uuidRepresentation", "srvMaxHosts", "serverMonitoringMode"),
        "tlsDisableOCSPEndpointCheck",
    )
)
REFUSED = {
    "tlscafile": "names a file; give the certificate itself in config.caCertificate",
    "tlscertificatekeyfile": "names a file; give authConfig.clientCertificate and authConfig.clientKey",
    "tlscertificatekeyfilepassword": "is for a key in a file; give authConfig.clientKeyPassphrase",
    "tlscrlfile": "names a file, which a probe does not read",
}


@dataclass(frozen=True, slots=True)
class Seed:
    """A server to begin with."""

    host: str
    port: int = PORT


@dataclass(frozen=True, slots=True)
class MongoUri:
    """The parts, decoded. With `srv` the one seed is a name to look up. Options by their printed names."""

    seeds: tuple[Seed, ...]
    srv: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    database: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def parse_uri(text: str, path: str = "config.connectionString") -> MongoUri:
    """Raises ProbeFailure INVALID_CONFIG with `path`. No message repeats any part but an option's name."""
    if len(text) > MAX_LENGTH:
        raise invalid(path, f"is longer than {MAX_LENGTH} characters")
    shape = SHAPE.fullmatch(text)
    if shape is None:
        raise invalid(path, "is not of the form mongodb://user:password@host:port/database")
    srv = bool(shape["srv"])
    return MongoUri(
        seeds=_seeds(shape["hosts"], srv, path),
        srv=srv,
        username=decoded(shape["username"], path) or None,
        password=decoded(shape["password"], path),
        database=decoded(shape["database"], path) or None,
        options=parse_options(shape["options"] or "", path),
    )


def parse_options(text: str, path: str) -> Mapping[str, str]:
    """Those that a probe has to know; the rest is ignored where it is known to be harmless, and else refused."""
    found: dict[str, str] = {}
    for pair in filter(None, text.split("&")):
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise invalid(path, "has an option that is not name=value")
        if name.lower() in REFUSED:
            raise invalid(path, f"has the option {name}, which {REFUSED[name.lower()]}")
        known = UNDERSTOOD.get(name.lower())
        if known is None and name.lower() not in IGNORED:
            raise invalid(path, f"has the option {name[:40]}, which is not understood here")
        if known is None:
            continue
        value = decoded(value, path) or ""
        if found.get(known, value) != value:
            raise invalid(path, f"has the option {known} twice, and differently")
        found[known] = value
    return found


def _seeds(text: str, srv: bool, path: str) -> tuple[Seed, ...]:
    parts = text.split(",")
    if len(parts) > MAX_HOSTS:
        raise invalid(path, f"names more than {MAX_HOSTS} hosts")
    if srv and (len(parts) > 1 or ":" in text):
        raise invalid(path, "must name one host and no port after mongodb+srv://")
    return tuple(_seed(part, path) for part in parts)


def _seed(text: str, path: str) -> Seed:
    found = HOST.fullmatch(text)
    if found is None:
        raise invalid(path, "has a host that is not host:port (Unix sockets are not dialled)")
    port = int(found["port"]) if found["port"] else PORT
    if not 1 <= port <= 65535:
        raise invalid(path, "has a port outside 1 to 65535")
    return Seed(found["host"].strip("[]"), port)
