"""Azure Blob Storage."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.http_fields import CA_CERTIFICATE

ACCOUNT_KEY = Field(
    "accountKey",
    "Account key",
    secrecy=Secrecy.WHOLE,
    aliases=("storageAccountKey",),
    pattern=r"[A-Za-z0-9+/]{8,512}={0,2}",
)
SAS_TOKEN = Field(
    "sasToken",
    "SAS token",
    secrecy=Secrecy.WHOLE,
    aliases=("sas",),
    pattern=r"\??[\x21-\x7e]{8,4096}",
    description="The part of a shared access signature's URL after the question mark.",
)
CONNECTION_STRING = Field(
    "connectionString",
    "Connection string",
    secrecy=Secrecy.WHOLE,
    pattern=r"[\x20-\x7e]{8,8192}",
    description="With AccountKey or SharedAccessSignature; its AccountName must be `storageAccount`.",
)
SERVICE_PRINCIPAL = (
    Field("tenantId", "Directory (tenant) id", aliases=("directoryId",), pattern=r"[A-Za-z0-9.-]{1,255}"),
    Field("clientId", "Client id", pattern=r"[\x21-\x7e]{1,255}"),
    Field("clientSecret", "Client secret", secrecy=Secrecy.WHOLE),
)

TYPE = ConnectorType(
    name="azure_blob",
    title="Azure Blob Storage",
    category="cloud storage",
    description="Objects in an Azure Blob Storage container.",
    documentation="https://learn.microsoft.com/azure/storage/blobs/",
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
        Field(
            "endpoint",
            "Endpoint",
            aliases=("blobEndpoint",),
            pattern=r"(?i:https?)://[A-Za-z0-9.\[\]:-]{1,260}(/[A-Za-z0-9._-]{0,64})?/?",
            description="Of the account's blob service: a sovereign cloud's, a private one or an emulator's.",
            example="https://contosodata.blob.core.usgovcloudapi.net",
        ),
        Field(
            "authority",
            "Token authority",
            aliases=("authorityHost",),
            pattern=r"(?i:https)://[A-Za-z0-9.\[\]:-]{1,260}/?",
            default="https://login.microsoftonline.com",
            description="Where an Entra application gets its token.",
        ),
        CA_CERTIFICATE,
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (ACCOUNT_KEY, SAS_TOKEN, CONNECTION_STRING, *SERVICE_PRINCIPAL)),
        AuthMethod("shared_key", "Account key", (ACCOUNT_KEY,)),
        AuthMethod("sas_token", "Shared access signature", (SAS_TOKEN,)),
        AuthMethod("connection_string", "Connection string", (CONNECTION_STRING,)),
        AuthMethod("service_principal", "Entra application", SERVICE_PRINCIPAL),
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves="Lists the container at the prefix, and reads the properties of the first blob found.",
    probe="probes.protocols.azure_blob:probe",
    verified_against="Azurite, the vendor's emulator, which checks signatures and SAS tokens; Entra's token endpoint "
    "and further errors scripted from Microsoft's pages",
)
