"""Tests a Snowflake account: login, role, warehouse, database, and the right to read the source table.

No statement needs a running warehouse, so a test starts none and costs no credits of one: the context is what the login
took, and the table's query is compiled by EXPLAIN, which "does not require a running warehouse"
(https://docs.snowflake.com/en/sql-reference/sql/explain).
"""

from __future__ import annotations

from contextlib import closing

from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.snowflake_account import SnowflakeAccount, snowflake_account
from probes.protocols.snowflake_statements import InContext, statements_of
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

# What a refusal says of the step that it stopped, where it is not the one that was being tried.
_OF_LOGIN = frozenset({Reason.AUTHENTICATION_FAILED, Reason.CREDENTIAL_EXPIRED, Reason.UNSUPPORTED})
_OF_CONTEXT = frozenset({"config.role", "config.warehouse", "config.database", "config.schema"})


def probe(target: Target, context: ProbeContext) -> Finding:
    """Raises ProbeFailure."""
    with context.trace.step(StepName.CONFIG):
        account = snowflake_account(target)
        client = client_for({}, context.dialer)
    statements = statements_of(account, client, context.remaining())
    with Exchange(context.trace, StepName.AUTHENTICATE) as exchange, closing(statements):
        try:
            taken = statements.log_in()
        except ProbeFailure as failure:
            exchange.stage = _stage_of(failure, exchange)
            raise
        exchange.passed(StepName.AUTHENTICATE, "logged in")
        exchange.stage = StepName.AUTHORIZE
        exchange.passed(StepName.AUTHORIZE, _context(account, taken))
        exchange.stage = StepName.RESOURCE
        # The name fits the grammar of an identifier (snowflake_account.py): no value can stand for one.
        statements.run(f"EXPLAIN USING TEXT SELECT * FROM {account.table} LIMIT 1")  # noqa: S608
        message = f"{account.table} can be read"
        exchange.passed(StepName.RESOURCE, message)
    return Finding(message)


def _stage_of(failure: ProbeFailure, exchange: Exchange) -> StepName:
    """A login that is refused for the role or the database was one of a user that Snowflake knows."""
    if failure.field in _OF_CONTEXT and failure.reason not in _OF_LOGIN and failure.reason is not Reason.TIMEOUT:
        exchange.passed(StepName.AUTHENTICATE, "Snowflake knows the user")
        return StepName.AUTHORIZE
    return StepName.RESOURCE if failure.reason is Reason.RATE_LIMITED else StepName.AUTHENTICATE


def _context(account: SnowflakeAccount, taken: InContext) -> str:
    """Raises ProbeFailure where the warehouse or the database was not taken."""
    for name, given, found in (
        ("warehouse", account.warehouse, taken.warehouse),
        ("database", account.database, taken.database),
    ):
        if not found:
            raise ProbeFailure(
                Reason.RESOURCE_NOT_FOUND,
                f"the {name} {given} does not exist, or the role {taken.role} may not use it",
                field=f"config.{name}",
                hint=f"check its name (case-sensitive in quotes), and GRANT USAGE ON {name.upper()} to the role",
            )
    return f"role {taken.role}, warehouse {taken.warehouse}, database {taken.database}"
