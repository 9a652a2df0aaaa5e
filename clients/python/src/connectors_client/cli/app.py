"""The root of the command: its options, and where each command lives."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from rich.console import Console

from connectors_client.cli import connectors, declaring, doctor, login, rotating, testing, types, watch, webhooks
from connectors_client.cli.output import Format
from connectors_client.cli.session import Session

app = typer.Typer(
    name="connectors",
    help="Registers the systems your data lives in, and tests whether each can really be reached.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,  # a traceback with local variables would show secrets
)
for part in (types, connectors, declaring, testing, rotating, watch, webhooks, login, doctor):
    part.register(app)


@app.callback()
def root(
    context: typer.Context,
    output: Annotated[Format, typer.Option("--output", "-o", help="How answers are shown.")] = Format.TABLE,
    address: Annotated[str | None, typer.Option(help="host:port of the service [CONNECTORS_ADDRESS].")] = None,
    tenant: Annotated[str | None, typer.Option(help="The tenant to act in [CONNECTORS_TENANT].")] = None,
    role: Annotated[str | None, typer.Option(help="admin, editor or viewer [CONNECTORS_ROLE].")] = None,
    tls: Annotated[bool | None, typer.Option("--tls/--no-tls", help="Connect with TLS.")] = None,
    ca: Annotated[str | None, typer.Option(help="PEM file of the authority that signed the service.")] = None,
    certificate: Annotated[str | None, typer.Option(help="PEM file of a client certificate.")] = None,
    key: Annotated[str | None, typer.Option(help="PEM file of its key.")] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour; a pipe never gets any.")] = False,
) -> None:
    """A token is read from CONNECTORS_TOKEN or from what `connectors login` kept, never from an option."""
    given = {
        "address": address,
        "tenant": tenant,
        "role": role,
        "tls": tls,
        "ca": ca,
        "certificate": certificate,
        "key": key,
    }
    session = Session(
        format=output,
        given=given,
        out=Console(no_color=no_color or None),
        err=Console(stderr=True, no_color=no_color or None),
        environ=dict(os.environ),
    )
    context.obj = session
    context.call_on_close(session.close)


def main() -> None:
    app()
