"""Azure Cosmos DB for NoSQL; its API for MongoDB is the type mongodb."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.http_fields import CA_CERTIFICATE
from probes.types.store_fields import named, url, whatever

ACCOUNT_KEY = Field(
    "accountKey",
    "Account key",
    secrecy=Secrecy.WHOLE,
    aliases=("masterKey", "primaryKey", "key"),
    pattern=r"[A-Za-z0-9+/]{8,512}={0,2}",
    description="Primary or secondary; a read-only one is enough.",
)
# https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits
NAME = r"[^\x00-\x1f\x7f/\\?#]{1,255}"

TYPE = ConnectorType(
    name="cosmosdb",
    title="Azure Cosmos DB",
    category="databases",
    description="Microsoft's distributed document database (API for NoSQL).",
    documentation="https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources",
    fields=(
        url("https://acme.documents.azure.com:443", "The account's URI."),
        named("database", "Database", required=True, pattern=NAME, example="shop"),
        named("container", "Container", pattern=NAME, example="orders", aliases=("collection",)),
        CA_CERTIFICATE,
    ),
    auth_methods=whatever(AuthMethod("account_key", "Account key", (ACCOUNT_KEY,))),
    highest_level=Level.RESOURCE_READABLE,
    proves="Reads the database's description with signed requests, and at most one item of the container.",
    probe="probes.protocols.cosmosdb:probe",
    verified_against="scripted from https://learn.microsoft.com/rest/api/cosmos-db/, the signature checked",
)
