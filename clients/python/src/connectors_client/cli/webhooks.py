"""connectors webhooks"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from connectors_client.cli.output import Columns, Format, ago, show
from connectors_client.cli.session import FAILED, Session, told
from connectors_client.webhooks import Webhook


def _state(webhook: Webhook) -> str:
    if webhook.disabled:
        return "[dim]disabled[/]"
    return "[bold red]failing[/]" if webhook.failing_since else "[green]enabled[/]"


COLUMNS: Columns = (
    ("ID", lambda webhook: webhook.id),
    ("URL", lambda webhook: escape(webhook.url)),
    ("HEARS OF", lambda webhook: ", ".join(webhook.statuses) or "all"),
    ("STATE", _state),
    ("DELIVERED", lambda webhook: ago(webhook.last_delivered_at)),
    ("PENDING", lambda webhook: str(webhook.pending)),
    ("LAST ERROR", lambda webhook: escape(webhook.last_error or "")),
)

Id = Annotated[str, typer.Argument(metavar="ID", help="`connectors webhooks list` shows it.")]

webhooks = typer.Typer(no_args_is_help=True, help="Hear of status changes: URLs that signed events are posted to.")


def register(app: typer.Typer) -> None:
    app.add_typer(webhooks, name="webhooks")


@webhooks.command("list")
def list_webhooks(context: typer.Context) -> None:
    """List the tenant's webhooks, and how each fares."""
    session: Session = context.obj
    with told(session):
        show(session.out, session.format, session.client.webhooks(), COLUMNS)


@webhooks.command()
def create(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where events are posted to; https.")],
    status: Annotated[
        list[str] | None, typer.Option("--status", "-s", help="Only of connectors that come to have this status.")
    ] = None,
    description: Annotated[str | None, typer.Option(help="For people.")] = None,
    disabled: Annotated[bool, typer.Option("--disabled", help="Send nothing before it is enabled.")] = False,
) -> None:
    """Add a webhook. Prints its signing secret, which nothing shows again."""
    session: Session = context.obj
    with told(session):
        made = session.client.create_webhook(url, description=description, disabled=disabled, statuses=status or ())
    _show_secret(session, made, f"made {made.id}; give its receiver this secret, which is not shown again")


@webhooks.command()
def delete(context: typer.Context, webhook_id: Id) -> None:
    """Delete a webhook, its secret, and what waits to be sent to it."""
    session: Session = context.obj
    with told(session):
        session.client.delete_webhook(webhook_id)
        session.err.print(f"deleted {escape(webhook_id)}", highlight=False)


@webhooks.command()
def test(context: typer.Context, webhook_id: Id) -> None:
    """Send a test event now. Exit code 1 when the receiver does not take it."""
    session: Session = context.obj
    with told(session):
        tried = session.client.test_webhook(webhook_id)
    if session.format in (Format.JSON, Format.YAML):
        show(session.out, session.format, [tried], (), one=True)
    else:
        outcome = "[green]taken[/]" if tried.success else f"[bold red]{tried.reason}[/]"
        session.out.print(f"{outcome}: {escape(tried.message)} ({tried.latency_ms} ms)", highlight=False)
        if tried.hint:
            session.out.print(f"[bold]hint[/]: {escape(tried.hint)}", highlight=False)
    if not tried.success:
        raise typer.Exit(FAILED)


@webhooks.command("rotate-secret")
def rotate_secret(context: typer.Context, webhook_id: Id) -> None:
    """Make a new signing secret and print it; for a day events carry the signature of the one before as well."""
    session: Session = context.obj
    with told(session):
        made = session.client.rotate_webhook_secret(webhook_id)
    _show_secret(session, made, "the one before signs beside this one for 24 hours")


def _show_secret(session: Session, webhook: Webhook, remark: str) -> None:
    """The secret alone goes to standard output: it can be piped to where it belongs."""
    if session.format in (Format.JSON, Format.YAML):
        show(session.out, session.format, [webhook], (), one=True)
        return
    session.err.print(escape(remark), highlight=False)
    session.out.out(webhook.secret or "", highlight=False)
