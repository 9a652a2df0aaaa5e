"""connectors watch"""

from __future__ import annotations

import json
from datetime import timezone
from typing import Annotated, Any

import typer
from rich.markup import escape

from connectors_client.cli.output import STATUS_STYLE, Format
from connectors_client.cli.session import Session, told
from connectors_client.fleets import ConnectorEvent

STYLE = {**STATUS_STYLE, "CREATED": "green", "DELETED": "red"}


def register(app: typer.Typer) -> None:
    app.command("watch")(watch)


def watch(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME|ID]...", help="Only these; else all.")] = None,
) -> None:
    """Show what happens to the connectors as it happens: created, changed, tested, deleted. Ends with Ctrl-C.

    A stream that breaks goes on where it was: nothing is left out or told twice.
    """
    session: Session = context.obj
    known: dict[str, str] = {}
    try:
        with told(session):
            for event in session.client.watch():
                if event.type == "OPENED":  # what is listed now and what follows leave no gap
                    known = known or {connector.id: connector.name for connector in session.client.list()}
                    session.err.print(f"watching {len(known)} connectors", highlight=False)
                    continue
                if event.connector is not None:
                    known[event.id] = event.connector.name
                name = known.get(event.id, event.id)
                if not names or {name, event.id} & set(names):
                    _show(session, event, name)
    except KeyboardInterrupt:
        return


def _show(session: Session, event: ConnectorEvent, name: str) -> None:
    if session.format is Format.NAME:
        session.out.out(name, highlight=False)
    elif session.format is Format.TABLE:
        session.out.print(_line(event, name), highlight=False, soft_wrap=True)
    else:  # a line of JSON is YAML too
        session.out.out(json.dumps(_document(event, name), ensure_ascii=False), highlight=False)


def _line(event: ConnectorEvent, name: str) -> str:
    found = event.connector
    status = "" if found is None else f" [{STYLE.get(found.status, 'default')}]{escape(found.status)}[/]"
    what = event.type.lower().replace("_", " ")
    style = STYLE.get(event.type, "default")
    details = ", ".join(event.changed_fields) if event.type == "UPDATED" else ""
    if found is not None and found.last_error and event.type in ("TESTED", "STATUS_CHANGED"):
        details = found.last_error
    moment = "" if event.time is None else f"{event.time.astimezone():%H:%M:%S} "
    return f"{moment}[{style}]{what}[/] {escape(name)}{status}{f': {escape(details)}' if details else ''}"


def _document(event: ConnectorEvent, name: str) -> dict[str, Any]:
    moment = event.time and event.time.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return {
        "time": moment and moment.replace("+00:00", "Z"),
        "type": event.type,
        "id": event.id,
        "name": name,
        "status": None if event.connector is None else event.connector.status,
        "changedFields": list(event.changed_fields),
        "revision": event.revision,
    }
