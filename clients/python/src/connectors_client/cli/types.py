"""connectors types"""

from __future__ import annotations

from typing import Annotated

import typer

from connectors_client.cli.output import TYPES, Format, show, type_details
from connectors_client.cli.session import Session, told


def register(app: typer.Typer) -> None:
    app.command("types")(types)


def types(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Show this type's fields.")] = None,
    category: Annotated[str | None, typer.Option(help="Only those of this category.")] = None,
) -> None:
    """List the connector types, or show what one asks for."""
    session: Session = context.obj
    with told(session):
        if name is None:
            show(session.out, session.format, session.client.types(category=category), TYPES)
            return
        found = session.client.type(name)
        if session.format is Format.TABLE:
            type_details(session.out, found)
        else:
            show(session.out, session.format, [found], TYPES, one=True)
