"""InfluxDB, in its three generations."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field
from probes.result import Level
from probes.types.http_fields import BASIC, CA_CERTIFICATE, TOKEN
from probes.types.store_fields import named, url, whatever

TYPE = ConnectorType(
    name="influxdb",
    title="InfluxDB",
    category="databases",
    description="Time-series database: 1.x, 2.x, 3.x and InfluxDB Cloud.",
    documentation="https://docs.influxdata.com/influxdb/v2/api/v2/",
    fields=(
        url("https://eu-central-1-1.aws.cloud2.influxdata.com", "Port 8086, of 3.x 8181."),
        Field(
            "apiVersion",
            "Generation",
            choices=("1", "2", "3"),
            description="Where it is not given: 1 with a user name, else 2.",
            example="2",
        ),
        named("org", "Organisation", example="acme", description="Of 2.x.", aliases=("organization",)),
        named("bucket", "Bucket", example="metrics", description="Of 2.x."),
        named("database", "Database", example="metrics", description="Of 1.x and 3.x.", aliases=("db",)),
        named("measurement", "Measurement", example="cpu", description="Of 1.x: when given, the test reads a point."),
        CA_CERTIFICATE,
    ),
    auth_methods=whatever(BASIC, AuthMethod("token", "Token", (TOKEN,)), AuthMethod("none", "No credentials")),
    highest_level=Level.RESOURCE_READABLE,
    proves=(
        "1.x: logs in, reads the database's measurements, and a point of the one that is named. 2.x: sees the bucket "
        "with the token. 3.x: has the database answer a query."
    ),
    probe="probes.protocols.influxdb:probe",
    verified_against="InfluxDB 1.6 (Debian); 2.x and 3.x scripted from https://docs.influxdata.com/influxdb/v2/api/v2/",
)
