"""What every command shares: the client, made when it is first needed, and how its output is to look."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import typer
from rich.console import Console

from connectors_client.cli import profile
from connectors_client.cli.output import Format
from connectors_client.client import ConnectorsClient
from connectors_client.connection import Connection
from connectors_client.declarative import Filter
from connectors_client.errors import ConnectorsError, Throttled, Unauthenticated, Unavailable
from connectors_client.models import Connector
from connectors_client.retry import RetryPolicy

FAILED = 1  # the service refused, or a test failed
WRONG_USAGE = 2

CONNECTOR_ID = re.compile(r"conn_[0-9a-z]+")
# People wait: a limit that lifts in a minute is waited for.
PATIENCE = RetryPolicy(attempts=8, longest_delay=60.0)


@dataclass
class Session:
    """One run of the command. `given` are the options of the connection, None where not given."""

    format: Format
    given: Mapping[str, Any]
    out: Console
    err: Console
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _client: ConnectorsClient | None = None

    @property
    def connection(self) -> Connection:
        """Options win over the environment, and that over what `connectors login` kept."""
        try:
            kept = profile.read(profile.location(self.environ))
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        told = {
            name: self.environ.get(f"CONNECTORS_{name.upper()}") or None
            for name in ("address", "tenant", "role", "token")
        }
        layers = (kept, told, self.given)
        values: dict[str, Any] = {name: value for layer in layers for name, value in layer.items() if value is not None}
        return Connection(**values)

    @property
    def client(self) -> ConnectorsClient:
        if self._client is None:
            try:
                self._client = ConnectorsClient(connection=self.connection, retry=PATIENCE)
            except OSError as error:
                raise typer.BadParameter(f"cannot read {error.filename}: {error.strerror}") from None
        return self._client

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def find(self, name_or_id: str) -> Connector:
        """By id, or by its exact name. Ends the command when there is none."""
        if CONNECTOR_ID.fullmatch(name_or_id):
            return self.client.get(name_or_id)
        for connector in self.client.list(Filter(query=name_or_id)):
            if connector.name == name_or_id:
                return connector
        self.err.print(f"[bold red]error[/]: no connector is named {name_or_id!r}", highlight=False)
        raise typer.Exit(FAILED)


@contextmanager
def told(session: Session) -> Iterator[None]:
    """Turns a refusal of the service into words on standard error and exit code 1."""
    try:
        yield
    except ConnectorsError as error:
        session.err.print(f"[bold red]error[/]: {_escaped(error.message)}", highlight=False)
        for line in _advice(error, session):
            session.err.print(f"  {_escaped(line)}", highlight=False)
        raise typer.Exit(FAILED) from None


def _advice(error: ConnectorsError, session: Session) -> Iterator[str]:
    if len(error.violations) > 1:
        for violation in error.violations:
            yield f"{violation.path}: {violation.message}"
    if isinstance(error, Unauthenticated):
        yield "say who you are: `connectors login`, or --tenant (CONNECTORS_TENANT) or --token (CONNECTORS_TOKEN)"
    if isinstance(error, Unavailable) and not error.reason:
        yield f"nothing answers as the service at {session.connection.address}: `connectors doctor` looks into it"
    if isinstance(error, Throttled) and error.retry_after is not None:
        yield f"try again in {error.retry_after:.0f} s"
    if error.request_id:
        yield f"request {error.request_id}"


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")
