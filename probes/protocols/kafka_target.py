"""Which cluster, how encrypted and as whom: the fields of a Kafka connector brought together.

https://kafka.apache.org/documentation/#security_overview
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from probes.egress.host import MalformedHost, host_and_port
from probes.result import ProbeFailure, Reason
from probes.target import Target

SERVERS = "config.bootstrapServers"
SECURITY = "config.securityProtocol"
PLAIN, OAUTHBEARER = "PLAIN", "OAUTHBEARER"
CLIENT = ("tokenUrl", "clientId", "clientSecret")

# auth method -> the mechanism it fixes; None where it fixes none, or has none.
AUTH_METHODS = {
    "access_key": None,
    "none": None,
    "api_key": PLAIN,
    "sasl_plain": PLAIN,
    "sasl_scram_sha_256": "SCRAM-SHA-256",
    "sasl_scram_sha_512": "SCRAM-SHA-512",
    "sasl_oauthbearer": OAUTHBEARER,
    "client_certificate": None,
}


@dataclass(frozen=True, slots=True)
class Login:
    """SASL credentials. For OAUTHBEARER: a token, or the client that asks for one. `path` is the one to blame."""

    mechanism: str
    username: str = ""
    password: str = field(default="", repr=False)
    token: str | None = field(default=None, repr=False)
    client: Mapping[str, Any] | None = field(default=None, repr=False)
    path: str = "authConfig.password"

    @property
    def shows_secret(self) -> bool:
        """Whether the broker, and whoever listens in clear text, gets to see what it needs to pose as us."""
        return self.mechanism in (PLAIN, OAUTHBEARER)


@dataclass(frozen=True, slots=True)
class KafkaTarget:
    """`login` is None where nobody logs in; `certificate` (PEM) where none is shown."""

    servers: tuple[tuple[str, int], ...]
    encrypted: bool
    login: Login | None
    topic: str | None
    group: str | None
    authorities: str | None = field(default=None, repr=False)
    certificate: str | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be cut out of anything that a broker says."""
        login = self.login
        client = login.client or {} if login else {}
        mine = (login and login.password, login and login.token, client.get("clientSecret"), self.key, self.passphrase)
        return tuple(secret for secret in mine if secret)

    @property
    def listener(self) -> str:
        """Kafka's name of what we expect to talk to."""
        return f"{'SASL_' if self.login else ''}{('SSL' if self.encrypted else 'PLAINTEXT')}"


def kafka_target(target: Target) -> KafkaTarget:
    """Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING or UNSUPPORTED, before anything is dialled."""
    if target.auth_method not in AUTH_METHODS:
        message = f"the auth method {target.auth_method} is not one of this type"
        hint = f"use one of {', '.join(AUTH_METHODS)}"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=hint)
    config, given = target.parameters, target.credentials
    login = _login(target)
    certificate = _certificate(target)
    protocol = _protocol(target, login, certified=certificate is not None)
    return KafkaTarget(
        servers=_servers(config.get("bootstrapServers", "")),
        encrypted=protocol.endswith("SSL"),
        login=login,
        topic=config.get("topic"),
        group=config.get("groupId"),
        authorities=config.get("caCertificate"),
        certificate=certificate,
        key=given.get("clientKey") if certificate else None,
        passphrase=given.get("clientKeyPassphrase") if certificate else None,
    )


def _servers(text: str) -> tuple[tuple[str, int], ...]:
    """Raises ProbeFailure INVALID_CONFIG, for an empty text too."""
    found: list[tuple[str, int]] = []
    for server in text.split(","):
        try:
            host, port = host_and_port(server.strip())
        except MalformedHost as error:
            hint = "write each server as host:port, IPv6 as [address]:port, separated by commas"
            raise ProbeFailure(Reason.INVALID_CONFIG, f"{SERVERS} {error}", field=SERVERS, hint=hint) from None
        if (host.text, port) not in found:
            found.append((host.text, port))
    return tuple(found)


def _login(target: Target) -> Login | None:
    given = target.credentials
    mechanism = AUTH_METHODS[target.auth_method]
    if target.auth_method in ("none", "client_certificate"):
        return None
    if target.auth_method == "access_key":
        mechanism = given.get("mechanism") or target.parameters.get("saslMechanism") or _by_what_is_given(given)
        if mechanism is None:
            return None
    if mechanism == OAUTHBEARER:
        return _bearer(given)
    by_key = target.auth_method == "api_key" or (given.get("apiKey") and not given.get("username"))
    names = ("apiKey", "apiSecret") if by_key else ("username", "password")
    username, password = (_text(given, name) for name in names)
    return Login(mechanism or PLAIN, username, password, path=f"authConfig.{names[1]}")


def _by_what_is_given(given: Mapping[str, Any]) -> str | None:
    """PLAIN is what a bare user name and password mean to most clients; the broker says if it wants another."""
    if any(name in given for name in ("username", "password", "apiKey", "apiSecret")):
        return PLAIN
    return OAUTHBEARER if any(name in given for name in ("token", *CLIENT)) else None


def _bearer(given: Mapping[str, Any]) -> Login:
    if given.get("token"):
        return Login(OAUTHBEARER, token=_text(given, "token"), path="authConfig.token")
    if not any(given.get(name) for name in CLIENT):
        raise _missing("authConfig.token", "token", "give authConfig.token, or tokenUrl, clientId and clientSecret")
    for name in CLIENT:
        _text(given, name)
    return Login(OAUTHBEARER, client=given, path="authConfig.clientSecret")


def _certificate(target: Target) -> str | None:
    given = target.credentials
    needed = target.auth_method == "client_certificate"
    if not (needed or given.get("clientCertificate") or given.get("clientKey")):
        return None
    certificate = _text(given, "clientCertificate")
    _text(given, "clientKey")
    return certificate


def _protocol(target: Target, login: Login | None, *, certified: bool) -> str:
    named: str | None = target.parameters.get("securityProtocol")
    if named is None:
        wants_tls = certified or target.parameters.get("caCertificate") or target.type_name == "confluent_kafka"
        return "SASL_SSL" if login else "SSL" if wants_tls else "PLAINTEXT"
    if named.startswith("SASL") and login is None:
        raise _missing("authConfig.username", f"login that {named} needs", "give the credentials, or choose another")
    if login and not named.startswith("SASL"):
        raise _unfit(f"{named} has no SASL, so the credentials would not be used", "SASL_SSL")
    if certified and not named.endswith("SSL"):
        raise _unfit(f"{named} has no TLS, so the client certificate would not be used", "SASL_SSL or SSL")
    return named


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not value:
        raise _missing(f"authConfig.{name}", name, f"give authConfig.{name}")
    if not isinstance(value, str) or "\x00" in value:
        message = f"authConfig.{name} must be a string without NUL"
        hint = "paste the value again"
        raise ProbeFailure(Reason.INVALID_CONFIG, message, field=f"authConfig.{name}", hint=hint)
    return value


def _missing(path: str, what: str, hint: str) -> ProbeFailure:
    return ProbeFailure(Reason.CREDENTIAL_MISSING, f"the {what} is missing", field=path, hint=hint)


def _unfit(message: str, instead: str) -> ProbeFailure:
    hint = f"set securityProtocol to {instead}, or take the credentials out"
    return ProbeFailure(Reason.INVALID_CONFIG, message, field=SECURITY, hint=hint)
