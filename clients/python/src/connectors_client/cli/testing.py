"""connectors test"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from connectors_client.cli.output import Format, show
from connectors_client.cli.session import FAILED, Session, told
from connectors_client.fleets import Refused, Waiting
from connectors_client.models import Step, TestResult

MARKS = {"PASSED": "[green]✓[/]", "WARNED": "[yellow]![/]", "FAILED": "[bold red]✗[/]"}


def register(app: typer.Typer) -> None:
    app.command("test")(run)


def run(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME|ID]...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every connector of the tenant but the parked ones.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=16, help="Tests at once.")] = 8,
) -> None:
    """Test whether connectors can be reached with their credentials. Exit code 1 when any cannot."""
    session: Session = context.obj
    if every == bool(names):
        raise typer.BadParameter("expected connectors to test, or --all")
    with told(session):
        connectors = [session.find(name).id for name in names or ()]
        if len(connectors) == 1:
            _test_one(session, connectors[0])
        results, refused = _test_all(session, connectors, jobs)
    _show_all(session, results, refused)
    raise typer.Exit(FAILED if refused or not all(result.success for result in results) else 0)


def _test_one(session: Session, connector_id: str) -> NoReturn:
    """Shows each step as it ends."""
    shown = 0
    for event in session.client.test_many([connector_id]):
        if isinstance(event.what, Step):
            shown += 1
            show_steps(session, [event.what])
        elif isinstance(event.what, Waiting):
            session.err.print(f"[dim]the rate limit is used up for {event.what.seconds:.0f} s[/]", highlight=False)
        elif isinstance(event.what, Refused):
            session.err.print(f"[bold red]not tested[/]: {escape(event.what.message)}", highlight=False)
        elif isinstance(event.what, TestResult):
            show_steps(session, event.what.steps[shown:])
            _show_one(session, event.what)
            raise typer.Exit(0 if event.what.success else FAILED)
    raise typer.Exit(FAILED)


def _test_all(session: Session, connectors: Sequence[str], jobs: int) -> tuple[list[TestResult], list[Refused]]:
    results: list[TestResult] = []
    refused: list[Refused] = []
    with _bar(session.err) as progress:
        task = progress.add_task("testing", total=None, failed=0)
        for event in session.client.test_many(connectors, parallelism=jobs):
            if isinstance(event.what, TestResult):
                results.append(event.what)
            elif isinstance(event.what, Refused):
                refused.append(event.what)
            waits = isinstance(event.what, Waiting)
            failed = len(refused) + sum(not result.success for result in results)
            text = "waiting for the rate limit" if waits else "testing"
            progress.update(task, completed=event.done, total=event.total, failed=failed, description=text)
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
    outcome = "[green]active[/]" if result.success else f"[bold red]{result.reason}[/]"
    at = f" at {result.field}" if result.field else ""
    session.out.print(f"{escape(result.name)}: {outcome}{at}: {escape(result.message)}", highlight=False)
    if result.warning:
        session.out.print(f"[yellow]warning[/]: {escape(result.warning)}", highlight=False)
    if result.hint:
        session.out.print(f"[bold]hint[/]: {escape(result.hint)}", highlight=False)
    if result.success:
        session.out.print(f"proven up to {result.verified_level} in {result.latency_ms} ms", highlight=False)


def show_steps(session: Session, steps: Sequence[Step]) -> None:
    if session.format is Format.TABLE:
        for step in steps:
            session.out.print(_step(step), highlight=False)


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
    for told_of in refused:
        yield escape(told_of.name), escape(told_of.type), "[bold red]not tested[/]", "", escape(told_of.message)
    for result in results:
        outcome = "[green]active[/]" if result.success else f"[bold red]{result.reason}[/]"
        told = result.warning or "" if result.success else result.message
        yield escape(result.name), escape(result.type), outcome, result.verified_level, escape(told)
