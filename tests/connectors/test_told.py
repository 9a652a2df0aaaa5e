"""What is told of credentials without showing them, and what each call leaves in the audit trail."""

from __future__ import annotations

import pytest

from probes.result import ProbeResult, Reason
from server.connectors.mask import MASK
from server.errors import InvalidArgument, NotFound
from server.storage.audit_reader import AuditReader
from server.storage.audit_record import AuditEvent, EventFilter
from tests.connectors.world import COMPLETE, LOGIN, World


def _events(world: World) -> list[AuditEvent]:
    """Oldest first."""
    return [stored.event for stored in AuditReader(world.database).range("acme", 1, 10**9)]


def _changed(world: World) -> tuple[str, ...]:
    return _events(world)[-1].changed_fields


def test_names_user_time_version_and_fingerprint_are_told(world: World) -> None:
    connector = world.create()
    assert connector.credential_fields == ("password", "username")
    assert (connector.credential_version, connector.credential_set_by) == (1, "ann")
    assert connector.credential_set_at == connector.created_at
    assert connector.credential_fingerprint
    assert "first" not in connector.credential_fingerprint


def test_none_are_told_where_none_are_stored(world: World) -> None:
    connector = world.create(auth_config=None)
    assert (connector.credential_fields, connector.credential_fingerprint) == (None, None)


def test_equal_credentials_of_a_connector_have_equal_fingerprints_and_others_do_not(world: World) -> None:
    connector = world.create()
    again = world.update(connector.id, auth_config=dict(reversed(LOGIN.items())))
    assert again.credential_fingerprint == connector.credential_fingerprint
    assert again.credential_version == 2  # it was set again
    other = world.update(connector.id, auth_config=LOGIN | {"password": "second"})
    assert other.credential_fingerprint != connector.credential_fingerprint
    twin = world.create(name="twin")
    assert twin.credential_fingerprint != connector.credential_fingerprint


def test_what_does_not_set_credentials_leaves_what_is_told_of_them(world: World) -> None:
    connector = world.create()
    for change in ({"name": "n"}, {"config": {"host": "h"}}, {"auth_config": dict.fromkeys(LOGIN, MASK)}):
        changed = world.update(connector.id, **change)
        assert changed.credential_version == 1
        assert changed.credential_fingerprint == connector.credential_fingerprint
        assert changed.credential_set_at == connector.credential_set_at


def test_a_version_is_never_given_twice(world: World) -> None:
    connector = world.create()
    assert world.update(connector.id, auth_config={}).credential_fields is None
    assert world.update(connector.id, auth_config={"token": "t"}).credential_version == 2
    assert world.update(connector.id, auth_config={"token": MASK, "key": "k"}).credential_fields == ("key", "token")


def test_dropping_a_field_by_leaving_it_out_is_a_new_version(world: World) -> None:
    connector = world.create()
    changed = world.update(connector.id, auth_config={"username": MASK})
    assert (changed.credential_fields, changed.credential_version) == (("username",), 2)


def test_credentials_older_than_this_are_described_at_the_next_update(world: World) -> None:
    connector = world.create()
    with world.database.peewee.connection_context(), world.database.peewee.atomic():
        world.database.peewee.execute_sql(
            "UPDATE connectors SET credential_fields = NULL, credential_fingerprint = NULL, credential_set_at = NULL"
        )
    changed = world.update(connector.id, description="touched")
    assert changed.credential_fields == ("password", "username")
    assert changed.credential_fingerprint == connector.credential_fingerprint
    assert (changed.credential_version, changed.credential_set_at) == (1, None)


CHANGES: list[tuple[dict[str, object], set[str]]] = [
    ({"name": "n", "description": "d"}, {"name", "description"}),
    ({"status": "inactive"}, {"status"}),
    ({"config": COMPLETE}, set()),
    ({"config": {"host": "h", "port": 5432}}, {"config.host", "config.database"}),
    ({"config": COMPLETE | {"sslMode": "require"}}, {"config.sslMode"}),
    ({"auth_config": LOGIN}, {"authConfig.username", "authConfig.password"}),
    ({"auth_config": {"username": MASK, "password": "second"}}, {"authConfig.password"}),
    ({"auth_config": {}}, {"authConfig.username", "authConfig.password"}),
    ({"auth_config": {"username": MASK}}, {"authConfig.password"}),
    ({"type": "mysql", "auth_method": "password"}, {"type"}),
    ({"config": COMPLETE | {"k" * 300: 1, "line\nbreak": 2}}, {f"config.{'k' * 93}", "config.line?break"}),
]


def case_id(value: object) -> str:
    """The same in every process: the order of a set is not."""
    return str(sorted(value) if isinstance(value, set) else value)[:40]


@pytest.mark.parametrize(("change", "names"), CHANGES, ids=case_id)
def test_an_update_leaves_the_names_of_what_changed_and_no_value(
    world: World, change: dict[str, object], names: set[str]
) -> None:
    connector = world.create(auth_method="password")
    world.update(connector.id, **change)
    event = _events(world)[-1]
    assert set(event.changed_fields) == names
    assert (event.user, event.role, event.outcome) == ("ann", "admin", "OK")
    assert (event.connector_id, event.request_id, event.source_address) == (connector.id, "r-1", "192.0.2.7")
    assert "second" not in repr(event)


def test_a_password_changed_inside_a_connection_string_is_a_change_of_it(world: World) -> None:
    connector = world.create(config={"connectionString": "postgresql://u:one@h/d"}, auth_config=None)
    world.update(connector.id, config={"connectionString": "postgresql://u:two@h/d"})
    assert _changed(world) == ("config.connectionString",)


def test_create_delete_and_confirm_leave_an_event_each(world: World) -> None:
    connector = world.create()
    world.confirm_credentials(world.call(), connector.id)
    world.delete(connector.id)
    created, *others = _events(world)
    assert {"name", "type", "config.host", "authConfig.password"} <= set(created.changed_fields)
    assert [event.connector_id for event in [created, *others]] == [connector.id] * 3


def test_every_test_leaves_an_event_with_its_reason_whether_it_was_stamped_or_not(world: World) -> None:
    connector = world.create()
    world.test(connector.id)
    world.prober.result = ProbeResult(success=False, message="no", reason=Reason.CONNECTION_REFUSED)
    for _ in range(5):
        world.test(connector.id)
    assert world.test(connector.id).result.reason is Reason.CIRCUIT_OPEN
    reasons = [event.reason for event in _events(world)[1:]]
    assert reasons == ["", *["CONNECTION_REFUSED"] * 5, "CIRCUIT_OPEN"]
    world.update(connector.id, config=COMPLETE | {"port": 1})
    world.prober.meanwhile = lambda: world.update(connector.id, config=COMPLETE) and None
    world.test(connector.id)  # of a target that is no longer there
    assert _events(world)[-1].reason == "CONNECTION_REFUSED"


def test_a_call_that_is_refused_by_its_use_case_leaves_no_event_of_a_mutation(world: World) -> None:
    connector = world.create()
    with pytest.raises(InvalidArgument):
        world.update(connector.id, name="")
    with pytest.raises(NotFound):
        world.delete("conn_absent")
    assert AuditReader(world.database).page("acme", 10, None, EventFilter()).total == 1
