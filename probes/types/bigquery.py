"""Google BigQuery."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field
from probes.result import Level
from probes.types.google_fields import AUTH_METHODS, ENDPOINT, PROJECT
from probes.types.http_fields import CA_CERTIFICATE
from probes.types.warehouses import CATEGORY, ROW_LIMIT

TYPE = ConnectorType(
    name="bigquery",
    title="Google BigQuery",
    category=CATEGORY,
    description="Serverless data warehouse of Google Cloud.",
    documentation="https://cloud.google.com/bigquery/docs",
    fields=(
        PROJECT,
        Field(
            "dataset",
            "Dataset",
            required=True,
            aliases=("datasetId",),
            pattern=r"[A-Za-z0-9_]{1,1024}",
            example="sales",
        ),
        # https://cloud.google.com/bigquery/docs/tables#table_naming
        Field(
            "sourceTable",
            "Source table",
            required=True,
            pattern=r"(([a-z0-9.:-]{1,94}\.)?[A-Za-z0-9_]{1,1024}\.)?[A-Za-z0-9_ \u00a0-\U0010ffff-]{1,1024}",
            description="A table of the dataset; `dataset.table` and `project.dataset.table` are understood.",
            example="orders",
        ),
        Field("location", "Location", pattern=r"[A-Za-z][A-Za-z0-9-]{1,30}", example="EU"),
        ROW_LIMIT,
        ENDPOINT,
        CA_CERTIFICATE,
    ),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves="Reads the descriptions of dataset and table, and has BigQuery check a query of the table without running "
    "it (a dry run: nothing is read, nothing billed).",
    probe="probes.protocols.bigquery:probe",
    verified_against="a peer scripted from Google's REST reference",
)
