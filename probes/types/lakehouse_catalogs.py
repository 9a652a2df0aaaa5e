"""Catalogs of lakehouses: Iceberg's REST protocol, and Unity Catalog."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.http_fields import BEARER, CA_CERTIFICATE, NONE, OAUTH2
from probes.types.store_fields import named, url, whatever
from probes.types.warehouses import CATEGORY

NAME = r"[^\x00-\x20\x7f./%]{1,255}"

TYPES = (
    ConnectorType(
        name="iceberg_rest",
        title="Iceberg REST catalog",
        category=CATEGORY,
        description="Any catalog with Apache Iceberg's REST protocol: Polaris, Lakekeeper, Nessie, Gravitino …",
        documentation="https://iceberg.apache.org/rest-catalog-spec/",
        fields=(
            url("https://catalog.example.com/api/catalog", "What stands before /v1."),
            named("warehouse", "Warehouse", example="analytics"),
            named(
                "namespace",
                "Namespace",
                pattern=rf"{NAME}(\.{NAME}){{0,9}}",
                example="sales",
                description="Its levels parted by dots.",
            ),
            named("table", "Table", pattern=NAME, example="orders"),
            CA_CERTIFICATE,
        ),
        auth_methods=whatever(OAUTH2, BEARER, NONE),
        highest_level=Level.RESOURCE_READABLE,
        proves=(
            "Gets a token where a client is given (at the catalog, or at tokenUrl), reads the configuration, sees the "
            "namespace, and reads the table's metadata where one is named. Data files are not read."
        ),
        probe="probes.protocols.iceberg_rest:probe",
        verified_against="scripted from Iceberg's rest-catalog-open-api.yaml",
    ),
    ConnectorType(
        name="unity_catalog",
        title="Unity Catalog",
        category=CATEGORY,
        description="Databricks' catalog of tables, in a workspace or open source.",
        documentation="https://docs.databricks.com/api/workspace/catalogs",
        fields=(
            url("https://dbc-a1b2c3d4-e5f6.cloud.databricks.com"),
            named("catalog", "Catalog", required=True, pattern=NAME, example="main"),
            named("schema", "Schema", pattern=NAME, example="sales"),
            named("table", "Table", pattern=NAME, example="orders"),
            CA_CERTIFICATE,
        ),
        auth_methods=whatever(BEARER, OAUTH2, NONE),
        highest_level=Level.RESOURCE_READABLE,
        proves="Reads the descriptions of the catalog, the schema and the table, each where it is named.",
        probe="probes.protocols.unity_catalog:probe",
        verified_against="scripted from https://docs.databricks.com/api/workspace/catalogs/get",
    ),
)
