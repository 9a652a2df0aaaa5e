"""The warehouses that are asked over HTTPS: Snowflake, BigQuery, Databricks."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.types.database_fields import PASSWORD, USERNAME

ROW_LIMIT = Field(
    "rowLimit",
    "Rows a run",
    Kind.INTEGER,
    default=100_000,
    minimum=0,
    description="0 removes the cap.",
    example=100_000,
)
CATEGORY = "warehouses and lakehouses"

# https://docs.snowflake.com/en/sql-reference/identifiers-syntax: unquoted, or anything between double quotes.
SNOWFLAKE_NAME = r"([A-Za-z_][A-Za-z0-9_$]{0,254}|\"[^\"\x00]{1,255}\")"
# https://cloud.google.com/resource-manager/docs/creating-managing-projects, with the older domain: prefix.
GOOGLE_PROJECT = r"([a-z0-9.-]{1,63}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]"

PRIVATE_KEY = (
    Field("privateKey", "Private key", secrecy=Secrecy.WHOLE, description="PEM (PKCS #8)."),
    Field("privateKeyPassphrase", "Passphrase of the private key", secrecy=Secrecy.WHOLE),
)
ACCESS_TOKEN = Field("accessToken", "Access token", secrecy=Secrecy.WHOLE, aliases=("token",))
SERVICE_ACCOUNT = Field(
    "serviceAccountJson",
    "Service account key",
    secrecy=Secrecy.WHOLE,
    aliases=("credentialsJson", "serviceAccountKey"),
    description="The JSON key file, as text.",
)
CLIENT = (Field("clientId", "Client id"), Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE))

SNOWFLAKE = ConnectorType(
    name="snowflake",
    title="Snowflake",
    category=CATEGORY,
    fields=(
        # https://docs.snowflake.com/en/user-guide/admin-account-identifier
        Field(
            "account",
            "Account identifier",
            required=True,
            pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}(\.[a-z0-9][a-z0-9-]{0,30}){0,3}",
            example="xy12345.us-east-1",
        ),
        Field("warehouse", "Warehouse", required=True, pattern=SNOWFLAKE_NAME, example="COMPUTE_WH"),
        Field("database", "Database", required=True, pattern=SNOWFLAKE_NAME, example="ANALYTICS"),
        Field("schema", "Schema", pattern=SNOWFLAKE_NAME, example="PUBLIC"),
        Field("role", "Role", pattern=SNOWFLAKE_NAME, example="ANALYST"),
        Field(
            "sourceTable",
            "Source table",
            required=True,
            pattern=rf"{SNOWFLAKE_NAME}(\.{SNOWFLAKE_NAME}){{0,2}}",
            example="PUBLIC.ORDERS",
        ),
        ROW_LIMIT,
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD, *PRIVATE_KEY, ACCESS_TOKEN)),
        AuthMethod("password", "User name and password", (USERNAME, PASSWORD)),
        AuthMethod("key_pair", "Key pair", (USERNAME, *PRIVATE_KEY)),
        AuthMethod("oauth_token", "OAuth or programmatic access token", (USERNAME, ACCESS_TOKEN)),
    ),
)

BIGQUERY = ConnectorType(
    name="bigquery",
    title="Google BigQuery",
    category=CATEGORY,
    fields=(
        Field(
            "project", "Project", required=True, aliases=("projectId",), pattern=GOOGLE_PROJECT, example="my-project"
        ),
        Field(
            "dataset",
            "Dataset",
            required=True,
            aliases=("datasetId",),
            pattern=r"[A-Za-z0-9_]{1,1024}",
            example="sales",
        ),
        Field(
            "sourceTable",
            "Source table",
            required=True,
            pattern=r"([A-Za-z0-9:._-]{1,80}\.)?[\w -]{1,1024}",
            description="A table of the dataset; `dataset.table` and `project.dataset.table` are understood.",
            example="orders",
        ),
        Field("location", "Location", pattern=r"[A-Za-z][A-Za-z0-9-]{1,30}", example="EU"),
        ROW_LIMIT,
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (SERVICE_ACCOUNT, ACCESS_TOKEN)),
        AuthMethod("service_account", "Service account key", (SERVICE_ACCOUNT,)),
        AuthMethod("oauth_token", "Access token", (ACCESS_TOKEN,)),
    ),
)

DATABRICKS = ConnectorType(
    name="databricks",
    title="Databricks",
    category=CATEGORY,
    fields=(
        Field(
            "host",
            "Workspace host",
            required=True,
            aliases=("serverHostname",),
            pattern=r"(https://)?[A-Za-z0-9][A-Za-z0-9.-]{0,252}/?",
            example="dbc-a1b2c3d4-e5f6.cloud.databricks.com",
        ),
        # https://docs.databricks.com/en/integrations/compute-details.html
        Field(
            "httpPath",
            "HTTP path",
            required=True,
            pattern=r"/?sql/(1\.0/(warehouses|endpoints)/[0-9a-f]{16}|protocolv1/o/[0-9]{1,20}/[0-9A-Za-z-]{1,64})",
            example="/sql/1.0/warehouses/abcdef1234567890",
        ),
        Field("catalog", "Catalog", pattern=r"[^\x00-\x20/.`]{1,255}", example="main"),
        Field("schema", "Schema", pattern=r"[^\x00-\x20/.`]{1,255}", example="default"),
        Field("table", "Table", aliases=("sourceTable",), pattern=r"[^\x00-\x20/`]{1,767}", example="orders"),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (ACCESS_TOKEN, *CLIENT)),
        AuthMethod("personal_access_token", "Personal access token", (ACCESS_TOKEN,)),
        AuthMethod("oauth2_client_credentials", "Service principal", CLIENT),
    ),
)

TYPES = (SNOWFLAKE, BIGQUERY, DATABRICKS)
