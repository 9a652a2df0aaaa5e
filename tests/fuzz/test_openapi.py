"""Schemathesis over our OpenAPI document, against the running service: requests that obey it and requests that do not.

Every answer is one that the document has, none is a failure of the service, and the log holds no traceback.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from tests.connector_types.declarations import acme
from tests.e2e.service import Service

DOCUMENT = json.loads((Path(__file__).parents[2] / "generated" / "openapi" / "connectors.openapi.json").read_text())


def _is_page(label: str) -> bool:
    verb, path = label.split()
    return DOCUMENT["paths"][path][verb.lower()].get("security") == []


VERBS = ("get", "post", "put", "patch", "delete")
# Not streams: they last as long as the tests that they run (tests/rest/test_streams.py, tests/fuzz/test_parsers.py).
OPERATIONS = sorted(
    f"{verb.upper()} {path}"
    for path, verbs in DOCUMENT["paths"].items()
    for verb, operation in verbs.items()
    if verb in VERBS and "text/event-stream" not in json.dumps(operation["responses"])
)
EXAMPLES = 10  # of each operation and mode
# Nothing can be wrong with a request for a page that takes nothing.
CASES = [
    pytest.param(label, mode, id=f"{label}-{mode.value}")
    for label in OPERATIONS
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or not _is_page(label)
]


load_all_checks()
CHECKS_OF_ALL = CHECKS.get_by_names(
    [
        *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
        *("response_headers_conformance", "response_schema_conformance"),
    ]
)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="session")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@pytest.fixture(scope="session")  # once a process: xdist may come back to this file
def world(service: Service, session: requests.Session) -> dict[str, list[str]]:
    """What there is for an id, a type's name and a tenant's own type to mean, so that requests get to the end."""
    headers = {"x-tenant-id": "fuzzed"}
    own = session.post(
        f"{service.url}/api/v1/connector-types", json={"name": "acme", "declaration": acme()}, headers=headers
    )
    assert own.status_code == 201, own.text
    types = [
        entry["name"] for entry in session.get(f"{service.url}/api/v1/connector-types", headers=headers).json()["data"]
    ]
    ids = []
    for number in range(4):
        body = {"name": f"c{number}", "type": types[number], "config": {}, "authConfig": {"password": "p"}}
        ids.append(session.post(f"{service.url}/api/v1/connectors", json=body, headers=headers).json()["id"])
    return {"id": ids, "type": types, "name": ["acme", *types[:2]], "cursor": ids}


@pytest.mark.parametrize(("label", "mode"), CASES)
def test_every_answer_is_documented(
    service: Service, session: requests.Session, world: dict[str, list[str]], label: str, mode: GenerationMode
) -> None:
    verb, path = label.split()
    before = service.log.stat().st_size

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=SCHEMA[path][verb].as_strategy(generation_mode=mode), data=st.data())
    def judge(case: schemathesis.Case, data: st.DataObject) -> None:
        case.headers = {**(case.headers or {}), "x-tenant-id": "fuzzed"}
        if mode is GenerationMode.POSITIVE:
            case.headers["x-role"] = "admin"
        for fields in (case.body, case.path_parameters, case.query):
            _made_real(fields, world, data)
        case.call_and_validate(base_url=service.url, session=session, checks=CHECKS_OF_ALL, timeout=30)

    judge()
    with service.log.open("rb") as log:
        log.seek(before)
        assert b'"exception"' not in log.read()


def _made_real(fields: Any, world: dict[str, list[str]], data: st.DataObject) -> None:
    """Names what there is, in two requests of three."""
    if isinstance(fields, dict):
        for name in sorted(set(fields) & set(world)):
            if data.draw(st.integers(0, 2)):
                fields[name] = data.draw(st.sampled_from(world[name]))
