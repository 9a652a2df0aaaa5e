"""MySQL, and what speaks its protocol: MariaDB and TiDB by their own names, Aurora and Percona as MySQL."""

from __future__ import annotations

from probes.connector_type import ConnectorType
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, SSH_TUNNEL, SSL_MODES, encryption, location, table

# https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode
OWN_SSL_MODES = ("DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")


def _declared(
    name: str, title: str, port: int, *, verified: str, description: str, documentation: str
) -> ConnectorType:
    return ConnectorType(
        name=name,
        title=title,
        category="databases",
        fields=(
            *location(port=port, scheme="mysql"),
            table(example="orders"),
            *encryption((*SSL_MODES, *OWN_SSL_MODES)),
            SSH_TUNNEL,
        ),
        auth_methods=AUTH_METHODS,
        description=description,
        documentation=documentation,
        highest_level=Level.RESOURCE_READABLE,
        proves="Logs in to the database and runs a query; where a table is named, reads one row of it.",
        verified_against=verified,
        probe="probes.protocols.mysql:probe",
    )


TYPES = (
    _declared(
        "mysql",
        "MySQL",
        3306,
        verified="MariaDB 10.11 over TLS; servers scripted from MySQL's protocol for what MariaDB does not do",
        description="A relational database; Aurora MySQL and Percona Server are asked alike.",
        documentation="https://dev.mysql.com/doc/refman/8.4/en/connecting.html",
    ),
    _declared(
        "mariadb",
        "MariaDB",
        3306,
        verified="MariaDB 10.11 over TLS",
        description="A relational database that was forked from MySQL.",
        documentation="https://mariadb.com/kb/en/connecting-to-mariadb/",
    ),
    _declared(
        "tidb",
        "TiDB",
        4000,
        verified="MariaDB 10.11, which speaks MySQL's protocol as TiDB does",
        description="A distributed SQL database that speaks MySQL's protocol.",
        documentation="https://docs.pingcap.com/tidb/stable/connect-to-tidb/",
    ),
)
