"""Microsoft SQL Server, and the warehouses that speak its protocol: Azure Synapse, Microsoft Fabric.

Azure SQL Database and Managed Instance are SQL Server here.
"""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Kind, Secrecy
from probes.result import Level
from probes.types.database_fields import BASTION, NAME, PASSWORD, SSH_TUNNEL, USERNAME, encryption
from probes.types.warehouses import CATEGORY

PRINCIPAL = (
    Field("tenantId", "Directory (tenant) id", aliases=("directoryId",), pattern=r"[A-Za-z0-9.-]{1,255}"),
    Field("clientId", "Client id", pattern=r"[\x21-\x7e]{1,255}"),
    Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE),
)
SQL_LOGIN = AuthMethod("password", "SQL login", (USERNAME, PASSWORD, *BASTION))
ENTRA = AuthMethod("entra_application", "Application of Microsoft Entra", (*PRINCIPAL, *BASTION))
ANYTHING = AuthMethod("access_key", "Whatever is given", (USERNAME, PASSWORD, *PRINCIPAL, *BASTION))

FIELDS = (
    Field("port", "Port", Kind.INTEGER, minimum=1, maximum=65535, description="1433 where not given.", example=1433),
    Field(
        "database",
        "Database",
        aliases=("dbname", "databaseName", "initialCatalog"),
        pattern=NAME,
        description="The login's default database where not given.",
        example="analytics",
    ),
    Field(
        "connectionString",
        "Connection string",
        secrecy=Secrecy.URL,
        aliases=("dsn",),
        description="A URL instead of host, port and database. One host; the only option is the SSL mode.",
        example="mssql://reader:secret@db.example.com:1433/analytics",
    ),
    Field(
        "username",
        "User name",
        aliases=("user",),
        pattern=NAME,
        description="Where the credentials do not name it.",
        example="reader",
    ),
    Field(
        "table",
        "Table",
        aliases=("sourceTable",),
        pattern=r"[^\x00-\x1f\x7f.\"\[\]]{1,128}(\.[^\x00-\x1f\x7f.\"\[\]]{1,128})?",
        description="When given, the test also reads one row of it. `schema.table`, or the table alone.",
        example="dbo.orders",
    ),
    Field(
        "strictEncryption",
        "Strict encryption",
        Kind.BOOLEAN,
        description="TDS 8.0: TLS from the first byte, as Encrypt=Strict asks for (SQL Server 2022 and later).",
    ),
    Field(
        "authority",
        "Token authority",
        aliases=("authorityHost",),
        default="https://login.microsoftonline.com",
        description="Where an Entra application's token comes from; national clouds have their own.",
        example="https://login.microsoftonline.com",
    ),
    *encryption(),
    SSH_TUNNEL,
)
SCRIPTED = "a server scripted from [MS-TDS] (TDS 7.4 and 8.0), which checks what it is sent; no SQL Server was at hand"


def _host(example: str) -> Field:
    return Field("host", "Host", required=True, unless="connectionString", aliases=("server",), example=example)


DESCRIPTIONS = {
    "mssql": (
        "Microsoft's relational database, on premises or as Azure SQL Database and Managed Instance.",
        "https://learn.microsoft.com/sql/connect/homepage-sql-connection-programming",
    ),
    "synapse": (
        "Azure's warehouse: dedicated and serverless SQL pools.",
        "https://learn.microsoft.com/azure/synapse-analytics/sql/connect-overview",
    ),
    "fabric": (
        "The warehouse and the SQL analytics endpoints of Microsoft Fabric.",
        "https://learn.microsoft.com/fabric/data-warehouse/connectivity",
    ),
}


def _declared(name: str, title: str, category: str, example: str, methods: tuple[AuthMethod, ...]) -> ConnectorType:
    return ConnectorType(
        name=name,
        title=title,
        category=category,
        fields=(_host(example), *FIELDS),
        auth_methods=methods,
        description=DESCRIPTIONS[name][0],
        documentation=DESCRIPTIONS[name][1],
        highest_level=Level.RESOURCE_READABLE,
        proves="Logs in, opens the database and runs a query; where a table is named, reads one row of it.",
        verified_against=SCRIPTED,
        probe="probes.protocols.tds:probe",
    )


TYPES = (
    _declared("mssql", "Microsoft SQL Server", "databases", "db.example.com", (ANYTHING, SQL_LOGIN, ENTRA)),
    _declared(
        "synapse", "Azure Synapse Analytics", CATEGORY, "acme.sql.azuresynapse.net", (ANYTHING, SQL_LOGIN, ENTRA)
    ),
    # A warehouse in Fabric knows no SQL logins: https://learn.microsoft.com/fabric/data-warehouse/entra-id-authentication
    _declared(
        "fabric",
        "Microsoft Fabric Warehouse",
        CATEGORY,
        "abc.datawarehouse.fabric.microsoft.com",
        (AuthMethod("access_key", "Whatever is given", (*PRINCIPAL, *BASTION)), ENTRA),
    ),
)
