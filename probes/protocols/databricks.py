"""Tests a Databricks SQL warehouse: its state, and a statement that reads where it is running.

https://docs.databricks.com/api/workspace/warehouses/get and …/statementexecution/executestatement. Service principals
get their token as in https://docs.databricks.com/en/dev-tools/auth/oauth-m2m.html.
"""

from __future__ import annotations

from typing import Any

import orjson

from probes.egress.http import HttpClient
from probes.protocols import http_oauth2
from probes.protocols.databricks_errors import failed_statement, refused
from probes.protocols.databricks_target import DatabricksTarget, databricks_target, quoted
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_request import Credential
from probes.protocols.json_path import parse_json, texts_at
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_HOST = "config.host"
_PATH = "config.httpPath"
_OF_CREDENTIALS = frozenset({Reason.AUTHENTICATION_FAILED, Reason.CREDENTIAL_EXPIRED})
# The API takes no shorter time than 5 s and no longer one than 50 s for a statement that it is to wait for.
_SHORTEST_WAIT, _LONGEST_WAIT = 5, 50

_STOPPED = (
    "The warehouse is {state}, and a test does not start it, as that is billed: "
    "it was found and may be used, and no statement was run."
)
_CLUSTER = (
    "The cluster was found ({state}). Statements reach a cluster over Databricks' own driver alone, so none was run; "
    "give the HTTP path of a SQL warehouse to prove more."
)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Raises ProbeFailure."""
    with context.trace.step(StepName.CONFIG):
        wanted = databricks_target(target)
        client = client_for({}, context.dialer)
    secrets = tuple(value for value in target.credentials.values() if isinstance(value, str))
    credential = wanted.token or _token_of(wanted, client, context)
    workspace = _Workspace(wanted, client, credential, secrets)
    with Exchange(context.trace, StepName.AUTHENTICATE) as exchange:
        state = workspace.compute(exchange, proven=wanted.token is None)
        if wanted.cluster:
            return Finding(warning=_CLUSTER.format(state=state.lower()))
        if state in ("DELETED", "DELETING"):
            exchange.stage = StepName.RESOURCE
            message, hint = "the warehouse has been deleted", "give the HTTP path of another"
            raise ProbeFailure(Reason.RESOURCE_NOT_FOUND, message, field=_PATH, hint=hint)
        if state != "RUNNING":
            return Finding(warning=_STOPPED.format(state=state.lower() or "not running"))
        exchange.stage = StepName.RESOURCE
        message = workspace.statement(context.remaining())
        exchange.passed(StepName.RESOURCE, message)
    return Finding(message)


def _token_of(wanted: DatabricksTarget, client: HttpClient, context: ProbeContext) -> Credential:
    given = {**(wanted.client or {}), "tokenUrl": f"https://{wanted.host}/oidc/v1/token", "scope": "all-apis"}
    return http_oauth2.fetch_token(given, client, context.trace, url_field=_HOST)


class _Workspace:
    def __init__(
        self, target: DatabricksTarget, client: HttpClient, credential: Credential, secrets: tuple[str, ...]
    ) -> None:
        self._target = target
        self._client = client
        self._credential = credential
        self._secrets = secrets

    def compute(self, exchange: Exchange, *, proven: bool) -> str:
        """The state of the warehouse or cluster. Whoever is shown it, or told that it may not be, was recognised;
        `proven` is whether that is recorded already."""
        wanted = self._target
        path = (
            f"/api/2.0/sql/warehouses/{wanted.warehouse}"
            if wanted.warehouse
            else f"/api/2.1/clusters/get?cluster_id={wanted.cluster}"
        )
        failure, content = self._ask("GET", path)
        if failure:
            recognised = failure.reason in (Reason.PERMISSION_DENIED, Reason.RESOURCE_NOT_FOUND)
            if recognised and failure.field == _PATH and not proven:
                exchange.passed(StepName.AUTHENTICATE, "the token is known")
                proven = True
            exchange.stage = _stage_of(failure, proven=proven)
            raise failure
        states = texts_at(content, "state")
        if not states:
            raise _no_workspace()
        if not proven:
            exchange.passed(StepName.AUTHENTICATE, "the token is known")
        name = " ".join(texts_at(content, "name", "cluster_name")) or "it"
        exchange.passed(StepName.AUTHORIZE, f"{name}: {states[0].lower()}"[:200])
        return states[0]

    def statement(self, seconds: float) -> str:
        """Has the warehouse run a statement that reads. Raises ProbeFailure."""
        wanted = self._target
        # The name is quoted part by part, and no parameter of the API can stand for one.
        text = f"SELECT 1 FROM {quoted(wanted.table)} LIMIT 1" if wanted.table else "SELECT 1"  # noqa: S608
        wait = min(max(int(seconds) - 1, _SHORTEST_WAIT), _LONGEST_WAIT)  # a second for the way back
        body = {
            "statement": text,
            "warehouse_id": wanted.warehouse,
            "wait_timeout": f"{wait}s",
            "on_wait_timeout": "CANCEL",
            "row_limit": 1,
            **{name: value for name, value in (("catalog", wanted.catalog), ("schema", wanted.schema)) if value},
        }
        failure, content = self._ask("POST", "/api/2.0/sql/statements", body)
        if failure:
            raise failure
        state = next(iter(texts_at(content, "status.state")), "")
        if state == "SUCCEEDED":
            return f"{wanted.table} can be read" if wanted.table else "the warehouse answered a statement"
        if state in ("CANCELED", "PENDING", "RUNNING"):
            message = f"the warehouse did not answer a statement within {wait} s; it was cancelled"
            raise ProbeFailure(Reason.TIMEOUT, message, field=_PATH, hint="look at the warehouse's load and queue")
        if not state:
            raise _no_workspace()
        code = next(iter(texts_at(content, "status.error.error_code")), "")
        raise failed_statement(code, next(iter(texts_at(content, "status.error.message")), ""), self._secrets)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[ProbeFailure | None, Any]:
        kind = {"Content-Type": "application/json"} if body else {}
        answer = self._client.request(
            method,
            f"https://{self._target.host}{path}",
            headers={"Accept": "application/json", **kind, **self._credential.headers},
            data=orjson.dumps(body) if body else None,
            field=_HOST,
            follow_redirects=False,
        )
        return refused(answer, self._target, self._secrets), parse_json(answer.body)


def _stage_of(failure: ProbeFailure, *, proven: bool) -> StepName:
    if failure.reason in _OF_CREDENTIALS:
        return StepName.AUTHORIZE if proven else StepName.AUTHENTICATE
    return StepName.AUTHORIZE if failure.reason is Reason.PERMISSION_DENIED else StepName.RESOURCE


def _no_workspace() -> ProbeFailure:
    return ProbeFailure(
        Reason.PROTOCOL_MISMATCH,
        "the answer is not one of Databricks' API",
        field=_HOST,
        hint="check the workspace's host, and any proxy that answers in its place",
    )
