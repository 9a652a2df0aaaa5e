"""Which MongoDB, as whom and how encrypted: the fields of a connector and its connection string brought together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probes.protocols.database_target import (
    AUTH_METHODS,
    ClientCertificate,
    DatabaseTarget,
    client_certificate,
    missing,
    text_of,
)
from probes.protocols.mongodb_uri import PORT, MongoUri, Seed, parse_uri
from probes.result import ProbeFailure, Reason
from probes.target import Target

SCRAM_SHA_256, SCRAM_SHA_1, X509, PLAIN = "SCRAM-SHA-256", "SCRAM-SHA-1", "MONGODB-X509", "PLAIN"
MECHANISMS = (SCRAM_SHA_256, SCRAM_SHA_1, X509, PLAIN)
SRV_SERVICE = "mongodb"
EXTERNAL = "$external"


@dataclass(frozen=True, slots=True)
class MongoTarget:
    """`database` holds the first seed's host and port, and "" where no database or user is named.

    `mechanism` is None where the server may choose, and `auth_source` where a TXT record may still name it.
    `srv_service` is set while the one seed is a name whose SRV record has to be looked up.
    """

    database: DatabaseTarget
    seeds: tuple[Seed, ...]
    mechanism: str | None
    auth_source: str | None
    replica_set: str | None
    load_balanced: bool
    srv_service: str | None

    @property
    def logs_in(self) -> bool:
        return bool(self.database.username) or self.mechanism == X509

    @property
    def user_database(self) -> str:
        """Where the server looks for the user."""
        if self.mechanism == X509:
            return EXTERNAL
        return self.auth_source or (EXTERNAL if self.mechanism == PLAIN else "admin")


def mongodb_target(target: Target) -> MongoTarget:
    """Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING or UNSUPPORTED, before anything is dialled."""
    if target.auth_method not in AUTH_METHODS:
        raise ProbeFailure(
            Reason.UNSUPPORTED,
            f"the auth method {target.auth_method} is not one of this type",
            field="authMethod",
            hint=f"use one of {', '.join(AUTH_METHODS)}",
        )
    config = target.parameters
    text = text_of(config, "connectionString")
    uri = parse_uri(text) if text else None
    options = uri.options if uri else {}
    certificate = client_certificate(target)
    mechanism = _mechanism(target, options, certificate)
    seeds = _seeds(config, uri)
    username, password = _login(target, uri, mechanism)
    database = _agreed("database", text_of(config, "database"), uri.database if uri else None)
    return MongoTarget(
        database=DatabaseTarget(
            host=seeds[0].host,
            port=seeds[0].port,
            database=database or "",
            username=username,
            password=password,
            table=text_of(config, "collection"),
            ssl_mode=_ssl_mode(config, uri),
            authorities=text_of(config, "caCertificate"),
            certificate=certificate,
            host_field="config.connectionString" if uri else "config.host",
            database_field="config.connectionString" if uri and uri.database else "config.database",
        ),
        seeds=seeds,
        mechanism=mechanism,
        auth_source=_auth_source(config, uri, mechanism),
        replica_set=_agreed("replicaSet", text_of(config, "replicaSet"), options.get("replicaSet")),
        load_balanced=options.get("loadBalanced") == "true",
        srv_service=options.get("srvServiceName", SRV_SERVICE) if uri and uri.srv else None,
    )


def _seeds(config: Mapping[str, Any], uri: MongoUri | None) -> tuple[Seed, ...]:
    host, port = text_of(config, "host"), config.get("port")
    if uri is None:
        if host is None:
            raise _invalid("host", "host or connectionString is required", "give config.host, or a connectionString")
        return (Seed(host, int(port) if port is not None else PORT),)
    first = uri.seeds[0]
    if (host is not None and host != first.host) or (port is not None and port != first.port and not uri.srv):
        name = "host" if host is not None and host != first.host else "port"
        raise _invalid(name, f"{name} is given twice, and differently: by itself and in connectionString", _ONE)
    return uri.seeds


def _mechanism(target: Target, options: Mapping[str, str], certificate: ClientCertificate | None) -> str | None:
    named = _agreed("authMechanism", text_of(target.parameters, "authMechanism"), options.get("authMechanism"))
    if named is not None and named not in MECHANISMS:
        raise ProbeFailure(
            Reason.UNSUPPORTED,
            "the authentication mechanism is not one that this service speaks",
            field="config.authMechanism",
            hint=f"use one of {', '.join(MECHANISMS)}",
        )
    with_certificate = target.auth_method == "client_certificate"
    if with_certificate and named not in (None, X509):
        raise _invalid("authMechanism", f"a client certificate logs in by {X509} alone", "remove authMechanism")
    if named == X509 and certificate is None:
        raise missing("authConfig.clientCertificate", "client certificate", "give clientCertificate and clientKey")
    has_password = bool(target.credentials.get("password"))
    if with_certificate or (named is None and certificate is not None and not has_password):
        return X509
    return named


def _login(target: Target, uri: MongoUri | None, mechanism: str | None) -> tuple[str, str | None]:
    """What authConfig says goes before the connection string: it is what a rotation replaces."""
    given, config = target.credentials, target.parameters
    username = text_of(given, "username", "authConfig") or text_of(config, "username") or (uri and uri.username) or ""
    if mechanism == X509:
        return username, None  # the certificate's subject is the user; a name only has to agree with it
    password = given.get("password")
    if password is None and uri:
        password = uri.password
    if not username and (password is not None or target.auth_method == "password" or mechanism):
        raise missing("authConfig.username", "user name", "give authConfig.username")
    if username and not password:
        raise missing("authConfig.password", "password", "give authConfig.password")
    return username, text_of({"password": password}, "password", "authConfig")


def _auth_source(config: Mapping[str, Any], uri: MongoUri | None, mechanism: str | None) -> str | None:
    options = uri.options if uri else {}
    named = _agreed("authSource", text_of(config, "authSource"), options.get("authSource"))
    if named or mechanism in (X509, PLAIN) or uri is None or uri.srv:
        return named
    return uri.database


def _ssl_mode(config: Mapping[str, Any], uri: MongoUri | None) -> str | None:
    """`tls` is the short word for two of the modes; the connection string's options name the others."""
    mode, tls = text_of(config, "sslMode"), config.get("tls")
    if mode is not None and tls is not None and tls == (mode == "disable"):
        raise _invalid("tls", f"tls is {str(tls).lower()}, and sslMode is {mode}", _ONE)
    if mode is None and tls is not None:
        mode = "verify-full" if tls else "disable"
    from_uri = _mode_of(uri) if uri else None
    if mode is not None and uri is not None and "tls" in uri.options and (mode == "disable") != (from_uri == "disable"):
        raise _invalid("sslMode" if tls is None else "tls", "connectionString says otherwise about TLS", _ONE)
    return mode or from_uri


def _mode_of(uri: MongoUri) -> str | None:
    options = uri.options
    wanted = options.get("tls", "true" if uri.srv else None)
    if wanted not in (None, "true", "false"):
        raise _invalid("connectionString", "connectionString has a tls that is neither true nor false", "tls=true")
    if wanted == "false":
        return "disable"
    if "true" in (options.get("tlsInsecure"), options.get("tlsAllowInvalidCertificates")):
        return "require"
    if options.get("tlsAllowInvalidHostnames") == "true":
        return "verify-ca"
    return "verify-full" if wanted else None


_ONE = "remove one of the two"


def _agreed(name: str, own: str | None, from_uri: str | None) -> str | None:
    if own is not None and from_uri is not None and own != from_uri:
        raise _invalid(name, f"{name} is given twice, and differently: by itself and in connectionString", _ONE)
    return own if own is not None else from_uri


def _invalid(name: str, message: str, hint: str) -> ProbeFailure:
    return ProbeFailure(Reason.INVALID_CONFIG, message, field=f"config.{name}", hint=hint)
