"""Tests a Snowflake account: login, role, warehouse, database, and the right to read the source table.

No statement needs a running warehouse, so a test starts none and costs no credits: the context is read with context
functions, and the table's query is compiled by EXPLAIN, "which does not require a running warehouse"
(https://docs.snowflake.com/en/sql-reference/sql/explain).
"""

from __future__ import annotations

from contextlib import closing

from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.snowflake_account import SnowflakeAccount, snowflake_account
from probes.protocols.snowflake_statements import Row, statements_of
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

CONTEXT = "SELECT CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_DATABASE(), CURRENT_SCHEMA()"

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
            statements.log_in()
            rows = statements.run(CONTEXT)
        except ProbeFailure as failure:
            exchange.stage = _stage_of(failure, exchange)
            raise
        exchange.passed(StepName.AUTHENTICATE, "logged in")
        exchange.stage = StepName.AUTHORIZE
        exchange.passed(StepName.AUTHORIZE, _in_context(account, rows))
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


def _in_context(account: SnowflakeAccount, rows: list[Row]) -> str:
    """Snowflake leaves out of a session what does not exist or may not be used, without a word."""
    role, warehouse, database = (*(rows[0] if rows else []), None, None, None)[:3]
    for name, given, taken in (
        ("warehouse", account.warehouse, warehouse),
        ("database", account.database, database),
    ):
        if not taken:
            raise ProbeFailure(
                Reason.RESOURCE_NOT_FOUND,
                f"the {name} {given} does not exist, or the role {role} may not use it",
                field=f"config.{name}",
                hint=f"check its name (case-sensitive in quotes), and GRANT USAGE ON {name.upper()} to the role",
            )
    return f"role {role}, warehouse {warehouse}, database {database}"
