"""How answers are shown: a table for people, JSON and YAML for programs, names for loops."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from connectors_client.models import Connector, ConnectorType


class Format(str, Enum):
    """What -o takes."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    NAME = "name"


STATUS_STYLE = {"active": "green", "error": "bold red", "inactive": "dim", "untested": "yellow"}

Columns = Sequence[tuple[str, Callable[[Any], str]]]


def show(out: Console, form: Format, items: Iterable[Any], columns: Columns, *, one: bool = False) -> None:
    """`one`: a single object rather than a list of one, in JSON and YAML."""
    if form is Format.NAME:
        for item in items:
            out.out(item.name, highlight=False)
        return
    if form is Format.TABLE:
        _paged(out, _table(items, columns))
        return
    plain = [document(item) for item in items]
    told: Any = plain[0] if one else plain
    if form is Format.JSON:
        out.out(json.dumps(told, indent=2, ensure_ascii=False), highlight=False)
    else:
        out.out(yaml.safe_dump(told, sort_keys=False, allow_unicode=True).rstrip(), highlight=False)


def document(item: Any) -> Any:
    """Plain JSON of an answer, in the REST contract's names."""
    if is_dataclass(item) and not isinstance(item, type):
        return {_camel(name): document(value) for name, value in asdict(item).items()}
    if isinstance(item, datetime):
        return item.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(item, dict):
        return {name: document(value) for name, value in item.items()}
    return [document(value) for value in item] if isinstance(item, (list, tuple)) else item


def _status(connector: Connector) -> str:
    return f"[{STATUS_STYLE.get(connector.status, 'default')}]{escape(connector.status)}[/]"


CONNECTORS: Columns = (
    ("NAME", lambda entry: escape(entry.name)),
    ("TYPE", lambda entry: escape(entry.type)),
    ("STATUS", _status),
    ("TESTED", lambda entry: ago(entry.last_tested_at)),
    ("LAST ERROR", lambda entry: escape(entry.last_error or "")),
    ("ID", lambda entry: entry.id),
)
TYPES: Columns = (
    ("NAME", lambda entry: escape(entry.name)),
    ("TITLE", lambda entry: escape(entry.title)),
    ("CATEGORY", lambda entry: escape(entry.category)),
    ("PROVES UP TO", lambda entry: entry.highest_level),
    ("OWN", lambda entry: "yes" if entry.custom else ""),
)


def details(out: Console, connector: Connector) -> None:
    """One connector, a line a field."""
    table = Table.grid(padding=(0, 2))
    known = connector.credentials
    rows = {
        "name": escape(connector.name),
        "id": connector.id,
        "type": escape(connector.type),
        "status": _status(connector),
        "description": escape(connector.description or ""),
        "tested": ago(connector.last_tested_at),
        "last error": escape(connector.last_error or ""),
        "rows": "" if connector.last_sync_row_count is None else f"{connector.last_sync_row_count:,}",
        "auth method": escape(connector.auth_method),
        "credentials": "" if known is None else escape(f"{', '.join(known.fields)} (version {known.version})"),
        "config": escape(yaml.safe_dump(connector.config, sort_keys=False).strip()) if connector.config else "",
    }
    for name, value in rows.items():
        if value:
            table.add_row(f"[bold]{name}[/]", value)
    out.print(table, highlight=False)


def type_details(out: Console, connector_type: ConnectorType) -> None:
    """One type: what its config and credentials may hold."""
    out.print(f"[bold]{escape(connector_type.title)}[/] ({connector_type.name})", highlight=False)
    out.print(escape(connector_type.description or connector_type.proves), highlight=False)
    if connector_type.documentation_url:
        out.print(escape(connector_type.documentation_url), highlight=False)
    _fields(out, "config", connector_type.config_schema)
    for method in connector_type.auth_methods:
        _fields(out, f"credentials: {method.name}, {method.title}", method.schema)


def ago(moment: datetime | None) -> str:
    """How long since, in the largest unit that fits."""
    if moment is None:
        return "never"
    seconds = max(0, round((datetime.now(timezone.utc) - moment).total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} s ago"


def _fields(out: Console, title: str, schema: dict[str, Any]) -> None:
    table = Table("FIELD", "TYPE", "RULE", "MEANING", title=escape(title), title_justify="left", box=None)
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        if "$ref" in field:  # another name of a field
            continue
        rules = ["required"] if name in required else []
        rules += ["secret"] if field.get("writeOnly") else []
        rules += [f"default {field['default']}"] if "default" in field else []
        rules += [f"one of {', '.join(map(str, field['enum']))}"] if "enum" in field else []
        kind = field.get("type", "")
        meaning = field.get("description") or field.get("title", "")
        table.add_row(
            escape(name), kind if isinstance(kind, str) else "/".join(kind), escape(", ".join(rules)), escape(meaning)
        )
    out.print(table, highlight=False)


def _table(items: Iterable[Any], columns: Columns) -> Table:
    table = Table(*(title for title, _read in columns), box=None, pad_edge=False)
    for item in items:
        table.add_row(*(read(item) for _title, read in columns))
    return table


def _paged(out: Console, table: Table) -> None:
    """Through the pager when it is longer than the terminal is high."""
    if out.is_terminal and table.row_count + 1 > out.height:
        with out.pager(styles=True):
            out.print(table, highlight=False)
        return
    if not out.is_terminal:
        out.width = max(out.width, 400)  # nobody reads it: nothing is cut
    out.print(table, highlight=False)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
