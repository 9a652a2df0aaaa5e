"""connectors rotate"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from connectors_client.cli import asking, documents, values
from connectors_client.cli.output import Format, show
from connectors_client.cli.session import FAILED, Session, told
from connectors_client.cli.testing import show_steps
from connectors_client.models import AuthMethod, Connector
from connectors_client.rotation import Staging

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"(\d+)([smh]?)")


@dataclass(frozen=True)
class _Given:
    """Credentials of the command line. `auth_method` None: the connector's."""

    credentials: Mapping[str, Any]
    auth_method: str | None


def register(app: typer.Typer) -> None:
    app.command("rotate")(rotate)


def rotate(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME|ID")],
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="A YAML or JSON file with authConfig; - reads it.")
    ] = None,
    secret: Annotated[
        list[str] | None, typer.Option("--secret", help=f"A credential: name=SOURCE; {values.SOURCES}.")
    ] = None,
    auth_method: Annotated[str | None, typer.Option(help="How the new credentials are used.")] = None,
    keep: Annotated[str, typer.Option(help="For how long to keep those before: 30s, 10m, 24h at most, or 0.")] = "10m",
    promote: Annotated[
        bool | None,
        typer.Option("--promote/--no-promote", help="Promote what is staged already; or only test and stage."),
    ] = None,
    roll_back: Annotated[bool, typer.Option("--roll-back", help="Go back to the credentials before.")] = False,
    discard: Annotated[bool, typer.Option("--discard", help="Destroy what is staged and what is kept.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Only show what is staged and what is kept.")] = False,
) -> None:
    """Change a connector's credentials without an outage: new ones are tested first, while the old ones stay in use.

    Where the test passes they are promoted, and those before are kept for a while: --roll-back brings them back. All
    fields of the credentials are to be given; on a terminal they are asked for. Exit code 1 when the test fails.
    """
    session: Session = context.obj
    given = file is not None or bool(secret)
    if sum((roll_back, discard, status, given or promote is not None)) > 1:
        raise typer.BadParameter("--roll-back, --discard, --status and new credentials exclude each other")
    seconds = _seconds(keep)
    with told(session):
        connector = session.find(name)
        if status:
            _show_rotation(session, connector)
        elif roll_back:
            _say_version(session, session.client.roll_back_credentials(connector.id), "rolled back")
        elif discard:
            session.client.discard_credential_rotation(connector.id)
            session.err.print(f"nothing is kept beside the credentials of {escape(connector.name)}", highlight=False)
        elif promote and not given:
            _promoted(session, connector, seconds)
        else:
            _staged(session, connector, _entered(session, connector, file, secret or (), auth_method))
            if promote is False:
                session.err.print("staged; the old ones stay in use until --promote", highlight=False)
            else:
                _promoted(session, connector, seconds)


def _entered(session: Session, connector: Connector, file: Path | None, secret: Any, auth_method: str | None) -> _Given:
    credentials = dict(values.secrets(secret, session.environ))
    if file is not None:
        from_file, method = documents.credentials(file, session.environ)
        credentials, auth_method = {**from_file, **credentials}, auth_method or method
    if file is None and sys.stdin.isatty():
        asked_of = _asked_of(session, connector, auth_method)
        if asked_of is not None:
            credentials = asking.credentials(session.err, asked_of, credentials)
    if not credentials:
        raise typer.BadParameter("expected the new credentials: --secret, or -f with authConfig")
    return _Given(credentials, auth_method)


def _asked_of(session: Session, connector: Connector, chosen: str | None) -> AuthMethod | None:
    """What to ask for: the fields of the method that is chosen, else those that are stored now."""
    connector_type = session.client.type(connector.type)
    named = chosen or connector.auth_method
    method = next((entry for entry in connector_type.auth_methods if entry.name == named), None)
    if method is None:
        return asking.auth_method(session.err, connector_type)
    if chosen or connector.credentials is None:
        return method
    known = method.schema.get("properties", {})
    stored = {name: known.get(name, {"writeOnly": True}) for name in connector.credentials.fields}
    return replace(method, schema={"properties": stored, "required": list(stored)})


def _staged(session: Session, connector: Connector, entered: _Given) -> None:
    """Ends the command where they do not work."""
    staging = session.client.stage_credentials(connector.id, entered.credentials, auth_method=entered.auth_method)
    _show_test(session, staging)
    if not staging.test.success:
        session.err.print("nothing was stored: the old ones stay in use", highlight=False)
        raise typer.Exit(FAILED)


def _promoted(session: Session, connector: Connector, keep: int) -> None:
    promoted = session.client.promote_credentials(connector.id, keep_previous_seconds=keep)
    _say_version(session, promoted, "promoted")
    if keep and connector.credentials is not None:
        session.err.print(f"those before are kept for {_told(keep)}: --roll-back brings them back", highlight=False)


def _say_version(session: Session, connector: Connector, what: str) -> None:
    version = connector.credentials.version if connector.credentials else 0
    session.err.print(f"{what}: {escape(connector.name)} uses version {version} of its credentials", highlight=False)


def _show_test(session: Session, staging: Staging) -> None:
    if session.format is not Format.TABLE:
        show(session.out, session.format, [staging.test], (), one=True)
        return
    show_steps(session, staging.test.steps)
    test = staging.test
    outcome = "[green]works[/]" if test.success else f"[bold red]{test.reason}[/]"
    at = f" at {test.field}" if test.field else ""
    session.out.print(f"new credentials: {outcome}{at}: {escape(test.message)}", highlight=False)
    if test.hint:
        session.out.print(f"[bold]hint[/]: {escape(test.hint)}", highlight=False)


def _show_rotation(session: Session, connector: Connector) -> None:
    rotation = session.client.credential_rotation(connector.id)
    if session.format in (Format.JSON, Format.YAML):
        show(session.out, session.format, [rotation], (), one=True)
        return
    staged, previous = rotation.staged, rotation.previous
    session.out.print(
        f"staged: {', '.join(staged.fields)}{', outdated' if staged.outdated else ''}" if staged else "staged: nothing",
        highlight=False,
    )
    session.out.print(
        f"previous: {', '.join(previous.fields)} (version {previous.version})" if previous else "previous: none kept",
        highlight=False,
    )


def _seconds(text: str) -> int:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"--keep {text}: expected a time such as 30s, 10m or 24h, or 0")
    return int(found[1]) * _SECONDS.get(found[2], 1)


def _told(seconds: int) -> str:
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
