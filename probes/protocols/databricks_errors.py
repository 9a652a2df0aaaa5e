"""Databricks' refusals as reasons: error_code and message of the REST API, error classes of Spark SQL.

https://docs.databricks.com/api/workspace/introduction and
https://docs.databricks.com/en/error-messages/error-classes.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from probes.diagnosis import Diagnosis, DiagnosisTable, scrub
from probes.egress.http import HttpAnswer
from probes.protocols.databricks_target import DatabricksTarget
from probes.protocols.http_status import retry_after
from probes.protocols.json_path import parse_json, texts_at
from probes.result import ProbeFailure, Reason

_TABLE, _PATH, _HOST = "config.table", "config.httpPath", "config.host"
_CLASS = re.compile(r"\[([A-Z][A-Z0-9_]+)(?:\.[A-Z0-9_]+)?\]")
# The words, not the code, tell a wrong token (403 in older workspaces) from a missing right.
_BAD_TOKEN = re.compile(r"invalid access token|credential was not sent|unsupported type|invalid token", re.IGNORECASE)
_EXPIRED = re.compile(r"\bexpired\b", re.IGNORECASE)
_BLOCKED = re.compile(r"IP ACL|IP access list|source IP address", re.IGNORECASE)

_NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND,
    "the table does not exist, or may not be seen",
    "name it as catalog.schema.table, and grant USE CATALOG, USE SCHEMA and SELECT",
    _TABLE,
)
_NOT_GRANTED = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the table may not be read",
    "GRANT SELECT on the table, USE SCHEMA and USE CATALOG to the user or service principal",
    _TABLE,
)
_OF_SQL = DiagnosisTable(
    rows={
        "TABLE_OR_VIEW_NOT_FOUND": _NO_TABLE,
        "SCHEMA_NOT_FOUND": Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "there is no such schema", "check config.schema and config.catalog",
            "config.schema",
        ),
        "NO_SUCH_CATALOG_EXCEPTION": Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "there is no such catalog", "see Catalog Explorer", "config.catalog"
        ),
        "CATALOG_NOT_FOUND": Diagnosis(
            Reason.RESOURCE_NOT_FOUND, "there is no such catalog", "see Catalog Explorer", "config.catalog"
        ),
        "INSUFFICIENT_PERMISSIONS": _NOT_GRANTED,
        "INSUFFICIENT_PERMISSIONS_EXT_LOC": _NOT_GRANTED,
        "PARSE_SYNTAX_ERROR": Diagnosis(
            Reason.INVALID_CONFIG, "Databricks cannot read the table's name", "check it", _TABLE
        ),
    },
    fallback=Diagnosis(
        Reason.PEER_ERROR, "the statement failed: {detail}", "see the query history of the warehouse", _PATH
    ),
)  # fmt: skip


def refused(answer: HttpAnswer, target: DatabricksTarget, secrets: Iterable[str]) -> ProbeFailure | None:
    """What an answer of the REST API refuses; None where it is a success."""
    status = answer.status
    if status == 200:
        return None
    content = parse_json(answer.body)
    said = " ".join(texts_at(content, "message", "error_description"))
    failure = _by_words(status, said, target) or _by_status(answer)
    detail = scrub(said, secrets) if failure.reason is Reason.PEER_ERROR else ""
    message = f"{failure.message} (HTTP {status})" + (f": {detail}" if detail else "")
    return ProbeFailure(failure.reason, message, field=failure.field, hint=failure.hint)


def failed_statement(error_code: str, message: str, secrets: Iterable[str]) -> ProbeFailure:
    """What the error of a statement means, which comes with HTTP 200."""
    found = _CLASS.search(message)
    row = _OF_SQL.look_up(found[1] if found else error_code, error_code)
    if row is _OF_SQL.fallback and "PERMISSION" in error_code:
        row = _NOT_GRANTED
    return row.failure(message, secrets)


def _by_words(status: int, said: str, target: DatabricksTarget) -> ProbeFailure | None:
    at = target.credential_field
    if status in (401, 403) and _EXPIRED.search(said):
        hint = "issue a new one and store it in the connector"
        return ProbeFailure(Reason.CREDENTIAL_EXPIRED, "the access token has expired", field=at, hint=hint)
    if status == 401 or (status in (400, 403) and _BAD_TOKEN.search(said)):
        hint = "check that it is whole, not revoked, and of this workspace"
        return ProbeFailure(Reason.AUTHENTICATION_FAILED, "Databricks refused the access token", field=at, hint=hint)
    if status == 403 and _BLOCKED.search(said):
        hint = "add this service's public address to the workspace's IP access list"
        message = "an IP access list keeps this service's address out"
        return ProbeFailure(Reason.PERMISSION_DENIED, message, field=_HOST, hint=hint)
    return None


def _by_status(answer: HttpAnswer) -> ProbeFailure:
    match answer.status:
        case 403:
            hint = "give the user or service principal Can use on the warehouse (Can attach to on a cluster)"
            message = "the warehouse or cluster may not be used"
            return ProbeFailure(Reason.PERMISSION_DENIED, message, field=_PATH, hint=hint)
        case 400 | 404:
            hint = "copy the HTTP path again from its connection details, and check the workspace's host"
            message = "there is no such warehouse or cluster in the workspace"
            return ProbeFailure(Reason.RESOURCE_NOT_FOUND, message, field=_PATH, hint=hint)
        case 429:
            wait = retry_after(answer.headers.get("Retry-After", ""))
            hint = "wait, then test again" if wait is None else f"Databricks asks to wait {wait} s"
            return ProbeFailure(Reason.RATE_LIMITED, "Databricks asks to come back later", field=_HOST, hint=hint)
        case status if status >= 500:
            hint = "see status.databricks.com, then test again"
            return ProbeFailure(Reason.PEER_ERROR, "Databricks fails", field=_HOST, hint=hint)
        case status if 300 <= status < 400:
            hint = "check the workspace's host: it answers with a redirect, as a sign-in page does"
            return ProbeFailure(Reason.PROTOCOL_MISMATCH, "the host is no workspace", field=_HOST, hint=hint)
        case _:
            return ProbeFailure(
                Reason.PEER_ERROR, "Databricks refused the request", field=_PATH, hint="see its message"
            )
