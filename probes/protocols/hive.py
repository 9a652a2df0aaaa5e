"""Tests Apache Hive by HiveServer2: TLS, login, the database, the table that is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from probes.diagnosis import Diagnosis, DiagnosisTable
from probes.protocols.database_errors import explained
from probes.protocols.database_target import DatabaseTarget, database_target, missing
from probes.protocols.database_tls import Upgrade, failed_step
from probes.protocols.direct_tls import first_words, opened
from probes.protocols.hive_session import Refused, ServerError, Session, unsupported
from probes.protocols.ssh_tunnel import bastion_of, through
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

PORT = 10000
SCHEMES = ("hive", "hive2")

WRONG_LOGIN = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "the server refused user name or password",
    "check both, as HiveServer2's LDAP, PAM or own provider knows them",
    "authConfig.password",
)
BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "the server takes no more connections of this user or address",
    "try again later, or raise hive.server2.limit.connections.per.user and its siblings",
    "config.host",
)
FORBIDDEN = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the user may not read {table}",
    "GRANT SELECT ON {table} TO USER {user}, or allow it in Ranger",
    "config.table",
)
# https://github.com/apache/hive/blob/master/common/src/java/org/apache/hadoop/hive/ql/ErrorMsg.java
TABLE_NOT_FOUND, DATABASE_NOT_EXISTS = 10001, 10072
MEANINGS: DiagnosisTable[int] = DiagnosisTable(
    {
        TABLE_NOT_FOUND: Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the table {table} does not exist",
            "check the name; give it as database.table where it is of another database",
            "config.table",
        ),
        DATABASE_NOT_EXISTS: Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "the database {database} does not exist",
            "check the name: SHOW DATABASES",
            "config.database",
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the server answered with an error", "look into HiveServer2's log", "config.host"
    ),
)
# Authorisation has no code of its own: it is a semantic error (40000) with these words.
FORBIDDING = ("HiveAccessControlException", "Permission denied", "does not have", "not authorized")
LIMITED = ("Connection limit per",)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: TLS, that the server accepts the credentials, the database, a row of the table."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        database = database_target(target, schemes=SCHEMES, default_port=PORT, needs=())
        if database.username and database.password is None and target.auth_method == "password":
            raise missing("authConfig.password", "password", "give authConfig.password")
        upgrade = Upgrade(database, context)
        bastion = bastion_of(target)
    upgrade.begin()
    with through(bastion, context) as reach:
        stream, upgrade = opened(database, reach, upgrade, "Hive")
        with closing(stream):
            session = Session(stream, database)
            if database.password is not None and not upgrade.protection.may_show_password:
                with failed_step(trace, StepName.AUTHENTICATE):
                    raise upgrade.protection.refusal()
            with trace.step(StepName.AUTHENTICATE), first_words(stream), _diagnosed(database):
                session.log_in()
            if database.password is None:
                trace.warn("No password is given: this server lets in whoever says a name.")
            with trace.step(StepName.AUTHORIZE), _diagnosed(database):
                session.run(f"USE {_quoted(database.database or 'default')}")
            with trace.step(StepName.RESOURCE) as note, _diagnosed(database):
                seen = session.fetch(session.run(_question(database)))
                note.message = f"logged in and read {database.table or database.database or 'default'}"
                session.close()
    return Finding(note.message, warning=None if seen else database.nothing_seen)


def _question(database: DatabaseTarget) -> str:
    """Hive answers both by itself, without a job on the cluster: hive.fetch.task.conversion."""
    if database.table:
        return f"SELECT * FROM {_quoted(database.table)} LIMIT 1"  # noqa: S608  # quoted; a SELECT writes nothing
    return "SHOW TABLES"


@contextmanager
def _diagnosed(database: DatabaseTarget) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        words = str(refusal)
        if "Unsupported mechanism" in words:
            raise unsupported() from None
        raise explained(WRONG_LOGIN, words, database) from None
    except ServerError as error:
        said = f"{error.words} (error {error.code}, SQLSTATE {error.state})"
        raise explained(_meaning(error), said, database) from None


def _meaning(error: ServerError) -> Diagnosis:
    if any(words in error.words for words in LIMITED):
        return BUSY
    if error.code not in MEANINGS.rows and any(words in error.words for words in FORBIDDING):
        return FORBIDDEN
    return MEANINGS.look_up(error.code)


def _quoted(name: str) -> str:
    return ".".join("`" + part.replace("`", "``") + "`" for part in name.split("."))
