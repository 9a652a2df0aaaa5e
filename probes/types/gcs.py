"""Google Cloud Storage."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.types.warehouses import ACCESS_TOKEN, GOOGLE_PROJECT, SERVICE_ACCOUNT

TYPE = ConnectorType(
    name="gcs",
    title="Google Cloud Storage",
    category="cloud storage",
    fields=(
        # https://cloud.google.com/storage/docs/buckets#naming
        Field("bucket", "Bucket", required=True, pattern=r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]", example="app-exports"),
        Field(
            "project", "Project", required=True, aliases=("projectId",), pattern=GOOGLE_PROJECT, example="my-project"
        ),
        Field("prefix", "Prefix", pattern=r"[^\x00-\x1f\x7f]{1,1024}", example="daily/"),
    ),
    auth_methods=(
        AuthMethod("access_key", "Whatever is given", (SERVICE_ACCOUNT, ACCESS_TOKEN)),
        AuthMethod("service_account", "Service account key", (SERVICE_ACCOUNT,)),
        AuthMethod("oauth_token", "Access token", (ACCESS_TOKEN,)),
    ),
)
