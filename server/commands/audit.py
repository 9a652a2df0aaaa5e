"""`audit`: checks the trail against its seals, and writes it out as JSON lines."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import UTC, datetime

import orjson

from server.audit.listing import event_id
from server.audit.verification import Anchor, AuditVerifier, Report
from server.settings import Settings
from server.storage.audit_chain import AuditChainStore
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import StoredEvent
from server.storage.database import Database, open_database
from server.storage.key_check import KeyCheckStore
from server.storage.tenant_keys import TenantKeyStore
from server.vault.key_check import open_vault

EXIT_OK = 0
EXIT_FAILED = 1


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommands, each with `run` as its default."""
    audit = commands.add_parser("audit", help="the audit trail: verify, export")
    verbs = audit.add_subparsers(dest="audit", required=True, metavar="COMMAND")
    check = verbs.add_parser("verify", help="check every event against its seal; exit code 1 where one does not fit")
    check.add_argument("--anchor", type=_anchor, metavar="NUMBER:TAG", help="the head that an earlier check printed")
    check.set_defaults(run=verify)
    out = verbs.add_parser("export", help="the events as JSON lines, oldest first, tenant by tenant")
    out.add_argument("--tenant", help="only this tenant's; '' for calls whose tenant is not known; default: all")
    out.add_argument("--since", type=_milliseconds, metavar="TIME", help="only from this time on, such as 2026-03-15")
    out.set_defaults(run=export)


def verify(current: Settings, arguments: argparse.Namespace) -> int:
    with closing(open_database(current.database_url, 1)) as database:
        report = _checked(current, database, arguments.anchor)
    for finding in report.findings:
        _say(finding)
    _say(
        f"{report.batches} batches with {report.events} events checked, {report.unsealed} events not sealed yet; "
        f"{len(report.findings) or 'nothing'} wrong"
    )
    _say(f"head {report.head.number}:{report.head.tag}")
    return EXIT_FAILED if report.findings else EXIT_OK


def export(current: Settings, arguments: argparse.Namespace) -> int:
    with closing(open_database(current.database_url, 1)) as database:
        for stored in AuditReader(database).all(arguments.tenant, arguments.since):
            sys.stdout.buffer.write(orjson.dumps(_line(stored), option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()
    return EXIT_OK


def _checked(current: Settings, database: Database, anchor: Anchor | None) -> Report:
    vault = open_vault(
        current.keyring,
        KeyCheckStore(database),
        TenantKeyStore(database),
        may_create=False,
        environment=current.keyring_keys,
    )
    return AuditVerifier(AuditChainStore(database), AuditReader(database), vault).verify(anchor)


def _line(stored: StoredEvent) -> dict[str, object]:
    """Named as ListAuditEvents names them, and with the tenant."""
    event = stored.event
    return {
        "tenant": event.tenant,
        "id": event_id(stored.number),
        "time": datetime.fromtimestamp(stored.time / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.")
        + f"{stored.time % 1000:03d}Z",
        "user": event.user or None,
        "role": event.role or None,
        "method": event.method,
        "connectorId": event.connector_id,
        "connectorType": event.connector_type,
        "changedFields": event.changed_fields,
        "outcome": event.outcome,
        "reason": event.reason or None,
        "requestId": event.request_id,
        "sourceAddress": event.source_address,
        "count": event.count,
    }


def _anchor(text: str) -> Anchor:
    number, _, tag = text.partition(":")
    if not number.isdecimal() or not tag:
        raise argparse.ArgumentTypeError("expected NUMBER:TAG, as `audit verify` prints after `head`")
    return Anchor(int(number), tag)


def _milliseconds(text: str) -> int:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("expected a time such as 2026-03-15 or 2026-03-15T10:30:00Z") from None
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
