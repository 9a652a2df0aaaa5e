"""What a database server says, as a failure of the connector: our words first, then its own, scrubbed."""

from __future__ import annotations

from probes.diagnosis import Diagnosis, scrub
from probes.protocols.database_target import DatabaseTarget
from probes.result import ProbeFailure


def explained(diagnosis: Diagnosis, said: str, database: DatabaseTarget) -> ProbeFailure:
    """Fills {user}, {database} and {table} in; a database that came from a connection string is blamed there."""
    names = {"user": database.username, "database": database.database, "table": database.table or "the catalogue"}
    return ProbeFailure(
        diagnosis.reason,
        f"{diagnosis.message.format_map(names)}; it says: {scrub(said, database.secrets)}",
        field=database.database_field if diagnosis.field == "config.database" else diagnosis.field,
        hint=(diagnosis.hint or "").format_map(names),
    )
