"""Databricks SQL warehouses, asked over the workspace's REST API."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.warehouses import CATEGORY

ACCESS_TOKEN = Field("accessToken", "Access token", secrecy=Secrecy.WHOLE, aliases=("token",))
CLIENT = (
    Field("clientId", "Client id", description="The service principal's application id.", aliases=("client_id",)),
    Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE, aliases=("client_secret",)),
)

# The clouds' own domains: https://docs.databricks.com/en/workspace/workspace-details.html and those of Azure and
# Google, with the sovereign ones. A token is sent nowhere else.
HOST = (
    r"(?i:(https://)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.){1,6}"
    r"(databricks\.com|databricks\.us|azuredatabricks\.net|databricks\.azure\.(us|cn))/?)"
)

TYPE = ConnectorType(
    name="databricks",
    title="Databricks",
    category=CATEGORY,
    description="SQL warehouses of the Databricks lakehouse.",
    documentation="https://docs.databricks.com/",
    fields=(
        Field(
            "host",
            "Workspace host",
            required=True,
            aliases=("serverHostname",),
            pattern=HOST,
            example="dbc-a1b2c3d4-e5f6.cloud.databricks.com",
        ),
        # https://docs.databricks.com/en/integrations/compute-details.html
        Field(
            "httpPath",
            "HTTP path",
            required=True,
            pattern=r"/?sql/(1\.0/(warehouses|endpoints)/[0-9a-f]{16}|protocolv1/o/[0-9]{1,20}/[0-9A-Za-z-]{1,64})",
            description="Of a SQL warehouse; of a cluster no more can be proven than that the token may see it.",
            example="/sql/1.0/warehouses/abcdef1234567890",
        ),
        Field("catalog", "Catalog", pattern=r"[^\x00-\x20/.`]{1,255}", example="main"),
        Field("schema", "Schema", pattern=r"[^\x00-\x20/.`]{1,255}", example="default"),
        Field(
            "table",
            "Table",
            aliases=("sourceTable",),
            pattern=r"[^\x00-\x20/`.]{1,255}(\.[^\x00-\x20/`.]{1,255}){0,2}",
            description="`schema.table` and `catalog.schema.table` are understood.",
            example="orders",
        ),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (ACCESS_TOKEN, *CLIENT)),
        AuthMethod("personal_access_token", "Personal access token", (ACCESS_TOKEN,)),
        AuthMethod("oauth2_client_credentials", "Service principal (OAuth 2 client credentials)", CLIENT),
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Reads the state of the SQL warehouse and, where it is running, has it answer a statement: one row of the "
        "table where one is named. A warehouse that is stopped is not started, as that is billed; a warning says so."
    ),
    probe="probes.protocols.databricks:probe",
    verified_against="scripted from https://docs.databricks.com/api/workspace/statementexecution",
)
