"""Neo4j, AuraDB included."""

from __future__ import annotations

from probes.connector_type import AuthMethod, ConnectorType, Field, Secrecy
from probes.result import Level
from probes.types.database_fields import AUTH_METHODS, BASTION, SSH_TUNNEL, encryption
from probes.types.wire_fields import location

TOKEN = Field(
    "token", "Token", secrecy=Secrecy.WHOLE, aliases=("accessToken",), description="Of a single sign-on (OIDC)."
)

TYPE = ConnectorType(
    name="neo4j",
    title="Neo4j",
    category="databases",
    description="Graph database.",
    documentation="https://neo4j.com/docs/",
    fields=(
        *location(port=7687, scheme="neo4j+s"),
        Field(
            "label",
            "Label",
            pattern=r"[^\x00-\x1f\x7f`]{1,255}",
            description="When given, the test looks for a node with it; without it, for any node.",
            example="Customer",
        ),
        *encryption(),
        SSH_TUNNEL,
    ),
    auth_methods=(
        AuthMethod(AUTH_METHODS[0].name, AUTH_METHODS[0].title, (*AUTH_METHODS[0].fields, TOKEN)),
        AUTH_METHODS[1],
        AUTH_METHODS[2],
        AuthMethod("bearer_token", "Token of a single sign-on", (TOKEN, *BASTION)),
    ),
    highest_level=Level.RESOURCE_READABLE,
    proves="Logs in at one server, runs RETURN 1 in the database, and looks for a node, of the label if named.",
    verified_against="a server scripted from the specification of Bolt 4.4 and 5.8, which checks what it is sent",
    probe="probes.protocols.bolt:probe",
)
