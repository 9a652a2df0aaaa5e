"""Tests Neo4j, and what speaks Bolt: TLS, login, the database, a node of the label that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from probes.protocols.bolt_errors import diagnosed
from probes.protocols.bolt_wire import ServerError, Wire
from probes.protocols.database_target import AUTH_METHODS, DatabaseTarget, database_target, missing, text_of
from probes.protocols.database_tls import Protection, Upgrade
from probes.protocols.direct_tls import first_words, opened
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, StepName
from probes.target import ProbeContext, Target

PORT = 7687
# +s is TLS that is verified, +ssc TLS that is not: https://neo4j.com/docs/python-manual/current/connect-advanced/
SCHEMES = {
    **dict.fromkeys(("bolt+s:", "neo4j+s:"), "verify-full"),
    **dict.fromkeys(("bolt+ssc:", "neo4j+ssc:"), "require"),
    **dict.fromkeys(("bolt:", "neo4j:"), None),
}
CONNECTED = "RETURN 1"


@dataclass(frozen=True, slots=True)
class Asked:
    """The database; its `table` is the label. `token` is that of a single sign-on."""

    database: DatabaseTarget
    token: str | None

    def auth(self, protection: Protection) -> dict[str, Any]:
        """The LOGON's fields. Raises ProbeFailure TLS_REQUIRED before a secret would be shown."""
        known = self.database
        if known.password is None and self.token is None:
            return {"scheme": "none"}
        if not protection.may_show_password:
            raise protection.refusal()
        if self.token is not None:
            return {"scheme": "bearer", "credentials": self.token}
        return {"scheme": "basic", "principal": known.username, "credentials": known.password}


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the database, a node of the label."""
    with context.trace.step(StepName.CONFIG):
        asked = _asked(target)
        database = asked.database
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:
        stream, upgrade = opened(database, reach, upgrade, "Neo4j")
        with closing(stream):
            wire = Wire(stream)
            extra = {"mode": "r", "tx_timeout": max(1, int(context.remaining() * 900))}
            if database.database:
                extra["db"] = database.database
            with context.trace.step(StepName.AUTHENTICATE) as note, first_words(stream), _diagnosed(asked):
                wire.greet()
                wire.log_in(asked.auth(upgrade.protection))
                note.message = f"Bolt {wire.version[0]}.{wire.version[1]}"
            with context.trace.step(StepName.AUTHORIZE), _diagnosed(asked):
                wire.rows(CONNECTED, extra)
            with context.trace.step(StepName.RESOURCE) as note, _diagnosed(asked):
                label = f":{_quoted(database.table)}" if database.table else ""
                seen = wire.rows(f"MATCH (n{label}) RETURN 1 LIMIT 1", extra)
                note.message = f"logged in and read {database.table or database.database or 'the home database'}"
            wire.goodbye()
    what = f"no node with the label {database.table}" if database.table else "no node"
    return Finding(note.message, warning=None if seen else f"The user sees {what}; rights may hide some.")


def _asked(target: Target) -> Asked:
    parameters = dict(target.parameters)
    given = text_of(parameters, "connectionString") or ""
    scheme = given.partition("//")[0].lower()
    if scheme in SCHEMES and not parameters.get("sslMode"):
        parameters["sslMode"] = SCHEMES[scheme]
    database = database_target(
        replace(target, parameters=parameters | {"table": parameters.get("label")}),
        schemes=[scheme.removesuffix(":") for scheme in SCHEMES],
        default_port=PORT,
        needs=(),
        methods=(*AUTH_METHODS, "bearer_token"),
    )
    token = text_of(target.credentials, "token", "authConfig")
    if target.auth_method == "bearer_token" and token is None:
        raise missing("authConfig.token", "token", "give authConfig.token")
    if database.username and database.password is None and token is None:
        raise missing("authConfig.password", "password", "give authConfig.password")
    if database.password is not None and not database.username:
        raise missing("authConfig.username", "user name", "give authConfig.username")
    return Asked(database, token)


@contextmanager
def _diagnosed(asked: Asked) -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        known = asked.database
        raise diagnosed(error, replace(known, password=asked.token or known.password), asked.token) from None


def _quoted(label: str) -> str:
    return "`" + label.replace("`", "``") + "`"
