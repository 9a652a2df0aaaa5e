"""Two ways to have Snowflake run a statement: the documented SQL API with a token, and a session of a password.

The first is https://docs.snowflake.com/en/developer-guide/sql-api/reference. The second is what Snowflake's drivers do
(login-request, query-request, session?delete) and is documented nowhere: it is read from their public source.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import orjson

from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.snowflake_account import SnowflakeAccount, canonical
from probes.protocols.snowflake_errors import no_answer, refused
from probes.result import ProbeFailure, Reason

_FIELD = "config.account"
_IN_PROGRESS = frozenset({"333333", "333334"})
_CLIENT = {"CLIENT_APP_ID": "connector-service", "CLIENT_APP_VERSION": "1.0.0"}

CONTEXT = "SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_DATABASE()"


@dataclass(frozen=True, slots=True)
class InContext:
    """What a login took of what the connector names; None for what Snowflake left out without a word."""

    role: str | None
    warehouse: str | None
    database: str | None


class Statements(Protocol):
    """Runs statements as the connector's user, in its context."""

    def log_in(self) -> InContext:
        """Raises ProbeFailure."""
        ...

    def run(self, sql: str) -> list[Any]:
        """The first page of rows, where the way has them as JSON. Raises ProbeFailure."""
        ...

    def close(self) -> None: ...


def statements_of(account: SnowflakeAccount, client: HttpClient, seconds: float) -> Statements:
    """`seconds` is what a statement may take; Snowflake cancels it then."""
    return Session(account, client) if account.login.password else SqlApi(account, client, seconds)


class SqlApi:
    """Each statement carries the token and the context: there is no session to leave open."""

    def __init__(self, account: SnowflakeAccount, client: HttpClient, seconds: float) -> None:
        self._account = account
        self._client = client
        self._seconds = max(1, int(seconds))

    def log_in(self) -> InContext:
        """The first statement does; the context functions need no warehouse."""
        rows = self.run(CONTEXT)
        row = rows[0] if rows and isinstance(rows[0], list) else []
        return InContext(*[*row, None, None, None][:3])

    def run(self, sql: str) -> list[Any]:
        account = self._account
        context = {"warehouse": account.warehouse, "database": account.database}
        context |= {name: value for name, value in (("schema", account.schema), ("role", account.role)) if value}
        # The fields are case-sensitive, other than names in SQL.
        body = {name: canonical(value) for name, value in context.items()}
        headers = {"Authorization": f"Bearer {account.login.token}"}
        if account.login.token_type:
            headers["X-Snowflake-Authorization-Token-Type"] = account.login.token_type
        answer = _post(
            self._client,
            f"https://{account.host}/api/v2/statements?{urlencode({'requestId': str(uuid.uuid4())})}",
            {"statement": sql, "timeout": self._seconds, **body},
            headers,
        )
        content = parse_json(answer.body)
        code = next(iter(texts_at(content, "code")), "")
        if answer.status == 200 and isinstance(content, dict) and isinstance(content.get("data"), list):
            rows: list[Any] = content["data"]
            return rows
        if answer.status in (202, 408) or code in _IN_PROGRESS:
            raise _too_slow()
        if answer.status == 429 or not code:
            raise no_answer(answer)
        raise refused(code, next(iter(texts_at(content, "message")), ""), account)

    def close(self) -> None:
        """Nothing stays open."""


class Session:
    """A session that begins with user name and password and is ended by `close`."""

    def __init__(self, account: SnowflakeAccount, client: HttpClient) -> None:
        self._account = account
        self._client = client
        self._token: str | None = None
        self._sequence = 0

    def log_in(self) -> InContext:
        account = self._account
        wanted = {
            "warehouse": account.warehouse,
            "databaseName": account.database,
            "schemaName": account.schema,
            "roleName": account.role,
        }
        content = self._ask(
            "/session/v1/login-request",
            {name: value for name, value in wanted.items() if value},
            {
                "data": {
                    **_CLIENT,
                    "ACCOUNT_NAME": account.account.partition(".")[0],
                    "LOGIN_NAME": account.login.username,
                    "PASSWORD": account.login.password,
                    "CLIENT_ENVIRONMENT": {"APPLICATION": "connector-service"},
                    # Or a warehouse that does not exist would be left out of the session without a word.
                    "SESSION_PARAMETERS": {"CLIENT_VALIDATE_DEFAULT_PARAMETERS": True},
                }
            },
        )
        token = content.get("token")
        if not isinstance(token, str) or not token:
            message = "Snowflake asks for more than a password"
            hint = "multi-factor sign-in cannot be done by a service: use a key pair or a token"
            raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=hint)
        self._token = token
        names = ("roleName", "warehouseName", "databaseName")
        return InContext(*(next(iter(texts_at(content, f"sessionInfo.{name}")), None) for name in names))

    def run(self, sql: str) -> list[Any]:
        self._sequence += 1
        statement = {"sqlText": sql, "asyncExec": False, "sequenceId": self._sequence, "describeOnly": False}
        rows = self._ask("/queries/v1/query-request", {}, statement).get("rowset")
        return rows if isinstance(rows, list) else []  # Arrow, where the account prefers that

    def close(self) -> None:
        """Ends the session; that it could not be ended says nothing of the connector."""
        if self._token is None:
            return
        try:
            _post(self._client, f"https://{self._account.host}/session?delete=true", {}, self._authorization())
        except ProbeFailure:
            return
        finally:
            self._token = None

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f'Snowflake Token="{self._token}"'} if self._token else {}

    def _ask(self, path: str, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        sent = urlencode({"requestId": str(uuid.uuid4()), "request_guid": str(uuid.uuid4()), **query})
        headers = self._authorization()
        answer = _post(self._client, f"https://{self._account.host}{path}?{sent}", body, headers)
        content = parse_json(answer.body)
        if not isinstance(content, dict) or "success" not in content:
            raise no_answer(answer)
        code = next(iter(texts_at(content, "code")), "")
        if code in _IN_PROGRESS:
            raise _too_slow()
        if not content["success"]:
            raise refused(code, next(iter(texts_at(content, "message")), ""), self._account)
        data = content.get("data")
        return data if isinstance(data, dict) else {}


def _post(client: HttpClient, url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> HttpAnswer:
    return client.request(
        "POST",
        url,
        headers={"Accept": "application/json", "Content-Type": "application/json", **headers},
        data=orjson.dumps(body),
        field=_FIELD,
        follow_redirects=False,
    )


def _too_slow() -> ProbeFailure:
    return ProbeFailure(
        Reason.TIMEOUT,
        "Snowflake did not finish a statement that reads no row",
        field="config.warehouse",
        hint="see whether the account's cloud services are busy; then test again",
    )
