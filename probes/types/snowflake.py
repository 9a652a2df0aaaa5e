"""Snowflake, asked over its own HTTPS endpoints: no driver of its own."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.database_fields import PASSWORD, USERNAME
from probes.types.warehouses import CATEGORY, ROW_LIMIT

# https://docs.snowflake.com/en/sql-reference/identifiers-syntax: unquoted, or anything between double quotes.
NAME = r"([A-Za-z_][A-Za-z0-9_$]{0,254}|\"[^\"\x00]{1,255}\")"

PRIVATE_KEY = (
    Field("privateKey", "Private key", secrecy=Secrecy.WHOLE, description="RSA, PEM (PKCS #8)."),
    Field("privateKeyPassphrase", "Passphrase of the private key", secrecy=Secrecy.WHOLE),
)
ACCESS_TOKEN = Field("accessToken", "Access token", secrecy=Secrecy.WHOLE, aliases=("token",))

TYPE = ConnectorType(
    name="snowflake",
    title="Snowflake",
    category=CATEGORY,
    description="Cloud data warehouse.",
    documentation="https://docs.snowflake.com/",
    fields=(
        # https://docs.snowflake.com/en/user-guide/admin-account-identifier
        Field(
            "account",
            "Account identifier",
            required=True,
            pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}(\.[a-z0-9][a-z0-9-]{0,30}){0,3}",
            description="Organisation and account name with a dash between, or the locator with its region.",
            example="xy12345.us-east-1",
        ),
        Field("warehouse", "Warehouse", required=True, pattern=NAME, example="COMPUTE_WH"),
        Field("database", "Database", required=True, pattern=NAME, example="ANALYTICS"),
        Field("schema", "Schema", pattern=NAME, example="PUBLIC"),
        Field("role", "Role", pattern=NAME, description="The user's default role where not given.", example="ANALYST"),
        Field(
            "sourceTable",
            "Source table",
            required=True,
            pattern=rf"{NAME}(\.{NAME}){{0,2}}",
            description="A table or view; `schema.table` and `database.schema.table` are understood.",
            example="PUBLIC.ORDERS",
        ),
        ROW_LIMIT,
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD, *PRIVATE_KEY, ACCESS_TOKEN)),
        AuthMethod("password", "User name and password", (USERNAME, PASSWORD)),
        AuthMethod("key_pair", "Key pair", (USERNAME, *PRIVATE_KEY)),
        AuthMethod("oauth_token", "Access token of OAuth", (ACCESS_TOKEN,)),
        AuthMethod("programmatic_access_token", "Programmatic access token", (ACCESS_TOKEN,)),
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "Logs in, takes the role, the warehouse and the database, and has the query of the source table compiled "
        "(EXPLAIN), which takes the right to read it and starts no warehouse: a test costs no credits. Tokens and key "
        "pairs use the documented SQL API; a password uses the login endpoint of Snowflake's own drivers, which is not "
        "documented."
    ),
    probe="probes.protocols.snowflake:probe",
    verified_against="scripted from docs.snowflake.com/en/developer-guide/sql-api and the public drivers' source",
)
