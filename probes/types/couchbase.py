"""Couchbase Server."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.http_fields import BASIC, CA_CERTIFICATE
from probes.types.store_fields import named, url, whatever

TYPE = ConnectorType(
    name="couchbase",
    title="Couchbase",
    category="databases",
    description="Distributed document database. Of Capella, the cluster's management port must be open to the caller.",
    documentation="https://docs.couchbase.com/server/current/rest-api/rest-intro.html",
    fields=(
        url("https://couchbase.example.com:18091", "Of the management API: port 8091, with TLS 18091."),
        named("bucket", "Bucket", pattern=r"[A-Za-z0-9._%-]{1,100}", example="travel-sample"),
        CA_CERTIFICATE,
    ),
    auth_methods=whatever(BASIC),
    highest_level=Level.AUTHORIZED,
    proves="Logs in, and reads the bucket's description where one is named. No document is read.",
    probe="probes.protocols.couchbase:probe",
    verified_against="scripted from https://docs.couchbase.com/server/current/rest-api/rest-whoami.html",
)
