"""connectors test"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from connectors_client.cli.output import Format, show
from connectors_client.cli.session import FAILED, Session, told
from connectors_client.errors import ConnectorsError
from connectors_client.models import Connector, Step, TestResult

MARKS = {"PASSED": "[green]✓[/]", "WARNED": "[yellow]![/]", "FAILED": "[bold red]✗[/]"}


def register(app: typer.Typer) -> None:
    app.command("test")(run)


def run(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME|ID]...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every connector of the tenant.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Tests at once.")] = 8,
) -> None:
    """Test whether connectors can be reached with their credentials. Exit code 1 when any cannot."""
    session: Session = context.obj
    if every == bool(names):
        raise typer.BadParameter("expected connectors to test, or --all")
    with told(session):
        if not every and names is not None and len(names) == 1:
            result = session.client.test(session.find(names[0]).id)
            _show_one(session, result)
            raise typer.Exit(0 if result.success else FAILED)
        connectors = list(session.client.list()) if every else [session.find(name) for name in names or ()]
    results, refused = _test_all(session, connectors, jobs)
    _show_all(session, results, refused)
    raise typer.Exit(FAILED if refused or not all(result.success for result in results) else 0)


Refused = tuple[Connector, ConnectorsError]


def _test_all(session: Session, connectors: Sequence[Connector], jobs: int) -> tuple[list[TestResult], list[Refused]]:
    results: list[TestResult] = []
    refused: list[Refused] = []
    with _bar(session.err) as progress, ThreadPoolExecutor(jobs) as pool:
        task = progress.add_task("testing", total=len(connectors), failed=0)
        running = {pool.submit(session.client.test, connector.id, timeout=600): connector for connector in connectors}
        for done in as_completed(running):
            try:
                results.append(done.result())
            except ConnectorsError as error:
                refused.append((running[done], error))
            failed = len(refused) + sum(not result.success for result in results)
            progress.update(task, advance=1, failed=failed)
    return results, refused


def _bar(console: Console) -> Progress:
    """On a terminal; elsewhere nothing is drawn."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _show_one(session: Session, result: TestResult) -> None:
    if session.format is not Format.TABLE:
        show(session.out, session.format, [result], (), one=True)
        return
    for step in result.steps:
        session.out.print(_step(step), highlight=False)
    outcome = "[green]active[/]" if result.success else f"[bold red]{result.reason}[/]"
    at = f" at {result.field}" if result.field else ""
    session.out.print(f"{escape(result.name)}: {outcome}{at}: {escape(result.message)}", highlight=False)
    if result.warning:
        session.out.print(f"[yellow]warning[/]: {escape(result.warning)}", highlight=False)
    if result.hint:
        session.out.print(f"[bold]hint[/]: {escape(result.hint)}", highlight=False)
    if result.success:
        session.out.print(f"proven up to {result.verified_level} in {result.latency_ms} ms", highlight=False)


def _step(step: Step) -> str:
    return f"{MARKS.get(step.status, '?')} {step.name:<13} {step.latency_ms:>5} ms  {escape(step.message)}"


def _show_all(session: Session, results: Sequence[TestResult], refused: Sequence[Refused]) -> None:
    ordered = sorted(results, key=lambda result: (result.success, result.name))
    if session.format is not Format.TABLE:
        show(session.out, session.format, ordered, ())
        return
    table = Table("NAME", "TYPE", "RESULT", "LEVEL", "MESSAGE", box=None, pad_edge=False)
    for row in _rows(ordered, refused):
        table.add_row(*row)
    session.out.print(table, highlight=False)
    passed = sum(result.success for result in results)
    session.out.print(f"{passed} of {len(results) + len(refused)} can be reached", highlight=False)


def _rows(results: Sequence[TestResult], refused: Sequence[Refused]) -> Iterator[tuple[str, ...]]:
    for connector, error in refused:
        yield escape(connector.name), escape(connector.type), "[bold red]not tested[/]", "", escape(error.message)
    for result in results:
        outcome = "[green]active[/]" if result.success else f"[bold red]{result.reason}[/]"
        told = result.warning or "" if result.success else result.message
        yield escape(result.name), escape(result.type), outcome, result.verified_level, escape(told)
