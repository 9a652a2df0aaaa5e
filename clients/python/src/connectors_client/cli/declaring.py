"""connectors apply, export, undelete, count"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
import yaml
from rich.markup import escape

from connectors_client.cli import documents
from connectors_client.cli.output import Format, show
from connectors_client.cli.session import Session, told
from connectors_client.declarative import Filter, Plan, PlannedChange

MARKS = {"CREATE": "[green]+[/]", "UPDATE": "[yellow]~[/]", "DELETE": "[bold red]-[/]"}

Labels = Annotated[list[str] | None, typer.Option("--label", "-l", help="env=prod, or env for any value.")]
Types = Annotated[list[str] | None, typer.Option("--type", "-t", help="Only this type.")]


def register(app: typer.Typer) -> None:
    for name, command in (("apply", apply), ("export", export), ("undelete", undelete), ("count", count)):
        app.command(name)(command)


def apply(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Option("--file", "-f", help="YAML or JSON documents: a file, a folder, or - to read them.")
    ],
    prune: Annotated[bool, typer.Option("--prune", help="Delete what carries the labels and is not named.")] = False,
    label: Labels = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Bring about the connectors that documents describe: all of it or nothing.

    Secrets are referred to: ${NAME} in a text, {env: NAME} or {file: path} in place of a value. Left out, the stored
    credentials stay. The difference is shown first; if others change these connectors meanwhile, nothing is done.
    """
    session: Session = context.obj
    wanted = documents.read(files, session.environ)
    with told(session):
        plan = session.client.apply(wanted, prune=prune, labels=label or (), dry_run=True)
        _show(session, plan)
        if dry_run or not (plan.created or plan.updated or plan.deleted):
            return
        if not yes:
            if not sys.stdin.isatty() or any(str(file) == "-" for file in files):
                raise typer.BadParameter("nobody can be asked here: look with --dry-run, then give --yes")
            typer.confirm("do it?", abort=True, err=True)
        done = session.client.apply(wanted, prune=prune, labels=label or (), etag=plan.etag)
        counts = f"created {done.created}, changed {done.updated}, deleted {done.deleted}"
        session.err.print(counts, highlight=False)


def export(context: typer.Context, label: Labels = None, type_name: Types = None) -> None:
    """Print the connectors as documents that `apply` takes. Credentials are not among them; secrets are masked."""
    session: Session = context.obj
    with told(session):
        found = session.client.export(Filter(types=type_name or (), labels=label or ()))
        described = [documents.written(connector) for connector in found]
    session.out.out(yaml.safe_dump_all(described, sort_keys=False, allow_unicode=True).rstrip(), highlight=False)


def undelete(
    context: typer.Context,
    connector_id: Annotated[str, typer.Argument(metavar="ID", help="`connectors list --deleted` shows it.")],
) -> None:
    """Bring back a deleted connector, where the service keeps those for a while."""
    session: Session = context.obj
    with told(session):
        restored = session.client.undelete(connector_id)
        session.err.print(f"{escape(restored.name)} is back", highlight=False)


def count(context: typer.Context, label: Labels = None, type_name: Types = None) -> None:
    """Count the connectors by status and by type."""
    session: Session = context.obj
    with told(session):
        counts = session.client.count(Filter(types=type_name or (), labels=label or ()))
    if session.format in (Format.JSON, Format.YAML):
        show(session.out, session.format, [counts], (), one=True)
        return
    session.out.print(f"{counts.total} connectors", highlight=False)
    for title, found in (("status", counts.by_status), ("type", counts.by_type)):
        for name, number in sorted(found.items(), key=lambda item: (-item[1], item[0])):
            session.out.print(f"{title:<7} {escape(name):<24} {number}", highlight=False)


def _show(session: Session, plan: Plan) -> None:
    if session.format in (Format.JSON, Format.YAML):
        show(session.out, session.format, [plan], (), one=True)
        return
    for change in plan.changes:
        if change.action in MARKS:
            session.out.print(_line(change), highlight=False)
    counts = f"{plan.created} to create, {plan.updated} to change, {plan.deleted} to delete, {plan.unchanged} unchanged"
    session.out.print(counts, highlight=False)


def _line(change: PlannedChange) -> str:
    fields = f": {', '.join(change.changed_fields)}" if change.changed_fields else ""
    return f"{MARKS[change.action]} {escape(change.name)}{escape(fields)}"
