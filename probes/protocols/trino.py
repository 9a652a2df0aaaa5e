"""Trino and Presto: a statement is posted and its result followed, page by page, to its end.

https://trino.io/docs/current/develop/client-protocol.html and
https://prestodb.io/docs/current/develop/client-protocol.html; error names of
https://github.com/trinodb/trino/blob/master/core/trino-spi/src/main/java/io/trino/spi/StandardErrorCode.java
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.egress.url import parse_url
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import ADDRESS, CREDENTIAL, Dialect, Question, Store
from probes.protocols.store_access import opened
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_PAUSE_SECONDS = 0.05  # the page's own: 50 to 100 ms where a gateway is busy
_GATEWAY = frozenset({502, 503, 504})

_NO_TABLE = Diagnosis(
    Reason.RESOURCE_NOT_FOUND, "there is no such table", "name it as catalog.schema.table", "config.table"
)
_BUSY = Diagnosis(Reason.RATE_LIMITED, "{title} has no room for the query", "wait, then test again; see the queue")
_OF_ERRORS = {
    "CATALOG_NOT_FOUND": Diagnosis(
        Reason.RESOURCE_NOT_FOUND, "there is no such catalog", "see SHOW CATALOGS", "config.catalog"
    ),
    "MISSING_CATALOG_NAME": Diagnosis(
        Reason.INVALID_CONFIG, "the table's catalog is not named", "give config.catalog", "config.catalog"
    ),
    "MISSING_SCHEMA_NAME": Diagnosis(
        Reason.INVALID_CONFIG, "the table's schema is not named", "give config.schema", "config.schema"
    ),
    "SCHEMA_NOT_FOUND": Diagnosis(
        Reason.RESOURCE_NOT_FOUND, "there is no such schema", "see SHOW SCHEMAS", "config.schema"
    ),
    "TABLE_NOT_FOUND": _NO_TABLE,
    "NOT_FOUND": _NO_TABLE,
    "PERMISSION_DENIED": Diagnosis(
        Reason.PERMISSION_DENIED,
        "the user may not read the table",
        "GRANT SELECT on it to the user, or change the rules of the access control",
        "config.table",
    ),
    "QUERY_QUEUE_FULL": _BUSY,
    "CLUSTER_OUT_OF_MEMORY": _BUSY,
    "NO_NODES_AVAILABLE": Diagnosis(
        Reason.PEER_ERROR, "{title} has no worker to run the query", "see the cluster's state", ADDRESS
    ),
}
_FAILED = Diagnosis(Reason.PEER_ERROR, "the query failed: {detail}", "see the query in the coordinator's page", ADDRESS)

TRINO = Dialect(
    title="Trino",
    codes_of=lambda _answer: (),
    rows={
        "401": Diagnosis(
            Reason.AUTHENTICATION_FAILED,
            "{title} refused the credential",
            "check user name and password, or issue a new token; passwords are taken over https:// alone",
            CREDENTIAL,
        ),
        "404": Diagnosis(
            Reason.PROTOCOL_MISMATCH, "there is no {title} at the URL", "give the coordinator's HTTP port", ADDRESS
        ),
    },
    may_be_open=True,
    mismatch="give the coordinator's HTTP port: 8080, or 8443 with https://",
)
PRESTO = replace(TRINO, title="Presto")


def probe_trino(target: Target, context: ProbeContext) -> Finding:
    return _probe(target, context, TRINO)


def probe_presto(target: Target, context: ProbeContext) -> Finding:
    return _probe(target, context, PRESTO)


def _probe(target: Target, context: ProbeContext, dialect: Dialect) -> Finding:
    table = target.parameters.get("table")
    with opened(target, context, dialect) as store:
        _run(store, "SELECT 1")
        said = f"{dialect.title} ran a query"
        store.passed(StepName.AUTHORIZE, said)
        if table:
            name = ".".join(f'"{part}"' for part in table.split("."))  # its grammar leaves no quote in a part
            _run(store, f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - quoted above
            said = f"{table} can be read"
            store.passed(StepName.RESOURCE, said)
    return Finding(said, warning=store.warning)


def _run(store: Store, statement: str) -> None:
    """To the statement's end. Raises ProbeFailure."""
    begun: list[dict[str, Any]] = []

    def read(answer: HttpAnswer) -> Any:
        found = _results(answer)
        begun.extend([found] if found else [])
        return found

    headers = _headers(store)
    question = Question(
        "/v1/statement", StepName.AUTHENTICATE, "", method="POST", body=statement.encode(), headers=headers
    )
    page = _patiently(store, question, read)
    for abandoned in begun[1:]:  # that of whoever asked without credentials
        _cancel(store, abandoned)
    while following := page.get("nextUri"):
        page = _patiently(store, Question(_ours(store, following), StepName.AUTHENTICATE, headers=headers), _results)
    error = page.get("error")
    if error:
        name = next(iter(texts_at(error, "errorName")), "")
        store.fail(_OF_ERRORS.get(name, _FAILED), " ".join(texts_at(error, "message")))


def _patiently(store: Store, question: Question, read: Any) -> dict[str, Any]:
    """A gateway that is busy is asked again, as the protocol wants, until time is up."""
    while True:
        answer = store.send(store.client, question, proving=True)
        if answer.status not in _GATEWAY or store.context.remaining() < 1:
            found: dict[str, Any] = store.judge(answer, question, read)
            return found
        time.sleep(_PAUSE_SECONDS)


def _headers(store: Store) -> dict[str, str]:
    name = store.dialect.title
    given = store.target.parameters
    user = store.target.credentials.get("username") or given.get("user")
    named = {"User": user, "Catalog": given.get("catalog"), "Schema": given.get("schema"), "Source": "connector-test"}
    return {f"X-{name}-{key}": value for key, value in named.items() if value}


def _ours(store: Store, following: Any) -> str:
    """The next page's URL, where it is of the same server: the credential goes nowhere else. Raises ProbeFailure."""
    if isinstance(following, str) and parse_url(following, path=ADDRESS).origin == parse_url(store.base).origin:
        return following
    raise ProbeFailure(
        Reason.PEER_ERROR,
        f"{store.dialect.title} leads to another address for its results",
        field=ADDRESS,
        hint="give the URL that the coordinator names itself by, or set http-server.process-forwarded behind a proxy",
    )


def _cancel(store: Store, page: dict[str, Any]) -> None:
    following = page.get("nextUri")
    if following:
        store.send(store.client, Question(_ours(store, following), StepName.RESOURCE, method="DELETE"), proving=False)


def _results(answer: HttpAnswer) -> dict[str, Any] | None:
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and "id" in content and "stats" in content else None
