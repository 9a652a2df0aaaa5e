"""connectors login, logout"""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.markup import escape

from connectors_client.cli import profile, values
from connectors_client.cli.session import Session, told
from connectors_client.client import ConnectorsClient
from connectors_client.connection import Connection


def register(app: typer.Typer) -> None:
    app.command("login")(login)
    app.command("logout")(logout)


def login(
    context: typer.Context,
    token: Annotated[str | None, typer.Option(help=f"A JWT: SOURCE; {values.SOURCES}.")] = None,
) -> None:
    """Keep where the service is and who you are, once a call has shown that it holds."""
    session: Session = context.obj
    current = session.connection
    kept = {name: getattr(current, name) for name in profile.FIELDS if name != "token"}
    if token is not None:
        kept["token"] = values.secret("token", token, session.environ)
    elif sys.stdin.isatty():
        kept["token"] = typer.prompt("token (empty: none)", default="", hide_input=True, show_default=False) or None
        kept["tenant"] = typer.prompt("tenant", default=kept["tenant"] or "") or None
    with told(session), ConnectorsClient(connection=Connection(**kept)) as client:
        total = client.page(limit=1).total
    where = profile.location(session.environ)
    profile.write(where, kept)
    session.err.print(
        f"logged in at {escape(str(kept['address']))}: {total} connectors; kept in {where}", highlight=False
    )


def logout(context: typer.Context) -> None:
    """Forget what `login` kept."""
    session: Session = context.obj
    profile.location(session.environ).unlink(missing_ok=True)
    session.err.print("logged out", highlight=False)
