"""ClickHouse over HTTP: logs in, and reads a row of the table. Sent with GET, which the server takes as read-only.

https://clickhouse.com/docs/interfaces/http; the codes are those of
https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.store import ADDRESS, CREDENTIAL, Dialect, Question
from probes.protocols.store_access import opened
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

_CODE = re.compile(rb"\bCode: (\d{1,4})[.,]")
_VERSION = re.compile(r"\d{2}\.\d{1,3}\.\d{1,6}[\w.-]{0,40}\n?")
_NATIVE = b"is for clickhouse-client program"

_WRONG = Diagnosis(
    Reason.AUTHENTICATION_FAILED, "{title} refused the user name or the password", "check both", CREDENTIAL
)
_NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such table in the database",
    "check the spelling, and config.database",
    "config.table",
)
_BUSY = Diagnosis(
    Reason.RATE_LIMITED,
    "{title} runs as many queries as it may, or as the user may",
    "wait, then test again; raise max_concurrent_queries or the user's quota if it lasts",
)


def _codes(answer: HttpAnswer) -> tuple[str, ...]:
    if _NATIVE in answer.body:
        return ("native",)
    found = _CODE.search(answer.body)
    code = answer.headers.get("X-ClickHouse-Exception-Code", "") or (found[1].decode() if found else "")
    return (code,) if code.isascii() and code.isdigit() else ()


DIALECT = Dialect(
    title="ClickHouse",
    codes_of=_codes,
    rows={
        "192": _WRONG,
        "193": _WRONG,
        "194": _WRONG,
        "516": _WRONG,
        "195": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not log in from this service's address",
            "add the address to the user's HOST clause (networks in users.xml)",
            CREDENTIAL,
        ),
        "291": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not use the database",
            "GRANT SELECT on it to the user (allow_databases in users.xml)",
            "config.database",
        ),
        "497": Diagnosis(
            Reason.PERMISSION_DENIED,
            "the user may not read the table",
            "GRANT SELECT ON the table to the user",
            "config.table",
        ),
        "81": Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "there is no such database", "check the spelling", "config.database"
        ),
        "60": _NO_TABLE,
        "201": _BUSY,
        "202": _BUSY,
        "native": Diagnosis(
            Reason.PROTOCOL_MISMATCH,
            "the port is that of the native protocol",
            "give the port of the HTTP interface: 8123, or 8443 with https://",
            ADDRESS,
        ),
    },
    # ClickHouse looks at who asks before it looks at what is asked.
    accepted=frozenset({"60", "81", "201", "202", "291", "497"}),
    mismatch="give the port of ClickHouse's HTTP interface: 8123, or 8443 with https://",
)


def probe(target: Target, context: ProbeContext) -> Finding:
    database, table = target.parameters.get("database"), target.parameters.get("table")
    with opened(target, context, DIALECT) as store:
        version = store.ask(_query("SELECT version()", None, StepName.AUTHENTICATE, "logged in"), _version)
        said = f"ClickHouse {version}"
        if database:
            store.ask(_query("SELECT 1", database, StepName.AUTHORIZE, f"{said}, database {database}"), _rows)
        if table:
            name = ".".join(f"`{part}`" for part in table.split("."))  # its grammar leaves no backtick in a part
            said = f"{table} can be read"
            statement = f"SELECT 1 FROM {name} LIMIT 1"  # noqa: S608 - quoted above
            store.ask(_query(statement, database, StepName.RESOURCE, said), _rows)
    return Finding(said, warning=store.warning)


def _query(statement: str, database: str | None, proves: StepName, said: str) -> Question:
    where = f"&database={quote(database, safe='')}" if database else ""
    return Question(f"/?query={quote(statement, safe='')}{where}", proves, said)


def _version(answer: HttpAnswer) -> str | None:
    text = answer.body[:80].decode(errors="replace")
    return text.strip() if _VERSION.fullmatch(text) else None


def _rows(answer: HttpAnswer) -> Any:
    return True if answer.body in (b"1\n", b"") else None
