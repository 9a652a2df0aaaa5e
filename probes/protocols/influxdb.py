"""InfluxDB: 1.x by user and password, 2.x by token, organisation and bucket, 3.x by token and database.

https://docs.influxdata.com/influxdb/v1/tools/api/#query-http-endpoint,
https://docs.influxdata.com/influxdb/v2/api/v2/ (GET /api/v2/buckets) and
https://docs.influxdata.com/influxdb3/core/api/v3/ (GET /api/v3/query_sql)
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.http_request import Credential, bearer
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import CREDENTIAL, Dialect, Question, Store
from probes.protocols.store_access import opened, scheme
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_NO_BUCKET = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such bucket, or the token may not see it",
    "check its name and the organisation, and give the token the right to read the bucket",
    "config.bucket",
)
_NO_ORGANISATION = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such organisation, or the token is not of it",
    "check the organisation's name",
    "config.org",
)
_NO_DATABASE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "there is no such database",
    "check its name; names are case-sensitive",
    "config.database",
)
_NO_MEASUREMENT = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the database has no such measurement with points in it",
    "check its name; names are case-sensitive",
    "config.measurement",
)
_NOT_GRANTED = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the user may not read the database",
    "GRANT READ ON the database to the user",
    "config.database",
)
_REFUSED = Diagnosis(
    Reason.PEER_ERROR, "{title} refused the query: {detail}", "see the server's log", "config.database"
)


def _codes(answer: HttpAnswer) -> tuple[str, ...]:
    """2.x has the same code for an organisation and a bucket that are not there: the words tell them apart."""
    content = parse_json(answer.body)
    absent = answer.status == 404 and "organization" in " ".join(texts_at(content, "message"))
    return (*(("no organisation",) if absent else ()), *(code[:40] for code in texts_at(content, "code")))


DIALECT = Dialect(
    title="InfluxDB",
    codes_of=_codes,
    rows={
        "no organisation": _NO_ORGANISATION,
        "unauthorized": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "{title} refused the token",
            "check that it is whole, active, and of this server",
            CREDENTIAL,
        ),
    },
    accepted=frozenset({"403", "forbidden", "404", "not found"}),
    may_be_open=True,
    mismatch="give the port of InfluxDB's HTTP API: 8086 (1.x and 2.x), 8181 (3.x)",
)


def probe(target: Target, context: ProbeContext) -> Finding:
    by_login = target.auth_method == "basic" or target.credentials.get("username")
    version = target.parameters.get("apiVersion") or ("1" if by_login else "2")
    asks = {"1": _first, "2": _second, "3": _third}[version]
    special = _bearer if version == "3" else _token
    with opened(target, context, DIALECT, special=special, check=lambda given: _complete(given, version)) as store:
        said = asks(store, target)
    return Finding(said, warning=store.warning)


def _first(store: Store, target: Target) -> str:
    database, measurement = target.parameters["database"], target.parameters.get("measurement")
    databases = store.ask(_influxql("SHOW DATABASES", None, StepName.AUTHENTICATE, "logged in"), _results)
    _asked(store, "SHOW MEASUREMENTS LIMIT 1", database)
    if database not in texts_at(databases, "results.0.series.0.values.*.0"):
        store.fail(_NO_DATABASE)  # where the user may not read it, that was said already
    said = f"may read database {database}"
    store.passed(StepName.AUTHORIZE, said)
    if measurement:
        name = measurement.replace("\\", "\\\\").replace('"', '\\"')
        found = _asked(store, f'SELECT * FROM "{name}" LIMIT 1', database)  # noqa: S608 - quoted above
        if not texts_at(found, "results.0.series.0.name"):
            store.fail(_NO_MEASUREMENT)
        said = f"read a point of {measurement}"
        store.passed(StepName.RESOURCE, said)
    return said


def _asked(store: Store, statement: str, database: str) -> Any:
    """A statement's result. Its errors come with HTTP 200, as words."""
    question = _influxql(statement, database, StepName.AUTHENTICATE, "")
    found = store.ask(question, _results)
    error = " ".join(texts_at(found, "results.0.error"))
    if "database not found" in error:
        store.fail(_NO_DATABASE)
    if error:
        store.fail(_NOT_GRANTED if "not authorized" in error else _REFUSED, error)
    return found


def _influxql(statement: str, database: str | None, proves: StepName, said: str) -> Question:
    where = f"&db={quote(database, safe='')}" if database else ""
    return Question(f"/query?q={quote(statement, safe='')}{where}", proves, said, meanings={"403": _NOT_GRANTED})


def _second(store: Store, target: Target) -> str:
    bucket, org = target.parameters["bucket"], target.parameters["org"]
    path = f"/api/v2/buckets?limit=1&name={quote(bucket, safe='')}&org={quote(org, safe='')}"
    said = f"sees bucket {bucket} of {org}"

    def listed(answer: HttpAnswer) -> Any:
        content = parse_json(answer.body)
        return content if isinstance(content, dict) and isinstance(content.get("buckets"), list) else None

    meanings = {"not found": _NO_BUCKET, "404": _NO_BUCKET, "403": _NO_RIGHT, "forbidden": _NO_RIGHT}
    question = Question(path, StepName.AUTHENTICATE, "the token is known", meanings=meanings)
    found = store.ask(question, listed)
    if bucket not in texts_at(found, "buckets.*.name"):
        store.fail(_NO_BUCKET)
    store.passed(StepName.AUTHORIZE, said)
    return said


_NO_RIGHT = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the token may not read the bucket",
    "make a token that may read the bucket, and store it",
    "config.bucket",
)


def _third(store: Store, target: Target) -> str:
    database = target.parameters["database"]
    said = f"may query database {database}"
    path = f"/api/v3/query_sql?format=json&db={quote(database, safe='')}&q={quote('SELECT 1 AS one', safe='')}"
    denied = Diagnosis(
        Reason.PERMISSION_DENIED,
        "the token may not read the database",
        "make a token with the right to read it",
        "config.database",
    )
    question = Question(path, StepName.AUTHORIZE, said, meanings={"403": denied, "404": _NO_DATABASE})
    store.ask(question, lambda answer: found if isinstance(found := parse_json(answer.body), list) else None)
    return said


def _results(answer: HttpAnswer) -> Any:
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and isinstance(content.get("results"), list) else None


def _complete(given: Any, version: str) -> None:
    needed = {"1": ("database",), "2": ("org", "bucket"), "3": ("database",)}[version]
    for name in needed:
        if not given.get(name):
            message = f"config.{name} is missing: InfluxDB {version}.x needs it"
            hint = f"give config.{name}, or set config.apiVersion"
            raise ProbeFailure(Reason.INVALID_CONFIG, message, field=f"config.{name}", hint=hint)


def _token(target: Target) -> Credential | None:
    token = target.credentials.get("token")
    return scheme("Token", token, "authConfig.token", "token") if token else None


def _bearer(target: Target) -> Credential | None:
    token = target.credentials.get("token")
    return bearer(token, "authConfig.token", "token") if token else None
