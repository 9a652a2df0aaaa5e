"""ClickHouse, over its HTTP interface."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.http_fields import BASIC, CA_CERTIFICATE
from probes.types.store_fields import named, url, whatever
from probes.types.warehouses import CATEGORY

TYPE = ConnectorType(
    name="clickhouse",
    title="ClickHouse",
    category=CATEGORY,
    description="Column-oriented database for analytics, self-managed or ClickHouse Cloud.",
    documentation="https://clickhouse.com/docs/interfaces/http",
    fields=(
        url("https://abc123.eu-west-1.aws.clickhouse.cloud:8443", "Of the HTTP interface: port 8123, with TLS 8443."),
        named("database", "Database", example="analytics"),
        named(
            "table",
            "Table",
            pattern=r"[^\x00-\x1f\x7f.\"`\\]{1,128}(\.[^\x00-\x1f\x7f.\"`\\]{1,128})?",
            example="events",
            aliases=("sourceTable",),
            description="When given, the test also reads one row of it. `database.table`, or the table alone.",
        ),
        CA_CERTIFICATE,
    ),
    auth_methods=whatever(BASIC),
    highest_level=Level.RESOURCE_READABLE,
    proves="Logs in, uses the database, and reads one row of the table, each where it is named; with read-only GETs.",
    probe="probes.protocols.clickhouse:probe",
    verified_against="ClickHouse 18.16 (Debian), and a peer scripted from the error codes of its source",
)
