"""What the hint of each refusal must say, by its telling words: what to check, to give or to grant."""

from __future__ import annotations

# Where nothing depends on the type; the hint of the same cell below goes before it.
OF_EVERY_TYPE = {
    "unknown host": "check the spelling",
    "closed port": "check the port",
    "silent peer": "speaks TLS from the first byte",
    "blocked address": "CONNECTORS_EGRESS_ALLOW",
    "TLS untrusted": "the connector's CA certificate",
}
OF_ONE_TYPE: dict[str, dict[str, str]] = {
    "silent peer": dict.fromkeys(("postgresql", "mysql", "sftp"), "not overloaded"),
    "TLS untrusted": {"sftp": "hostKey"},
    "wrong credentials": {
        **dict.fromkeys(("postgresql", "redshift", "mysql", "mongodb", "sftp", "snowflake"), "check both"),
        **dict.fromkeys(("kafka", "confluent_kafka"), "of this cluster"),
        **dict.fromkeys(("aws_s3", "amazon_kinesis"), "of one key pair"),
        **dict.fromkeys(("gcs", "bigquery"), "store a fresh one"),
        **dict.fromkeys(("rest_api", "webhook", "csv", "stripe", "databricks"), "not revoked"),
        "azure_blob": "key1 or key2",
        "salesforce": "get a new one",
        "hubspot": "copy it again",
        "segment": "region",
        "shopify": "shpat_",
        "mailchimp": "config.serverPrefix",
        "braze": "its own instance",
    },
    "missing field": {
        **dict.fromkeys(("postgresql", "redshift", "mysql"), "give config.database"),
        "mongodb": "connectionString",
        "sftp": "give config.host",
        "csv": "give one of them",
        **dict.fromkeys(("kafka", "confluent_kafka"), "host:port"),
        **dict.fromkeys(("aws_s3", "amazon_kinesis"), "give an access key"),
        **dict.fromkeys(("gcs", "bigquery"), "JSON key file"),
        "azure_blob": "a SAS token",
        "snowflake": "private key",
        "databricks": "personal access token",
        **dict.fromkeys(("rest_api", "webhook"), "give a token"),
        **{name: f"{name}.com" for name in ("salesforce", "hubspot", "stripe", "mailchimp", "braze")},
        "segment": "segmentapis.com",
        "shopify": "shopify.dev",
    },
    "resource absent": {
        **dict.fromkeys(("postgresql", "redshift"), "schema.table"),
        "mysql": "database.table",
        "mongodb": "capitals included",
        "sftp": "home folder",
        "csv": "CONNECTORS_FILES_DIR",
        **dict.fromkeys(("kafka", "confluent_kafka"), "creates no topic"),
        **dict.fromkeys(("aws_s3", "amazon_kinesis", "gcs", "azure_blob", "snowflake"), "check its name"),
        **dict.fromkeys(("segment", "braze"), "check its name or id"),
        "bigquery": "case-sensitive",
        "databricks": "copy the HTTP path",
        "salesforce": "__c",
        "hubspot": "contacts",
        **dict.fromkeys(("rest_api", "webhook"), "check the URL"),
        "shopify": "myshopify.com",
        "stripe": "/v1/",
        "mailchimp": "Audience name",
    },
    "permission missing": {
        **dict.fromkeys(("postgresql", "redshift", "mysql", "snowflake"), "GRANT SELECT"),
        "mongodb": "grantRolesToUser",
        "sftp": "the right to read",
        "databricks": "Can use",
        **dict.fromkeys(("kafka", "confluent_kafka"), "kafka-acls --add"),
        "aws_s3": "s3:ListBucket",
        "amazon_kinesis": "kinesis:DescribeStreamSummary",
        "azure_blob": "sp=rl",
        "gcs": "roles/storage.objectViewer",
        "bigquery": "roles/bigquery.dataViewer",
        **dict.fromkeys(("rest_api", "webhook", "csv"), "grant the credentials access"),
        "salesforce": "API Enabled",
        "hubspot": "add the scope",
        "shopify": "add the scope",
        "segment": "may read",
        "stripe": "Read permission",
        "mailchimp": "manager",
        "braze": "permission of the list",
    },
    "peer rate-limits": {
        **dict.fromkeys(("postgresql", "redshift", "mysql"), "max_connections"),
        "mongodb": "raise the limit",
        "sftp": "MaxStartups",
        "salesforce": "API Requests",
        "databricks": "wait 4 s",
        **dict.fromkeys(("kafka", "confluent_kafka"), "have the quota raised"),
        **dict.fromkeys(("gcs", "bigquery"), "ask for more quota"),
        **dict.fromkeys(("rest_api", "webhook", "csv"), "wait 7 s"),
        **dict.fromkeys(("aws_s3", "azure_blob"), "others load the same"),
        "amazon_kinesis": "20 calls a second",
        "snowflake": "wait, then",
        "hubspot": "by day",
        "segment": "wait 9 s",
        "shopify": "two calls a second",
        "stripe": "the same account's quota",
        "mailchimp": "wait until",
        "braze": "by the hour",
    },
}


# Types that another's probe tests, and so with its hints.
TESTED_AS = {
    **dict.fromkeys(("cockroachdb", "yugabytedb", "timescaledb", "greenplum"), "postgresql"),
    **dict.fromkeys(("mariadb", "tidb"), "mysql"),
    "redpanda": "kafka",
}


def expected_hint(type_name: str, cell: str) -> str:
    """Raises KeyError where the tables have no word for a cell."""
    type_name = TESTED_AS.get(type_name, type_name)
    return OF_ONE_TYPE.get(cell, {}).get(type_name) or OF_EVERY_TYPE[cell]
