"""connectors list, get, create, update, delete"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.markup import escape

from connectors_client.cli import asking, values
from connectors_client.cli.output import CONNECTORS, Format, details, show
from connectors_client.cli.session import Session, told
from connectors_client.declarative import Filter
from connectors_client.models import Connector

Name = Annotated[str, typer.Argument(metavar="NAME|ID")]
Set = Annotated[list[str] | None, typer.Option("--set", help="A config field: name=value.")]
Secret = Annotated[list[str] | None, typer.Option("--secret", help=f"A credential: name=SOURCE; {values.SOURCES}.")]
Description = Annotated[str | None, typer.Option(help='For people; "" clears it.')]
AuthMethod = Annotated[str | None, typer.Option(help="How the credentials are used.")]


def register(app: typer.Typer) -> None:
    for name, command in (("list", list_), ("get", get), ("create", create), ("update", update), ("delete", delete)):
        app.command(name)(command)


def list_(
    context: typer.Context,
    limit: Annotated[int | None, typer.Option(min=1, help="No more than this many, the first.")] = None,
    type_name: Annotated[list[str] | None, typer.Option("--type", "-t", help="Only this type.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="Only this status.")] = None,
    auth_method: Annotated[list[str] | None, typer.Option(help="Only this auth method.")] = None,
    label: Annotated[list[str] | None, typer.Option("--label", "-l", help="env=prod, or env for any value.")] = None,
    query: Annotated[str, typer.Option("--query", "-q", help="Only with this text in the name.")] = "",
    order_by: Annotated[str, typer.Option(help="createdAt, name, updatedAt or lastTestedAt, then asc or desc.")] = "",
    deleted: Annotated[bool, typer.Option("--deleted", help="Those that can be brought back too.")] = False,
) -> None:
    """List the connectors, newest first unless --order-by says otherwise."""
    session: Session = context.obj
    wanted = Filter(type_name or (), status or (), auth_method or (), label or (), query, deleted)
    with told(session):
        found = []
        for connector in session.client.list(wanted, order_by=order_by, page_size=min(limit or 100, 100)):
            found.append(connector)
            if len(found) == limit:
                break
        show(session.out, session.format, found, CONNECTORS)


def get(context: typer.Context, name: Name) -> None:
    """Show one connector."""
    session: Session = context.obj
    with told(session):
        _show_one(session, session.find(name))


def create(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Unique in the tenant.")] = None,
    type_name: Annotated[str | None, typer.Option("--type", "-t", help="`connectors types` lists them.")] = None,
    set_: Set = None,
    secret: Secret = None,
    description: Description = None,
    auth_method: AuthMethod = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="A YAML or JSON file as the REST API takes it; - reads it.")
    ] = None,
    optional: Annotated[bool, typer.Option("--optional", help="Ask for optional fields too.")] = False,
    ask: Annotated[bool, typer.Option("--ask/--no-ask", help="Ask for fields that are not given.")] = True,
) -> None:
    """Register a connector. On a terminal the type's fields are asked for; secrets are not shown."""
    session: Session = context.obj
    document = _document(file) if file else {}
    name = name or document.get("name")
    type_name = type_name or document.get("type")
    asks = ask and file is None and sys.stdin.isatty()
    if asks:
        name = name or typer.prompt("name")
        type_name = type_name or typer.prompt("type (`connectors types` lists them)")
    if not name or not type_name:
        raise typer.BadParameter("expected a name and --type, or -f with both")
    config = {**document.get("config", {}), **values.settings(set_ or ())}
    credentials = {**document.get("authConfig", {}), **values.secrets(secret or (), session.environ)}
    with told(session):
        if asks:
            config, credentials, auth_method = _asked(
                session, type_name, config, credentials, auth_method, optional=optional
            )
        made = session.client.create(
            name,
            type_name,
            config=config,
            credentials=credentials or None,
            auth_method=auth_method or document.get("authMethod", ""),
            description=description or document.get("description"),
        )
        _show_one(session, made)


def update(
    context: typer.Context,
    name: Name,
    rename: Annotated[str | None, typer.Option("--name", help="A new name.")] = None,
    set_: Set = None,
    unset: Annotated[list[str] | None, typer.Option("--unset", help="A config field to remove.")] = None,
    secret: Secret = None,
    wipe_credentials: Annotated[bool, typer.Option(help="Remove all stored credentials.")] = False,
    description: Description = None,
    auth_method: AuthMethod = None,
    status: Annotated[str | None, typer.Option(help="inactive parks it, untested takes it back.")] = None,
) -> None:
    """Change what is given and keep the rest. Credentials stay unless --secret or --wipe-credentials says otherwise."""
    session: Session = context.obj
    if wipe_credentials and secret:
        raise typer.BadParameter("--wipe-credentials and --secret exclude each other")
    with told(session):
        found = session.find(name)
        config = None
        if set_ or unset:
            config = {**found.config, **values.settings(set_ or ())}
            config = {key: value for key, value in config.items() if key not in (unset or ())}
        changed = session.client.update(
            found.id,
            name=rename,
            config=config,
            credentials={} if wipe_credentials else values.secrets(secret or (), session.environ) or None,
            description=description,
            auth_method=auth_method,
            status=status,
        )
        _show_one(session, changed)


def delete(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME|ID...")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete connectors and their credentials."""
    session: Session = context.obj
    with told(session):
        found = [session.find(name) for name in names]
        if not yes:
            listed = ", ".join(connector.name for connector in found)
            typer.confirm(f"delete {listed} and the stored credentials?", abort=True)
        for connector in found:
            session.client.delete(connector.id)
            session.err.print(f"deleted {escape(connector.name)}", highlight=False)


def _asked(
    session: Session,
    type_name: str,
    config: Mapping[str, Any],
    credentials: dict[str, Any],
    auth_method: str | None,
    *,
    optional: bool,
) -> tuple[dict[str, Any], dict[str, Any], str | None]:
    connector_type = session.client.type(type_name)
    full = asking.config(session.err, connector_type, config, optional=optional)
    given = next((entry for entry in connector_type.auth_methods if entry.name == auth_method), None)
    method = given or asking.auth_method(session.err, connector_type)
    if method is None:
        return full, credentials, auth_method
    return full, asking.credentials(session.err, method, credentials), method.name


def _document(file: Path) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text()
        loaded = yaml.safe_load(text)
    except OSError as error:
        raise typer.BadParameter(f"cannot read {file}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise typer.BadParameter(f"{file}: {error}") from None
    if not isinstance(loaded, dict):
        raise typer.BadParameter(f"{file}: expected an object with name, type and config")
    return loaded


def _show_one(session: Session, connector: Connector) -> None:
    if session.format is Format.TABLE:
        details(session.out, connector)
    else:
        show(session.out, session.format, [connector], CONNECTORS, one=True)
