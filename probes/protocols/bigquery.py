"""Reads the descriptions of a BigQuery dataset and table, and has a query of the table checked without running it.

https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets/get, …/tables/get and …/jobs/query (dryRun: the query
is validated, nothing is read and nothing billed).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from probes.diagnosis import Diagnosis
from probes.protocols.google_api import GoogleApi, api_of
from probes.protocols.google_errors import Known
from probes.protocols.http_exchange import Exchange
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

_ORIGIN = "https://bigquery.googleapis.com"
# Of the scopes that jobs.query takes, the narrowest; what the account may do is IAM's to say.
_SCOPE = "https://www.googleapis.com/auth/bigquery"
_LOCATION = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,30}")
_NEEDS_FILTER = (
    "The table asks for a filter on its partitions: a query of the whole table, as a run makes, will be refused."
)


@dataclass(frozen=True, slots=True)
class _Source:
    """What the connector names. Queries are run, and paid, in `payer`; the table may be in another project."""

    payer: str
    project: str
    dataset: str
    table: str

    @property
    def dataset_path(self) -> str:
        return f"/bigquery/v2/projects/{quote(self.project, safe='')}/datasets/{self.dataset}"

    @property
    def table_path(self) -> str:
        return f"{self.dataset_path}/tables/{quote(self.table, safe='')}"

    @property
    def query(self) -> str:
        """The grammar of the fields leaves no backtick to end the name with."""
        return f"SELECT * FROM `{self.project}.{self.dataset}.{self.table}` LIMIT 1"  # noqa: S608 - see above


def probe(target: Target, context: ProbeContext) -> Finding:
    with context.trace.step(StepName.CONFIG):
        source = _source(target.parameters)
        api = api_of(target, context, _ORIGIN, "config.project")
    api.log_in(_SCOPE, context)
    with Exchange(context.trace, StepName.AUTHORIZE) as exchange:
        dataset = api.ask(exchange, source.dataset_path, "bigquery#dataset", _of_dataset(source))
        location = _location(dataset, target.parameters.get("location"))
        exchange.passed(StepName.AUTHORIZE, f"read the description of dataset {source.dataset}")
        exchange.stage = StepName.RESOURCE
        table = api.ask(exchange, source.table_path, "bigquery#table", _of_table(source))
        filtered = _needs_filter(table)
        _dry_run(api, exchange, source, location, "SELECT 1" if filtered else source.query)
        said = f"read the description of {source.dataset}.{source.table} and may query it"
        if filtered:
            said = f"read the description of {source.dataset}.{source.table} and may run queries"
        exchange.passed(StepName.RESOURCE, said)
    return Finding(said, warning=_NEEDS_FILTER if filtered else None)


def _source(parameters: Mapping[str, Any]) -> _Source:
    """`table`, `dataset.table` or `project.dataset.table`; what is not said there is said beside it."""
    rest, _dot, table = parameters["sourceTable"].rpartition(".")
    project, _dot, dataset = rest.rpartition(".")
    payer = parameters["project"]
    return _Source(payer, project or payer, dataset or parameters["dataset"], table)


def _location(dataset: Mapping[str, Any], wanted: str | None) -> str | None:
    """Where the dataset is: a query must be sent there. Raises ProbeFailure where the connector says otherwise."""
    found = dataset.get("location")
    if not isinstance(found, str) or not _LOCATION.fullmatch(found):
        return wanted
    if wanted is not None and wanted.lower() != found.lower():
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"the dataset is in location {found}, not in {wanted}",
            field="config.location",
            hint=f"set location to {found}, or leave it out",
        )
    return found


def _needs_filter(table: Mapping[str, Any]) -> bool:
    # Twice in the API: on the table, and (deprecated) inside its time partitioning.
    partitioning = table.get("timePartitioning")
    inside = partitioning.get("requirePartitionFilter") if isinstance(partitioning, dict) else None
    return table.get("requirePartitionFilter") is True or inside is True


def _dry_run(api: GoogleApi, exchange: Exchange, source: _Source, location: str | None, query: str) -> None:
    body = {
        "query": query,
        "useLegacySql": False,
        "dryRun": True,
        **({"location": location} if location else {}),
    }
    path = f"/bigquery/v2/projects/{quote(source.payer, safe='')}/queries"
    api.ask(exchange, path, "bigquery#queryResponse", _of_query(source), body=body)


def _of_dataset(source: _Source) -> Known:
    return Known(
        denied=Diagnosis(
            Reason.PERMISSION_DENIED,
            f"the account may not read the description of dataset {source.dataset}",
            "grant it BigQuery Data Viewer (roles/bigquery.dataViewer) on the dataset",
            "config.dataset",
        ),
        absent=Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            f"there is no dataset {source.dataset} in project {source.project}",
            "check both names in the console",
            "config.dataset",
        ),
        phrases={
            "Not found: Project": Diagnosis(
                Reason.RESOURCE_NOT_FOUND,
                f"there is no project {source.project}",
                "give the project's id, not its display name or number",
                "config.project",
            )
        },
    )


def _of_table(source: _Source) -> Known:
    return Known(
        denied=Diagnosis(
            Reason.PERMISSION_DENIED,
            f"the account may not read the description of {source.dataset}.{source.table}",
            "grant it BigQuery Data Viewer (roles/bigquery.dataViewer) on the table or its dataset",
            "config.sourceTable",
        ),
        absent=Diagnosis(
            Reason.RESOURCE_NOT_FOUND,
            f"there is no table {source.table} in dataset {source.dataset}",
            "check the table's name in the console; names are case-sensitive",
            "config.sourceTable",
        ),
    )


def _of_query(source: _Source) -> Known:
    table = _of_table(source)
    return Known(
        denied=Diagnosis(
            Reason.PERMISSION_DENIED,
            f"the account may see {source.dataset}.{source.table} and not read its rows",
            "grant it bigquery.tables.getData (roles/bigquery.dataViewer) on the table; a view needs it on its sources",
            "config.sourceTable",
        ),
        absent=table.absent,
        phrases={
            "bigquery.jobs.create": Diagnosis(
                Reason.PERMISSION_DENIED,
                f"the account may not run queries in project {source.payer}",
                "grant it BigQuery Job User (roles/bigquery.jobUser) on the project",
                "config.project",
            ),
        },
    )
