"""Which connectors a fleet is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from server.connectors.repository import TenantConnectors
from server.connectors.rules import STATUSES
from server.errors import FieldViolation, InvalidArgument
from server.storage.record import EVERY_CONNECTOR, ConnectorFilter, Position

MAX_IDS = 1000
MAX_QUERY = 200
MAX_VALUES = 100  # of one condition of a filter
PAGE = 500
PARKED = "inactive"


@dataclass(frozen=True, slots=True)
class Target:
    """A connector that is to be tested. Name and type are empty where there is none with this id."""

    id: str
    name: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Those with these ids, or those that match."""

    ids: tuple[str, ...] = ()
    filter: ConnectorFilter = EVERY_CONNECTOR


def targets_of(connectors: TenantConnectors, wanted: Wanted) -> list[Target]:
    """Those named in their order, or those that match, newest first; each once. Raises InvalidArgument."""
    _refuse(wanted)
    if wanted.ids:
        return [_named(connectors, connector_id) for connector_id in dict.fromkeys(wanted.ids)]
    matching = wanted.filter
    if not matching.statuses:
        matching = replace(matching, statuses=tuple(status for status in STATUSES if status != PARKED))
    found: list[Target] = []
    while True:
        page = connectors.find(matching, PAGE, after=Position("", found[-1].id) if found else None)
        found += [Target(record.id, record.name, record.type) for record in page.records]
        if not page.has_more:
            return found


def label_condition(text: str) -> tuple[str, str | None]:
    """`env=prod`, or `env` for any value."""
    label, separator, value = text.partition("=")
    return label, value if separator else None


def _named(connectors: TenantConnectors, connector_id: str) -> Target:
    record = connectors.get(connector_id)
    return Target(connector_id) if record is None else Target(record.id, record.name, record.type)


def _refuse(wanted: Wanted) -> None:
    matching, found = wanted.filter, []
    if wanted.ids and matching != EVERY_CONNECTOR:
        found.append(FieldViolation("ids", "cannot stand beside a filter"))
    if len(wanted.ids) > MAX_IDS:
        found.append(FieldViolation("ids", f"at most {MAX_IDS}"))
    if len(matching.text) > MAX_QUERY:
        found.append(FieldViolation("query", f"at most {MAX_QUERY} characters"))
    for name, values in (("type", matching.types), ("status", matching.statuses), ("label", matching.labels)):
        if len(values) > MAX_VALUES:
            found.append(FieldViolation(name, f"at most {MAX_VALUES}"))
    if any(status not in STATUSES for status in matching.statuses):
        found.append(FieldViolation("status", f"expected one of {', '.join(STATUSES)}"))
    if found:
        raise InvalidArgument.of(found)
