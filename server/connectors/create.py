"""CreateConnector.

A request with an id creates at most once: the second one is answered as the first was, which is made anew from the
request itself, so that nothing of it has to be kept but a keyed digest.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace

import orjson

from server.call import Call
from server.connectors.clock import now_ms
from server.connectors.credential_metadata import Fingerprints
from server.connectors.drafts import Draft, Drafts, NewConnector
from server.connectors.ids import new_connector_id
from server.connectors.repository import Repository
from server.connectors.unsaved_tests import UnsavedTests
from server.errors import IdempotencyKeyReused, InvalidArgument
from server.storage.audit_record import event_of
from server.storage.record import ConnectorRecord, CreateClaim

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


@dataclass(frozen=True, slots=True)
class CreateOptions:
    """`request_id` empty: none. `validate_only`: say what would come of it, and store nothing."""

    request_id: str = ""
    validate_only: bool = False
    only_if_test_passes: bool = False


class CreateConnector:
    def __init__(self, repository: Repository, drafts: Drafts, fingerprints: Fingerprints, tests: UnsavedTests) -> None:
        self._repository = repository
        self._drafts = drafts
        self._fingerprints = fingerprints
        self._tests = tests

    def __call__(self, call: Call, new: NewConnector, options: CreateOptions = CreateOptions()) -> ConnectorRecord:
        """The id is empty where it is only validated.

        Raises InvalidArgument, NameTaken, QuotaExceeded, IdempotencyKeyReused, TestFailed. An incomplete config is
        fine: a test names what is missing.
        """
        caller, now = call.caller, now_ms()
        connectors = self._repository.for_tenant(caller.tenant)
        draft = self._drafts.of_new(caller.tenant, new, connector_id=new_connector_id(), user=caller.user, now=now)
        claim = None
        if options.request_id and not options.validate_only:
            claim = self._claim(draft, new, options, caller.user)
            if earlier := connectors.claimed(claim.request_id, now):
                return self._replayed(call.caller.tenant, new, claim, earlier)
        if options.only_if_test_passes:
            self._tests.require(call, draft)
        record = self._drafts.sealed(draft)
        event = event_of(call, connector_id=record.id, changed_fields=draft.names)
        dry_run = options.validate_only
        earlier = connectors.insert(record, event, own_type=draft.own_type, claim=claim, dry_run=dry_run)
        if claim is not None and earlier is not None:
            return self._replayed(caller.tenant, new, claim, earlier)
        return replace(record, id="") if dry_run else record

    def _claim(self, draft: Draft, new: NewConnector, options: CreateOptions, user: str) -> CreateClaim:
        if not REQUEST_ID.fullmatch(options.request_id):
            raise InvalidArgument.at("requestId", "expected 1 to 128 letters, digits, '.', '_' and '-'")
        content = ["CreateConnector", asdict(new), options.only_if_test_passes]
        digest = self._fingerprints.fingerprint(draft.record.tenant, orjson.dumps(content, option=orjson.OPT_SORT_KEYS))
        record = draft.record
        return CreateClaim(options.request_id, bytes.fromhex(digest), record.id, user, record.created_at)

    def _replayed(self, tenant: str, new: NewConnector, claim: CreateClaim, earlier: CreateClaim) -> ConnectorRecord:
        """What the request that made it was answered. Raises IdempotencyKeyReused."""
        if earlier.digest != claim.digest:
            raise IdempotencyKeyReused("this request id came with another request in the last 24 hours")
        draft = self._drafts.of_new(
            tenant, new, connector_id=earlier.connector_id, user=earlier.caller, now=earlier.created_at
        )
        return self._drafts.sealed(draft)
