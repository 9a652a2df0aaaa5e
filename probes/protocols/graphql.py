"""GraphQL over HTTP: a query that needs no introspection, or the connector's own. Mutations are never sent.

https://graphql.github.io/graphql-over-http/draft/ and https://spec.graphql.org/October2021/#sec-Errors; the error
codes are those of https://www.apollographql.com/docs/apollo-server/data/errors
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.http_request import request_of
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import CREDENTIAL, Dialect, Question, Store
from probes.protocols.store_access import opened
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_DEFAULT = "{ __typename }"
_READS = re.compile(r"\s*(query\b|\{)")
_CHANGES = re.compile(r"\b(mutation|subscription)\b")
_ACCEPT = "application/graphql-response+json, application/json"

_UNAUTHENTICATED = Diagnosis(
    Reason.AUTHENTICATION_FAILED,
    "{title} does not take the credential",
    "check that it is whole, not revoked, and meant for this API",
    CREDENTIAL,
)
_FORBIDDEN = Diagnosis(
    Reason.PERMISSION_DENIED,
    "the credential may not ask this",
    "grant it the right to read what the query asks for",
    CREDENTIAL,
)
_INVALID = Diagnosis(
    Reason.INVALID_CONFIG, "the API does not take the query: {detail}", "try the query in the API's explorer",
    "config.query",
)  # fmt: skip


def _codes(answer: HttpAnswer) -> tuple[str, ...]:
    found = texts_at(parse_json(answer.body), "errors.*.extensions.code")
    return tuple(code[:60] for code in found if code.replace("_", "").isalpha())


DIALECT = Dialect(
    title="the GraphQL API",
    codes_of=_codes,
    rows={
        "UNAUTHENTICATED": _UNAUTHENTICATED,
        "FORBIDDEN": _FORBIDDEN,
        "403": _FORBIDDEN,
        "404": Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            "there is no GraphQL API at the URL",
            "check the path, which is often /graphql",
            "config.url",
        ),
        "400": Diagnosis(
            Reason.INVALID_CONFIG, "the API does not take the query", "try it in the API's explorer", "config.query"
        ),
    },
    accepted=frozenset({"FORBIDDEN"}),
    may_be_open=True,
    mismatch="check the path, which is often /graphql",
)


def probe(target: Target, context: ProbeContext) -> Finding:
    query = target.parameters.get("query", _DEFAULT)
    with opened(
        target, context, DIALECT, special=lambda given: request_of(given).credential, check=_only_reads
    ) as store:
        plain = request_of(target).plain
        headers = {"Accept": _ACCEPT, **plain, "Content-Type": "application/json"}
        body = json.dumps({"query": query}).encode()
        said = "the API answered the query"
        store.ask(
            Question("", StepName.AUTHENTICATE, said, method="POST", body=body, headers=headers), _answered(store)
        )
        store.passed(StepName.RESOURCE, said)
    return Finding(said, warning=store.warning)


def _answered(store: Store) -> Callable[[HttpAnswer], Any]:
    """Reads an answer of GraphQL; one that holds errors and no data is a refusal, whatever its status."""

    def read(answer: HttpAnswer) -> Any:
        content = parse_json(answer.body)
        if not isinstance(content, dict) or not {"data", "errors"} & set(content):
            return None
        if content.get("errors") and not content.get("data"):
            if any(code in DIALECT.rows for code in _codes(answer)):
                return None  # the code is looked up as that of any refusal
            store.fail(_INVALID, " ".join(texts_at(content, "errors.0.message")))
        return content

    return read


def _only_reads(parameters: Mapping[str, Any]) -> None:
    query = parameters.get("query", _DEFAULT)
    if not _READS.match(query) or _CHANGES.search(query):
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "config.query is no query that only reads",
            field="config.query",
            hint="give a query, such as { viewer { id } }; a test sends no mutation",
        )
