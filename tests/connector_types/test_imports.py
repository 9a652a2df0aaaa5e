"""The server's own processes stay light: they know every type and no driver of any, and load what few settings ask for
where those are set."""

from __future__ import annotations

import subprocess
import sys

from probes.registry import connector_types

# Not among them: pymysql, which Peewee imports wherever it is installed.
DRIVERS = """
botocore paramiko pymongo pg8000 kafka scramp requests dns thrift pika ldap3 smbprotocol oracledb
redis opentelemetry urllib3 boto3 minio snowflake google.auth google.cloud azure cassandra clickhouse_connect pymssql
nats stomp
"""

ASK = """
import sys
import server.app
from probes.registry import connector_types
from probes.schema import config_schema
for item in connector_types().values():
    config_schema(item)
print(*sorted(name for name in sys.modules))
"""


def test_the_server_imports_no_driver() -> None:
    asked = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, timeout=60, check=True)
    loaded = asked.stdout.split()
    assert "server.app" in loaded
    found = [name for name in loaded if name in DRIVERS.split() or name.startswith("probes.protocols.")]
    assert found == []


def test_every_probe_is_named_and_not_imported_by_its_declaration() -> None:
    assert len({item.probe for item in connector_types().values() if item.probe}) > 10
