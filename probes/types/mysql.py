"""MySQL and what speaks its protocol: MariaDB, Aurora, Percona."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, SSL_MODES, encryption, location, table

# https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode
OWN_SSL_MODES = ("DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")

TYPE = ConnectorType(
    name="mysql",
    title="MySQL",
    category="databases",
    fields=(
        *location(port=3306, scheme="mysql"),
        table(example="orders"),
        *encryption((*SSL_MODES, *OWN_SSL_MODES)),
        SSH_TUNNEL,
    ),
    auth_methods=AUTH_METHODS,
    highest_level=Level.RESOURCE_READABLE,
    proves="Logs in to the database and runs a query; where a table is named, reads one row of it.",
    verified_against="MariaDB 10.11 over TLS; servers scripted from MySQL's protocol for what MariaDB does not do",
    probe="probes.protocols.mysql:probe",
)
