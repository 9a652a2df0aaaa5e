"""Which server, how encrypted, as whom: what the protocols of one connection to one named server have in common.

| tlsMode  | TLS                                   | a password crosses                     |
|----------|---------------------------------------|----------------------------------------|
| implicit | from the first byte, verified         | encrypted                              |
| starttls | asked for in the protocol, verified   | encrypted; refused where it is not had |
| none     | none                                  | in clear text, with a warning          |

Without tlsMode it is implicit, except on the port where the protocol begins in clear text and can change: there it is
starttls. Nothing but tlsMode none lets a password cross in clear text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from probes.protocols.database_target import ClientCertificate, client_certificate, missing, text_of
from probes.result import ProbeFailure, Reason
from probes.target import Target

METHODS = ("access_key", "password", "none")


class TlsMode(StrEnum):
    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Conventions:
    """A protocol's ports, whether it can change to TLS in the middle, and the auth methods of its type.

    `name` as it stands in messages; `anonymous` says whether `access_key` without a user name logs nobody in.
    """

    name: str
    clear_port: int
    tls_port: int | None
    starttls: bool = False
    methods: tuple[str, ...] = METHODS
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class ServerTarget:
    """`username` is None where nobody logs in, or where a token or a certificate says who."""

    protocol: str
    host: str
    port: int
    tls: TlsMode
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    authorities: str | None = field(default=None, repr=False)
    certificate: ClientCertificate | None = field(default=None, repr=False)

    @property
    def encrypted(self) -> bool:
        return self.tls is not TlsMode.NONE

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be cut out of anything that the server says."""
        certificate = self.certificate
        mine = (self.password, self.token, certificate and certificate.key, certificate and certificate.passphrase)
        return tuple(secret for secret in mine if secret)


def server_target(target: Target, conventions: Conventions) -> ServerTarget:
    """Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING or UNSUPPORTED, before anything is dialled."""
    if target.auth_method not in conventions.methods:
        message = f"the auth method {target.auth_method} is not one of this type"
        hint = f"use one of {', '.join(conventions.methods)}"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=hint)
    config = target.parameters
    host = text_of(config, "host")
    if not host:
        raise ProbeFailure(Reason.INVALID_CONFIG, "host is required", field="config.host", hint="give config.host")
    mode, port = _mode_and_port(config, conventions)
    certificate = client_certificate(target)
    if certificate and mode is TlsMode.NONE:
        message = "tlsMode is none, so the client certificate would not be used"
        raise ProbeFailure(Reason.INVALID_CONFIG, message, field="config.tlsMode", hint="set tlsMode to implicit")
    username, password, token = _login(target, conventions, certified=certificate is not None)
    return ServerTarget(
        protocol=conventions.name,
        host=host,
        port=port,
        tls=mode,
        username=username,
        password=password,
        token=token,
        authorities=text_of(config, "caCertificate"),
        certificate=certificate,
    )


def _mode_and_port(config: Mapping[str, Any], conventions: Conventions) -> tuple[TlsMode, int]:
    port = int(config["port"]) if config.get("port") else None
    named = config.get("tlsMode")
    if named is None:
        changes = conventions.starttls and port not in (None, conventions.tls_port)
        named = TlsMode.STARTTLS if changes or conventions.tls_port is None else TlsMode.IMPLICIT
    mode = TlsMode(named)
    if port is None:
        implicit = mode is TlsMode.IMPLICIT and conventions.tls_port
        port = conventions.tls_port if implicit and conventions.tls_port else conventions.clear_port
    return mode, port


def _login(target: Target, conventions: Conventions, *, certified: bool) -> tuple[str | None, str | None, str | None]:
    """User name, password and token, those that there are and that the auth method takes."""
    given, method = target.credentials, target.auth_method
    if method in ("none", "client_certificate"):
        return None, None, None
    username = text_of(given, "username", "authConfig") or text_of(target.parameters, "username")
    token = text_of(given, "token", "authConfig")
    password = text_of(given, "password", "authConfig")
    if method == "token" and not token:
        raise missing("authConfig.token", "token", "give authConfig.token")
    if token and not password:
        return username, None, token
    nobody = username is None and "username" not in given and "password" not in given
    if method == "access_key" and nobody and (conventions.anonymous or certified):
        return None, None, None
    if not username:
        raise missing("authConfig.username", "user name", _give("username", conventions))
    if not password:
        raise missing("authConfig.password", "password", _give("password", conventions))
    return username, password, None


def _give(name: str, conventions: Conventions) -> str:
    hint = f"give authConfig.{name}"
    return f"{hint}; the auth method none logs nobody in" if "none" in conventions.methods else hint
