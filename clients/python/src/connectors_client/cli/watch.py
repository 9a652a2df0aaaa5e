"""connectors watch"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated

import typer
from rich.markup import escape

from connectors_client.cli.output import STATUS_STYLE, Format
from connectors_client.cli.session import Session, told
from connectors_client.errors import Unavailable
from connectors_client.models import Connector

Fleet = Mapping[str, Connector]
STYLE = {**STATUS_STYLE, "created": "green", "deleted": "red"}


@dataclass(frozen=True)
class Change:
    """What was seen of a connector. `what` is created, deleted, changed or tested; `status` is its status now."""

    connector: Connector
    what: str
    detail: str = ""


def register(app: typer.Typer) -> None:
    app.command("watch")(watch)


def watch(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME|ID]...", help="Only these; else all.")] = None,
    interval: Annotated[float, typer.Option(min=0.2, help="Seconds between two looks.")] = 3.0,
    seconds: Annotated[float | None, typer.Option("--for", min=0, help="Stop after this many seconds.")] = None,
) -> None:
    """Show changes as they are seen: tests, new status, changed or deleted connectors. Ends with Ctrl-C.

    The list is read anew every few seconds; of several changes between two looks the last is seen.
    """
    session: Session = context.obj
    deadline = None if seconds is None else time.monotonic() + seconds
    with told(session):
        before = _fleet(session)
    session.err.print(f"watching {len(before)} connectors", highlight=False)
    try:
        while deadline is None or time.monotonic() < deadline:
            time.sleep(interval)
            now = _looked_again(session)
            if now is None:
                continue
            for change in changes(before, now):
                if not names or {change.connector.name, change.connector.id} & set(names):
                    _show(session, change)
            before = now
    except KeyboardInterrupt:
        return


def changes(before: Fleet, now: Fleet) -> Iterator[Change]:
    """What differs between two looks: who is gone, who is new, and of the others what happened."""
    for gone in before.keys() - now.keys():
        yield Change(before[gone], "deleted")
    for found in now.values():
        old = before.get(found.id)
        if old is None:
            yield Change(found, "created")
        elif old.last_tested_at != found.last_tested_at:
            yield Change(found, "tested", found.last_error or "")
        elif (old.updated_at, old.status) != (found.updated_at, found.status):
            yield Change(found, "changed", "" if old.name == found.name else f"was {old.name}")


def _fleet(session: Session) -> Fleet:
    return {connector.id: connector for connector in session.client.list()}


def _looked_again(session: Session) -> Fleet | None:
    """None while the service is away: it is asked again at the next look."""
    with told(session):
        try:
            return _fleet(session)
        except Unavailable as error:
            session.err.print(f"the service is away: {escape(error.message)}", highlight=False)
    return None


def _show(session: Session, change: Change) -> None:
    found, moment = change.connector, datetime.now(timezone.utc)
    if session.format is Format.NAME:
        session.out.out(found.name, highlight=False)
    elif session.format is Format.TABLE:
        style = STYLE.get(found.status if change.what in ("tested", "changed") else change.what, "default")
        status = "" if change.what == "deleted" else f" [{style}]{escape(found.status)}[/]"
        detail = f": {escape(change.detail)}" if change.detail else ""
        line = f"{moment.astimezone():%H:%M:%S} {change.what:<8} {escape(found.name)}{status}{detail}"
        session.out.print(line, highlight=False, soft_wrap=True)
    else:  # a line of JSON is YAML too
        event = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "change": change.what,
            "id": found.id,
            "name": found.name,
            "status": None if change.what == "deleted" else found.status,
            "detail": change.detail or None,
        }
        session.out.out(json.dumps(event, ensure_ascii=False), highlight=False)
