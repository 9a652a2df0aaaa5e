"""Where the operator binds credentials, a changed destination keeps them and does not get them."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.v1 import connector_service_pb2 as pb
from probes.result import Reason
from server.connectors.mask import MASK
from server.errors import NotFound, PreconditionFailed
from server.method_policy import read_methods
from tests.connectors.world import COMPLETE, LOGIN, World

ELSEWHERE = COMPLETE | {"host": "evil.example.com"}
DSN = "postgresql://u:s3cr3t@db.example.com:5432/app"


def _world(folder: Path, *, binding: bool) -> World:
    service = pb.DESCRIPTOR.services_by_name["ConnectorService"]
    method = next(method for method in read_methods(service) if method.name == "TestConnector")
    return World(folder, method, binding=binding)


@pytest.fixture
def bound(tmp_path: Path) -> World:
    return _world(tmp_path, binding=True)


def _refuses(world: World, connector_id: str) -> bool:
    """Whether a test refused to send the credentials; if so, it sent nothing and said what to do."""
    before = len(world.prober.jobs)
    tested = world.test(connector_id)
    if tested.result.reason is not Reason.CREDENTIAL_REBIND_REQUIRED:
        assert tested.result.success
        assert len(world.prober.jobs) == before + 1
        return False
    assert len(world.prober.jobs) == before
    assert not tested.result.success
    assert tested.record.status == "error"
    assert tested.result.field
    assert "again" in str(tested.result.hint)
    return True


DESTINATIONS: list[dict[str, object]] = [
    {"config": ELSEWHERE},
    {"config": COMPLETE | {"port": 5433}},
    {"config": COMPLETE | {"sslMode": "disable"}},
    {"config": COMPLETE | {"caCertificate": "-----BEGIN CERTIFICATE-----"}},
    {"config": {"connectionString": "postgresql://evil.example.com/app"}},
    {"type": "mysql"},
]


@pytest.mark.parametrize("change", DESTINATIONS, ids=str)
def test_another_destination_is_kept_from_the_stored_credentials(bound: World, change: dict[str, object]) -> None:
    connector = bound.create()
    assert not _refuses(bound, connector.id)
    bound.update(connector.id, **change)
    assert _refuses(bound, connector.id)
    assert bound.get_connector(bound.call().caller, connector.id).has_credentials


@pytest.mark.parametrize(
    "change",
    [{"name": "other"}, {"config": COMPLETE | {"database": "other"}}, {"config": COMPLETE}, {"status": "inactive"}],
    ids=str,
)
def test_what_is_no_destination_asks_for_nothing(bound: World, change: dict[str, object]) -> None:
    connector = bound.create()
    bound.update(connector.id, **change)
    assert not _refuses(bound, connector.id)


def test_going_back_to_the_old_destination_is_fine(bound: World) -> None:
    connector = bound.create()
    bound.update(connector.id, config=ELSEWHERE)
    bound.update(connector.id, config=COMPLETE)
    assert not _refuses(bound, connector.id)


ENTERED: list[tuple[dict[str, object], bool]] = [
    ({"auth_config": LOGIN}, False),
    ({"auth_config": {"password": "new"}}, False),
    ({"auth_config": {}}, False),
    ({"auth_config": {"username": MASK, "password": "new"}}, True),
    ({"auth_config": {"username": "new", "password": MASK}}, True),
    ({"auth_config": {"username": MASK, "password": MASK}}, True),
    ({"name": "other"}, True),
]


@pytest.mark.parametrize(("entered", "refuses"), ENTERED, ids=str)
@pytest.mark.parametrize("together", [True, False])
def test_only_all_credentials_entered_again_bind_anew(
    bound: World, entered: dict[str, object], refuses: bool, together: bool
) -> None:
    connector = bound.create()
    if together:
        bound.update(connector.id, config=ELSEWHERE, **entered)
    else:
        bound.update(connector.id, config=ELSEWHERE)
        bound.update(connector.id, **entered)
    assert _refuses(bound, connector.id) is refuses


def test_a_secret_in_config_is_bound_too(bound: World) -> None:
    connector = bound.create(config={"connectionString": DSN}, auth_config=None)
    shown = connector.config["connectionString"]
    bound.update(connector.id, config={"connectionString": shown, "sslMode": "disable"})
    assert _refuses(bound, connector.id)
    bound.update(connector.id, config={"connectionString": DSN, "sslMode": "disable"})
    assert not _refuses(bound, connector.id)


def test_an_admins_word_binds_anew(bound: World) -> None:
    connector = bound.create()
    bound.update(connector.id, config=ELSEWHERE)
    confirmed = bound.confirm_credentials(bound.call(), connector.id)
    assert confirmed.updated_at == bound.get_connector(bound.call().caller, connector.id).updated_at
    assert not _refuses(bound, connector.id)
    bound.update(connector.id, config=COMPLETE)
    assert _refuses(bound, connector.id)


def test_there_must_be_something_to_confirm(bound: World) -> None:
    with pytest.raises(NotFound):
        bound.confirm_credentials(bound.call(), "conn_absent")
    connector = bound.create(auth_config=None)
    with pytest.raises(PreconditionFailed):
        bound.confirm_credentials(bound.call(), connector.id)
    bound.update(connector.id, config=ELSEWHERE)
    assert bound.test(connector.id).result.reason is not Reason.CREDENTIAL_REBIND_REQUIRED


def test_off_nothing_is_refused_and_turning_it_on_binds_what_is_there(tmp_path: Path) -> None:
    off = _world(tmp_path, binding=False)
    connector = off.create()
    off.update(connector.id, config=ELSEWHERE)
    assert not _refuses(off, connector.id)
    off.confirm_credentials(off.call(), connector.id)
    on = _world(tmp_path, binding=True)
    assert not _refuses(on, connector.id)
    on.update(connector.id, config=COMPLETE)
    assert _refuses(on, connector.id)
    assert not _refuses(off, connector.id)


def _forget_the_binding(world: World, connector_id: str) -> None:
    with world.database.peewee.connection_context(), world.database.peewee.atomic():
        world.database.peewee.execute_sql("UPDATE connectors SET bound_destination = NULL")


def test_a_connector_older_than_bindings_counts_as_bound_to_where_it_leads(bound: World) -> None:
    connector = bound.create()
    _forget_the_binding(bound, connector.id)
    assert not _refuses(bound, connector.id)
    bound.update(connector.id, config=ELSEWHERE)
    assert _refuses(bound, connector.id)
