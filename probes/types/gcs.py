"""Google Cloud Storage."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field
from probes.result import Level
from probes.types.google_fields import AUTH_METHODS, ENDPOINT, PROJECT
from probes.types.http_fields import CA_CERTIFICATE

TYPE = ConnectorType(
    name="gcs",
    title="Google Cloud Storage",
    category="cloud storage",
    description="Objects in a Google Cloud Storage bucket.",
    documentation="https://cloud.google.com/storage/docs",
    fields=(
        # https://cloud.google.com/storage/docs/buckets#naming
        Field("bucket", "Bucket", required=True, pattern=r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]", example="app-exports"),
        PROJECT,
        Field("prefix", "Prefix", pattern=r"[^\x00-\x1f\x7f]{1,1024}", example="daily/"),
        ENDPOINT,
        CA_CERTIFICATE,
    ),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves="Lists the bucket at the prefix, and reads the metadata of the first object found.",
    probe="probes.protocols.gcs:probe",
    verified_against="gcp-storage-emulator behind a gate of the tests' own that checks the token; the token endpoint "
    "and error bodies scripted from Google's pages",
)
