"""UpdateConnector: the fields that are given change, the others keep their values.

authConfig: absent keeps, values replace, {} wipes (server/connectors/credentials.py has the contract).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.call import Call
from server.connectors import credentials, etags
from server.connectors.drafts import ConnectorChange, Draft, Drafts, target_of
from server.connectors.repository import Repository, must_get
from server.connectors.unsaved_tests import UnsavedTests
from server.errors import ConcurrentChange
from server.storage.audit_record import event_of
from server.storage.record import ConnectorRecord

# Each try reads anew; another writer must win the race this often in a row before the caller hears of it.
MAX_TRIES = 5


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """`etag`: what the caller has read; empty: it does not care. `validate_only`: store nothing."""

    etag: str = ""
    validate_only: bool = False
    only_if_test_passes: bool = False


@dataclass(frozen=True, slots=True)
class UpdatedConnector:
    """The connector as changed, and its credentials as they may be shown."""

    record: ConnectorRecord
    masked_credentials: dict[str, Any]


class UpdateConnector:
    def __init__(self, repository: Repository, drafts: Drafts, tests: UnsavedTests) -> None:
        self._repository = repository
        self._drafts = drafts
        self._tests = tests

    def __call__(
        self, call: Call, change: ConnectorChange, options: UpdateOptions = UpdateOptions()
    ) -> UpdatedConnector:
        """Raises NotFound, InvalidArgument, NameTaken, QuotaExceeded, EtagMismatch, TestFailed, ConcurrentChange;
        DataLoss when stored secrets that have to be kept cannot be opened."""
        connectors = self._repository.for_tenant(call.caller.tenant)
        tested: Draft | None = None
        for _ in range(MAX_TRIES):
            stored = must_get(connectors, change.id)
            etags.check(options.etag, stored)
            draft = self._drafts.of_change(stored, change, call.caller.user)
            if options.only_if_test_passes and not (tested and _is_tested_by(tested, draft)):
                self._tests.require(call, draft, stored)
                tested = draft
            event = event_of(call, connector_id=stored.id, changed_fields=draft.names)
            if connectors.replace(
                draft.record,
                stored.revision,
                event,
                own_type=draft.own_type,
                relabelled=draft.relabelled,
                previous_status=stored.status,
                dry_run=options.validate_only,
            ):
                return UpdatedConnector(draft.record, credentials.masked(draft.secrets.credentials))
        raise ConcurrentChange("others keep changing this connector; try again")


def _is_tested_by(tested: Draft, draft: Draft) -> bool:
    """Whether a test of the one is a test of the other."""
    return (target_of(tested.record), tested.secrets) == (target_of(draft.record), draft.secrets)
