"""Credentials changed in two steps: tested while the old ones stay in use, promoted, and rolled back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from probes.result import Reason
from server.connectors.mask import MASK
from server.credential_rotation.stage import MAX_BYTES, STAGED_MS
from server.errors import ConcurrentChange, EtagMismatch, InvalidArgument, NotFound, PreconditionFailed
from server.history.connector_history import GetConnectorHistory
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import EventFilter
from server.storage.connector_changes import ConnectorChanges
from server.storage.credential_rotation_upkeep import EXPIRY
from server.storage.database import Database
from server.storage.test_runs import TestRuns
from tests.connectors.world import CALLER, COMPLETE
from tests.credential_rotation.world import NEW, OLD, WRONG, World, login

ELSEWHERE = COMPLETE | {"host": "evil.example.com"}


def test_wrong_ones_are_told_of_and_not_stored_and_the_old_ones_stay_in_use(world: World) -> None:
    connector = world.create()
    before = world.stored(connector)
    staged = world.stage(connector, WRONG)
    assert (staged.result.success, staged.result.reason, staged.rotation) == (
        False,
        Reason.AUTHENTICATION_FAILED,
        None,
    )
    assert (world.kept(), world.stored(connector)) == (0, before)
    assert world.uses(connector) == OLD
    with pytest.raises(PreconditionFailed, match="no credentials are staged"):
        world.promote(connector)


def test_right_ones_are_staged_and_not_used_until_they_are_promoted(world: World) -> None:
    connector = world.create()
    before = world.stored(connector)
    staged = world.stage(connector, user="ada")
    assert staged.result.success
    assert world.stored(connector) == before
    assert world.uses(connector) == OLD
    shown = world.rotation(connector).staged
    assert shown is not None
    assert (shown.fields, shown.set_by, shown.auth_method) == (("password", "username"), "ada", "access_key")
    promoted = world.promote(connector, user="ben")
    after = world.stored(connector)
    assert after == world.stored(connector)
    assert (after.credential_version, after.credential_set_by) == (before.credential_version + 1, "ben")
    assert after.credential_fingerprint == shown.fingerprint != before.credential_fingerprint
    assert (after.revision, after.target_revision) == (before.revision + 1, before.target_revision + 1)
    assert world.uses(connector) == NEW
    previous = promoted.rotation.previous
    assert previous is not None
    assert (previous.fingerprint, previous.version) == (before.credential_fingerprint, before.credential_version)
    assert world.rotation(connector).staged is None


def test_a_rollback_brings_the_old_ones_back_as_a_new_version_and_drops_the_others(world: World) -> None:
    connector = world.create()
    before = world.stored(connector)
    world.stage(connector)
    world.promote(connector)
    back = world.roll_back(connector)
    assert world.uses(connector) == OLD
    assert back.record.credential_fingerprint == before.credential_fingerprint
    assert back.record.credential_version == before.credential_version + 2
    assert world.kept() == 0
    with pytest.raises(PreconditionFailed, match="no previous credentials"):
        world.roll_back(connector)


def test_the_auth_method_goes_with_the_credentials_there_and_back(world: World) -> None:
    connector = world.create(type="rest_api", config={"url": "https://api.example.com"}, auth_method="basic")
    world.stage(connector, auth_config={"password": NEW, "token": "t"}, auth_method="bearer")
    assert world.stored(connector).auth_method == "basic"
    assert world.promote(connector).record.auth_method == "bearer"
    assert world.roll_back(connector).record.auth_method == "basic"
    with pytest.raises(InvalidArgument, match="authMethod"):
        world.stage(connector, auth_method="nonsense")


def test_the_last_staged_ones_count(world: World) -> None:
    connector = world.create()
    world.peer.passwords.add("another")
    world.stage(connector)
    world.stage(connector, "another")
    assert not world.stage(connector, WRONG).result.success
    world.promote(connector)
    assert (world.uses(connector), world.kept()) == ("another", 1)


@pytest.mark.parametrize("given", [None, {}], ids=str)
def test_there_must_be_something_to_stage(world: World, given: dict[str, str] | None) -> None:
    connector = world.create()
    with pytest.raises(InvalidArgument, match="authConfig: expected all fields"):
        world.stage(connector, auth_config=given)


@pytest.mark.parametrize("value", ["", None, {}, [1]], ids=str)
def test_empty_values_are_refused_as_in_an_update(world: World, value: object) -> None:
    connector = world.create()
    with pytest.raises(InvalidArgument, match=r"authConfig\.password"):
        world.stage(connector, auth_config={"username": "probe", "password": value})
    assert world.peer.seen == []


def test_a_mask_takes_the_stored_value_of_its_field(world: World) -> None:
    connector = world.create()
    world.stage(connector, auth_config={"username": "other", "password": MASK})
    world.promote(connector)
    assert world.uses(connector) == OLD
    with pytest.raises(InvalidArgument, match=r"authConfig\.token"):
        world.stage(connector, auth_config={"token": MASK})


def test_what_is_too_large_to_be_kept_beside_the_quota_is_refused(world: World) -> None:
    connector = world.create()
    with pytest.raises(InvalidArgument, match=f"at most {MAX_BYTES} bytes"):
        world.stage(connector, auth_config=login(NEW) | {"certificate": "x" * MAX_BYTES})


def test_the_time_of_the_previous_ones_is_over_at_once_whether_the_upkeep_came_by_or_not(world: World) -> None:
    connector = world.create()
    world.stage(connector)
    world.promote(connector, keep=60)
    world.clock.forward(59)
    assert world.rotation(connector).previous is not None
    assert (world.expire(), world.kept()) == (0, 1)
    world.clock.forward(1)
    assert world.rotation(connector).previous is None
    with pytest.raises(PreconditionFailed, match="their time is over"):
        world.roll_back(connector)
    assert world.kept() == 1
    assert (world.expire(), world.kept(), world.expire()) == (1, 0, 0)
    assert world.uses(connector) == NEW
    [told] = AuditReader(world.database).page("acme", 10, None, EventFilter(method=EXPIRY)).events
    assert told.event.connector_id == connector


def test_staged_ones_wait_for_a_day(world: World) -> None:
    connector = world.create()
    world.stage(connector)
    world.clock.forward(STAGED_MS / 1000 - 1)
    assert world.rotation(connector).staged is not None
    world.clock.forward(1)
    assert world.rotation(connector).staged is None
    with pytest.raises(PreconditionFailed, match="no credentials are staged"):
        world.promote(connector)
    assert (world.expire(), world.kept()) == (1, 0)


def test_none_are_kept_for_no_time_nor_where_there_were_none(world: World) -> None:
    connector = world.create()
    world.stage(connector)
    world.promote(connector)
    world.stage(connector, OLD)
    assert world.promote(connector, keep=0).rotation.previous is None
    assert world.kept() == 0
    bare = world.create(name="bare", auth_config=None)
    world.stage(bare)
    assert world.promote(bare).rotation.previous is None
    assert world.uses(bare) == NEW


@pytest.mark.parametrize("keep", [-1, 86_401])
def test_a_time_out_of_bounds_is_refused(world: World, keep: int) -> None:
    connector = world.create()
    world.stage(connector)
    with pytest.raises(InvalidArgument, match="keepPreviousSeconds: expected 0 to 86400"):
        world.promote(connector, keep=keep)


def test_a_second_promotion_keeps_what_was_in_use_and_not_what_was_before(world: World) -> None:
    connector = world.create()
    world.peer.passwords.add("third")
    for password in (NEW, "third"):
        world.stage(connector, password)
        world.promote(connector)
    assert world.kept() == 1
    world.roll_back(connector)
    assert world.uses(connector) == NEW


CHANGES: list[dict[str, object]] = [
    {"config": COMPLETE | {"host": "other.example.com"}},
    {"auth_config": login("typed in by hand")},
    {"auth_config": {}},
    {"type": "mysql"},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_connector_that_was_changed_since_the_test_needs_another_one(world: World, change: dict[str, object]) -> None:
    connector = world.create()
    world.stage(connector)
    world.update(connector, **change)
    assert world.rotation(connector).outdated
    with pytest.raises(PreconditionFailed, match="was changed since the staged credentials were tested; stage them"):
        world.promote(connector)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_after_another_change_there_is_nothing_to_go_back_to(world: World, change: dict[str, object]) -> None:
    connector = world.create()
    world.stage(connector)
    world.promote(connector)
    world.update(connector, **change)
    assert world.rotation(connector).previous is None
    with pytest.raises(PreconditionFailed, match="were changed since"):
        world.roll_back(connector)
    assert (world.expire(), world.kept()) == (1, 0)  # no secret is kept that nothing can use


def test_a_change_that_no_test_depends_on_changes_nothing_of_it(world: World) -> None:
    connector = world.create()
    world.stage(connector)
    world.update(connector, name="renamed", labels={"env": "prod"})
    assert world.promote(connector).record.name == "renamed"
    world.update(connector, description="again")
    assert world.roll_back(connector).record.description == "again"


def test_a_change_during_the_test_is_noticed(world: World) -> None:
    connector = world.create()
    world.peer.meanwhile = lambda: world.update(connector, config=ELSEWHERE)
    with pytest.raises(ConcurrentChange, match="was changed while its new credentials were tested"):
        world.stage(connector)
    world.peer.meanwhile = lambda: world.delete(connector)
    with pytest.raises(NotFound):
        world.stage(connector)
    assert world.kept() == 0


def test_what_is_staged_or_discarded_meanwhile_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.peer.passwords.add("third")
    connector = world.create()
    promote = world.rotations.promote

    def promote_after(happens: Callable[[], object]) -> None:
        def promote_late(*given: Any) -> bool:
            monkeypatch.setattr(world.rotations, "promote", promote)
            happens()
            return promote(*given)

        monkeypatch.setattr(world.rotations, "promote", promote_late)

    world.stage(connector)
    promote_after(lambda: world.stage(connector, "third"))
    world.promote(connector)
    assert world.uses(connector) == "third"
    world.stage(connector)
    promote_after(lambda: world.discard(connector))
    with pytest.raises(PreconditionFailed, match="no credentials are staged"):
        world.promote(connector)
    assert world.uses(connector) == "third"


def test_the_etag_that_was_read_is_compared(world: World) -> None:
    connector = world.create()
    read = world.stored(connector).etag
    world.stage(connector)
    assert world.stored(connector).etag == read
    world.update(connector, description="meanwhile")
    with pytest.raises(EtagMismatch):
        world.promote(connector, etag=read)
    promoted = world.promote(connector, etag=world.stored(connector).etag)
    with pytest.raises(EtagMismatch):
        world.roll_back(connector, etag=read)
    assert world.roll_back(connector, etag=promoted.record.etag)


def test_discarding_destroys_both_and_leaves_the_connector_alone(world: World) -> None:
    connector = world.create()
    world.stage(connector)
    world.promote(connector)
    world.stage(connector, OLD)
    assert world.kept() == 2
    before = world.stored(connector)
    world.discard(connector)
    world.discard(connector)
    assert (world.kept(), world.stored(connector)) == (0, before)
    for refused in (world.promote, world.roll_back):
        with pytest.raises(PreconditionFailed):
            refused(connector)


def test_they_go_with_their_connector_however_it_goes(world: World) -> None:
    for gone in (world.delete, world.hide):
        connector = world.create()
        world.stage(connector)
        world.promote(connector)
        world.stage(connector, OLD)
        gone(connector)
        assert world.kept() == 0
        for refused in (world.promote, world.roll_back, world.discard, world.rotation):
            with pytest.raises(NotFound):
                refused(connector)
    world.undelete(connector)
    rotation = world.rotation(connector)
    assert (rotation.staged, rotation.previous) == (None, None)
    assert world.uses(connector) == NEW


def test_each_step_is_in_the_audit_trail_by_the_names_of_the_fields(world: World) -> None:
    connector = world.create()
    world.stage(connector, WRONG)
    world.stage(connector)
    world.promote(connector)
    world.roll_back(connector)
    world.discard(connector)
    events = AuditReader(world.database).page("acme", 10, None, EventFilter(connector_id=connector)).events
    told = [(stored.event.method, stored.event.changed_fields, stored.event.reason) for stored in events]
    fields = ("authConfig.username", "authConfig.password")
    assert [(method, set(names), reason) for method, names, reason in told] == [
        ("DiscardCredentialRotation", set(), ""),
        ("RollBackCredentials", set(fields), ""),
        ("PromoteCredentials", set(fields), ""),
        ("StageCredentials", set(fields), ""),
        ("StageCredentials", set(fields), "AUTHENTICATION_FAILED"),
        ("CreateConnector", {"name", "type", "authMethod", *(f"config.{name}" for name in COMPLETE), *fields}, ""),
    ]


def test_what_changed_since_it_last_worked_names_a_promotion_and_not_what_was_staged(world: World) -> None:
    history = GetConnectorHistory(world.repository, TestRuns(world.database), ConnectorChanges(world.database))
    connector = world.create()
    world.test(connector)
    world.stage(connector)
    world.peer.passwords = set()
    world.test(connector)
    assert history(CALLER, connector, None).changes.fields == []  # type: ignore[union-attr]  # there are some
    world.peer.passwords = {NEW}
    world.promote(connector)
    world.test(connector)
    world.peer.passwords = set()
    world.roll_back(connector)
    world.test(connector)
    told = history(CALLER, connector, None).changes
    assert told is not None
    assert [change.method for change in told.changes] == ["RollBackCredentials"]


class TestWhereCredentialsAreBound:
    @pytest.fixture
    def bound(self, database: Database, tmp_path: Path) -> World:
        return World(database, tmp_path, binding=True)

    def test_a_rollback_sends_nothing_where_the_previous_ones_were_not_meant_to_go(self, bound: World) -> None:
        """An editor who moves a connector and puts own credentials in must not get the old ones by going back."""
        connector = bound.create()
        bound.update(connector, config=ELSEWHERE)
        assert bound.test(connector).reason is Reason.CREDENTIAL_REBIND_REQUIRED
        bound.stage(connector)
        bound.promote(connector)
        assert bound.uses(connector) == NEW
        bound.roll_back(connector)
        seen = list(bound.peer.seen)
        assert bound.test(connector).reason is Reason.CREDENTIAL_REBIND_REQUIRED
        assert bound.peer.seen == seen
        assert OLD not in seen

    def test_a_mask_does_not_take_a_stored_secret_elsewhere(self, bound: World) -> None:
        connector = bound.create()
        bound.update(connector, config=ELSEWHERE)
        staged = bound.stage(connector, auth_config={"username": "mine", "password": MASK})
        assert staged.result.reason is Reason.CREDENTIAL_REBIND_REQUIRED
        assert (bound.peer.seen, bound.kept()) == ([], 0)

    def test_there_and_back_at_one_destination_asks_for_nothing(self, bound: World) -> None:
        connector = bound.create()
        bound.stage(connector)
        bound.promote(connector)
        assert bound.uses(connector) == NEW
        bound.roll_back(connector)
        assert bound.uses(connector) == OLD

    def test_off_going_back_binds_what_is_there(self, database: Database, tmp_path: Path, bound: World) -> None:
        off = World(database, tmp_path)
        connector = off.create()
        off.stage(connector)
        off.promote(connector)
        off.roll_back(connector)
        assert bound.test(connector).success
        bound.update(connector, config=ELSEWHERE)
        assert bound.test(connector).reason is Reason.CREDENTIAL_REBIND_REQUIRED
