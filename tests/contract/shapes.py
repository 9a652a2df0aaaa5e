"""The seed page's shapes: which fields there are, and what kind of value each holds."""

from __future__ import annotations

import re
from typing import Any

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

CONNECTOR = {
    "id",
    "name",
    "type",
    "description",
    "config",
    "authMethod",
    "status",
    "lastTestedAt",
    "lastError",
    "lastSyncRowCount",
    "lastSyncAt",
    "createdAt",
    "updatedAt",
}
# What this service tells beside the seed's fields of a connector.
KNOWN_OF_CREDENTIALS = {"credentials", "labels", "etag"}
PAGINATION = {"total", "hasMore", "limit", "cursor"}
TESTED = {
    "id",
    "name",
    "type",
    "status",
    "lastTestedAt",
    "lastError",
    "lastSyncRowCount",
    "lastSyncAt",
    "success",
    "message",
    "warning",
    "latencyMs",
}
# What this service tells beside the seed's fields of a test.
FOUND = {"verifiedLevel", "steps", "reason", "field", "hint"}
STEP = {"name", "status", "latencyMs", "message"}

MASK = "********"

# The seed's "Supported Connector Types", and csv, which its text names.
TYPES = (
    *("postgresql", "mysql", "redshift", "snowflake", "bigquery", "mongodb", "kafka", "confluent_kafka", "aws_s3"),
    *("gcs", "azure_blob", "sftp", "rest_api", "webhook", "salesforce", "hubspot", "databricks", "segment", "shopify"),
    *("stripe", "mailchimp", "amazon_kinesis", "braze", "csv"),
)


def assert_connector(connector: dict[str, Any], *, masked: bool = False) -> None:
    assert set(connector) == CONNECTOR | KNOWN_OF_CREDENTIALS | ({"authConfig"} if masked else set())
    for name in ("createdAt", "updatedAt"):
        assert TIMESTAMP.fullmatch(connector[name]), name
    for name in ("lastTestedAt", "lastSyncAt"):
        assert connector[name] is None or TIMESTAMP.fullmatch(connector[name]), name
    assert connector["lastSyncRowCount"] is None or type(connector["lastSyncRowCount"]) is int
    assert isinstance(connector["config"], dict)


def assert_tested(body: dict[str, Any], *, success: bool) -> None:
    assert set(body) == TESTED | FOUND
    assert body["success"] is success
    assert TIMESTAMP.fullmatch(body["lastTestedAt"])
    assert type(body["latencyMs"]) is int
    for step in body["steps"]:
        assert set(step) == STEP
        assert step["message"] is not None
    if success:
        assert body["message"] == "Connection test succeeded"
        assert (body["status"], body["lastError"], body["reason"], body["field"]) == ("active", None, None, None)
    else:
        assert (body["status"], body["lastError"], body["warning"]) == ("error", body["message"], None)
        assert body["reason"]


def case_id(value: object) -> str:
    """A case's name that is the same in every process: xdist compares them, and the order of a set is not."""
    return str(sorted(value) if isinstance(value, set) else value)[:60]
