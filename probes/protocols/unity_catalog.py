"""Unity Catalog, of Databricks or open source: the catalog's, the schema's and the table's descriptions.

https://docs.databricks.com/api/workspace/catalogs/get, …/schemas/get, …/tables/get and
https://github.com/unitycatalog/unitycatalog/blob/main/api/all.yaml
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.egress.http import HttpAnswer
from probes.protocols.json_path import parse_json, texts_at
from probes.protocols.store import Dialect, Question
from probes.protocols.store_access import opened
from probes.result import Finding, Reason, StepName
from probes.target import ProbeContext, Target

_API = "/api/2.1/unity-catalog"

DIALECT = Dialect(
    title="Unity Catalog",
    codes_of=lambda answer: tuple(code[:60] for code in texts_at(parse_json(answer.body), "error_code")),
    rows={},
    accepted=frozenset({"403", "PERMISSION_DENIED", "NOT_FOUND", "CATALOG_DOES_NOT_EXIST", "SCHEMA_DOES_NOT_EXIST",
                        "TABLE_DOES_NOT_EXIST"}),
    may_be_open=True,
    mismatch="give the workspace's URL, or that of the Unity Catalog server (port 8080)",
)  # fmt: skip


def probe(target: Target, context: ProbeContext) -> Finding:
    given = target.parameters
    catalog, schema, table = given["catalog"], given.get("schema"), given.get("table")
    asked = [("catalog", f"catalogs/{quote(catalog, safe='')}", catalog, StepName.AUTHORIZE)]
    if schema:
        name = f"{catalog}.{schema}"
        asked.append(("schema", f"schemas/{quote(name, safe='')}", name, StepName.AUTHENTICATE))
        if table:
            name = f"{name}.{table}"
            asked.append(("table", f"tables/{quote(name, safe='')}", name, StepName.RESOURCE))
    with opened(target, context, DIALECT) as store:
        for kind, path, name, step in asked:
            said = f"read the description of {kind} {name}"
            store.ask(Question(f"{_API}/{path}", step, said, meanings=_meanings(kind)), _described)
    return Finding(said, warning=store.warning)


def _meanings(kind: str) -> dict[str, Diagnosis]:
    absent = Diagnosis(
        Reason.RESOURCE_NOT_FOUND,
        f"there is no such {kind}, or it may not be seen",
        "check the spelling in Catalog Explorer, and grant USE CATALOG, USE SCHEMA and SELECT",
        f"config.{kind}",
    )
    denied = Diagnosis(
        Reason.PERMISSION_DENIED,
        f"the account may not see the {kind}",
        "grant it USE CATALOG, USE SCHEMA and SELECT (or BROWSE on the catalog)",
        f"config.{kind}",
    )
    return {"403": denied, "404": absent}


def _described(answer: HttpAnswer) -> Any:
    content = parse_json(answer.body)
    return content if isinstance(content, dict) and "name" in content else None
