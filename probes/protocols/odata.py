"""OData services: the service document, and the first entity of a set.

https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html#sec_ServiceDocumentRequest; versions 2
and 3: https://www.odata.org/documentation/odata-version-2-0/
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.aws_xml import local_name, parse_xml
from probes.protocols.http_request import request_of
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import Dialect, Question
from probes.protocols.store_access import opened, own_headers_too
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

DIALECT = Dialect(
    title="the OData service",
    codes_of=lambda answer: tuple(code[:60] for code in texts_at(parse_json(answer.body), "error.code") if code),
    may_be_open=True,
    accepted=frozenset(),
    mismatch="give the root of the service, without an entity set or $metadata",
)


def probe(target: Target, context: ProbeContext) -> Finding:
    entity_set = target.parameters.get("entitySet")
    with opened(target, context, DIALECT, special=own_headers_too) as store:
        headers = {"Accept": "application/json", **request_of(target).plain}
        said = "read the service document"
        store.ask(Question("/", StepName.AUTHENTICATE, said, headers=headers), _service)
        store.passed(StepName.AUTHORIZE, said)
        if entity_set:
            said = f"read from {entity_set}"
            path = f"/{quote(entity_set, safe='')}?$top=1"
            meanings = {"403": _denied(), "404": _absent()}
            store.ask(Question(path, StepName.RESOURCE, said, headers=headers, meanings=meanings), _entities)
    return Finding(said, warning=store.warning)


def _denied() -> Diagnosis:
    message = "the account may not read the entity set"
    return Diagnosis(Reason.PERMISSION_DENIED, message, "grant the account the right to read it", "config.entitySet")


def _absent() -> Diagnosis:
    message = "the service has no such entity set"
    hint = "check its spelling in $metadata; names are case-sensitive"
    return Diagnosis(Reason.RESOURCE_NOT_FOUND, message, hint, "config.entitySet")


def _service(answer: HttpAnswer) -> Any:
    content = parse_json(answer.body)
    if isinstance(content, dict) and ("value" in content or texts_at(content, "d.EntitySets.0")):
        return True
    root = parse_xml(answer.body)
    return True if root is not None and local_name(root) == "service" else None


def _entities(answer: HttpAnswer) -> Any:
    if answer.truncated:
        return True
    content = parse_json(answer.body)
    if isinstance(content, dict) and ("value" in content or "d" in content):
        return True
    root = parse_xml(answer.body)
    return True if root is not None and local_name(root) == "feed" else None
