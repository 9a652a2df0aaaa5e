"""Azure Blob Storage."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy

ACCOUNT_KEY = Field(
    "accountKey",
    "Account key",
    secrecy=Secrecy.WHOLE,
    aliases=("storageAccountKey",),
    pattern=r"[A-Za-z0-9+/]{8,}={0,2}",
)
SAS_TOKEN = Field("sasToken", "SAS token", secrecy=Secrecy.WHOLE, pattern=r"\??[\x21-\x7e]{8,}")
CONNECTION_STRING = Field("connectionString", "Connection string", secrecy=Secrecy.WHOLE)
SERVICE_PRINCIPAL = (
    Field("directoryId", "Directory (tenant) id", pattern=r"[A-Za-z0-9.-]{1,255}"),
    Field("clientId", "Client id"),
    Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE),
)

TYPE = ConnectorType(
    name="azure_blob",
    title="Azure Blob Storage",
    category="cloud storage",
    # https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
    fields=(
        Field(
            "container",
            "Container",
            required=True,
            pattern=r"\$root|\$web|\$logs|(?=.{3,63}\Z)[a-z0-9]+(-[a-z0-9]+)*",
            example="exports",
        ),
        Field(
            "storageAccount",
            "Storage account",
            required=True,
            aliases=("accountName",),
            pattern=r"[a-z0-9]{3,24}",
            example="contosodata",
        ),
        Field("prefix", "Prefix", pattern=r"[^\x00-\x1f\x7f]{1,1024}", example="daily/"),
        Field("endpoint", "Endpoint", pattern=r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._-]*)?"),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (ACCOUNT_KEY, SAS_TOKEN, CONNECTION_STRING, *SERVICE_PRINCIPAL)),
        AuthMethod("shared_key", "Account key", (ACCOUNT_KEY,)),
        AuthMethod("sas_token", "Shared access signature", (SAS_TOKEN,)),
        AuthMethod("connection_string", "Connection string", (CONNECTION_STRING,)),
        AuthMethod("service_principal", "Entra application", SERVICE_PRINCIPAL),
    ),
)
