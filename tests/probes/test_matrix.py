"""Every type against every kind of answer: reason, level, field and hint of each cell."""

from __future__ import annotations

import pytest

from probes.registry import connector_types
from probes.result import StepStatus, level_of
from tests.egress.name_server import invalid_names  # noqa: F401  # a fixture
from tests.probes.matrix import CELLS, SEED_TYPES, Cell, LeftOut, families, table
from tests.probes.matrix_hints import expected_hint

TABLE = table()
RUN = [
    pytest.param(type_name, name, cell, id=f"{type_name}-{name}")
    for type_name, row in TABLE.items()
    for name, cell in row.items()
    if isinstance(cell, Cell)
]
globals().update({name: value for family in families() for name, value in getattr(family, "FIXTURES", {}).items()})

pytestmark = pytest.mark.usefixtures("invalid_names")


def test_no_cell_is_left_out_without_its_reason() -> None:
    assert set(SEED_TYPES) <= set(TABLE)
    for type_name, row in TABLE.items():
        assert set(row) == set(CELLS), type_name
        assert all(cell.why.strip() for cell in row.values() if isinstance(cell, LeftOut)), type_name


def test_every_type_has_a_row() -> None:
    """A type without a peer or a scripted handshake fails here."""
    lacking = set(connector_types()) - set(TABLE)
    strangers = set(TABLE) - set(connector_types())
    assert (sorted(lacking), sorted(strangers)) == ([], [])


def test_who_stands_for_others_is_run() -> None:
    for row in TABLE.values():
        for name, cell in row.items():
            assert not isinstance(cell, LeftOut) or isinstance(TABLE[cell.by][name], Cell)


def test_every_type_has_its_proof_and_its_refusal_run() -> None:
    """No reason is good enough to leave these out."""
    for type_name, row in TABLE.items():
        assert isinstance(row["right credentials"], Cell), type_name
        assert isinstance(row["wrong credentials"], Cell), type_name


@pytest.mark.parametrize(("type_name", "name", "cell"), RUN)
def test_each_answer_has_its_reason_level_field_and_hint(
    request: pytest.FixtureRequest, type_name: str, name: str, cell: Cell
) -> None:
    result = cell.run(request)
    assert (result.reason, result.level, result.field) == (cell.reason, cell.level, cell.at), result
    assert result.success == (result.reason is None)
    assert result.level is level_of(result.steps)
    assert result.level <= connector_types()[type_name].highest_level
    failed = [step for step in result.steps if step.status is StepStatus.FAILED]
    if result.success:
        assert (failed, result.hint) == ([], None)
        return
    assert len(failed) == 1
    assert result.message
    telling = cell.hint if cell.hint is not None else expected_hint(type_name, name)
    assert telling in (result.hint or "")
    assert result.warning is None
