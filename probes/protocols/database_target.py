"""Which database, as whom and how encrypted: the fields of a connector and its connection string brought together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from probes.protocols.dsn import Dsn, parse_dsn
from probes.result import ProbeFailure, Reason
from probes.target import Target

AUTH_METHODS = ("access_key", "password", "client_certificate")
SSL_OPTIONS = ("sslmode", "ssl-mode", "sslMode")


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """PEM of the chain and of its key."""

    chain: str = field(repr=False)
    key: str = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DatabaseTarget:
    """`password` is None where none was given. The fields that name a path are the ones to blame in a failure."""

    host: str
    port: int
    database: str
    username: str
    password: str | None = field(repr=False)
    table: str | None
    ssl_mode: str | None
    authorities: str | None = field(repr=False)
    certificate: ClientCertificate | None = field(repr=False)
    host_field: str = "config.host"
    database_field: str = "config.database"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be cut out of anything that the peer says."""
        certificate = self.certificate
        mine = (self.password, certificate.key if certificate else None, certificate and certificate.passphrase)
        return tuple(secret for secret in mine if secret)

    @property
    def nothing_seen(self) -> str:
        """The warning where a query that may read found no row."""
        if self.table:
            return f"The table {self.table} is empty."
        return f"The user {self.username} sees no table in {self.database}."


def database_target(
    target: Target,
    *,
    schemes: Collection[str],
    default_port: int,
    needs: Collection[str] = ("port", "database", "username"),
    methods: Collection[str] = AUTH_METHODS,
) -> DatabaseTarget:
    """`needs` names what must be given: without it the port is the default one, and the others are "".

    Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING or UNSUPPORTED, before anything is dialled.
    """
    if target.auth_method not in methods:
        raise ProbeFailure(
            Reason.UNSUPPORTED,
            f"the auth method {target.auth_method} is not one of this type",
            field="authMethod",
            hint=f"use one of {', '.join(methods)}",
        )
    config, credentials = target.parameters, target.credentials
    dsn = _connection_string(config, schemes)
    username = text_of(credentials, "username", "authConfig") or text_of(config, "username") or (dsn and dsn.username)
    if not username and "username" in needs:
        raise missing("authConfig.username", "user name", "give authConfig.username")
    otherwise = {name: value for name, value in (("port", default_port), ("database", "")) if name not in needs}
    return DatabaseTarget(
        host=_once("host", text_of(config, "host"), dsn and dsn.host),
        port=int(_once("port", config.get("port"), dsn and (dsn.port or default_port), otherwise.get("port"))),
        database=_once("database", text_of(config, "database"), dsn and dsn.database, otherwise.get("database")),
        username=username or "",
        password=_password(target, dsn),
        table=text_of(config, "table"),
        ssl_mode=_ssl_mode(config, dsn),
        authorities=text_of(config, "caCertificate"),
        certificate=client_certificate(target),
        host_field="config.connectionString" if dsn else "config.host",
        database_field="config.connectionString" if dsn and dsn.database else "config.database",
    )


def _connection_string(config: Mapping[str, Any], schemes: Collection[str]) -> Dsn | None:
    text = text_of(config, "connectionString")
    return parse_dsn(text, schemes=schemes, options=SSL_OPTIONS) if text else None


def _once(name: str, own: Any, from_dsn: Any, otherwise: Any = None) -> Any:
    """A value from its field or from the connection string; two that differ are refused, not chosen between."""
    value = next((given for given in (own, from_dsn, otherwise) if given is not None), None)
    if value is None:
        message = f"{name} is required, by itself or in connectionString"
        raise ProbeFailure(Reason.INVALID_CONFIG, message, field=f"config.{name}", hint=f"give config.{name}")
    if own is not None and from_dsn is not None and own != from_dsn:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{name} is given twice, and differently: by itself and in connectionString",
            field=f"config.{name}",
            hint="remove one of the two",
        )
    return value


def _ssl_mode(config: Mapping[str, Any], dsn: Dsn | None) -> str | None:
    named = [value for name, value in dsn.options.items() if name in SSL_OPTIONS] if dsn else []
    own = text_of(config, "sslMode")
    if named and own and named[0] != own:
        _once("sslMode", own, named[0])
    return own or next(iter(named), None)


def _password(target: Target, dsn: Dsn | None) -> str | None:
    """What authConfig says goes before the connection string: it is what a rotation replaces."""
    if target.auth_method == "client_certificate":
        return None
    password = target.credentials.get("password")
    if password is None and dsn:
        password = dsn.password
    needed = target.auth_method == "password"
    if password == "" or (password is None and needed):
        raise missing("authConfig.password", "password", "give authConfig.password")
    return text_of({"password": password}, "password", "authConfig")


def client_certificate(target: Target) -> ClientCertificate | None:
    """From the credentials. Raises ProbeFailure CREDENTIAL_MISSING: half of it is there, or none of a needed one."""
    chain = text_of(target.credentials, "clientCertificate", "authConfig")
    key = text_of(target.credentials, "clientKey", "authConfig")
    if not chain and not key and target.auth_method != "client_certificate":
        return None
    if not chain:
        raise missing("authConfig.clientCertificate", "client certificate", "give authConfig.clientCertificate, as PEM")
    if not key:
        raise missing("authConfig.clientKey", "key of the client certificate", "give authConfig.clientKey, as PEM")
    return ClientCertificate(chain, key, text_of(target.credentials, "clientKeyPassphrase", "authConfig"))


def text_of(source: Mapping[str, Any], name: str, within: str = "config") -> str | None:
    """The string, None for an empty or absent one. Raises ProbeFailure INVALID_CONFIG for what no driver may see."""
    value = source.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or "\x00" in value:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{name} must be a string without NUL",
            field=f"{within}.{name}",
            hint=f"give {within}.{name} as a JSON string",
        )
    return value


def missing(path: str, what: str, hint: str) -> ProbeFailure:
    """A credential that is not there."""
    return ProbeFailure(Reason.CREDENTIAL_MISSING, f"the {what} is missing", field=path, hint=hint)
