"""Every error has one row, and rows can be told apart by their reason."""

import pytest

from server import errors
from server.errors import STATUS, ServiceError, status_of
from server.status import error_of, rpc_status


def _all(kind: type[ServiceError]) -> list[type[ServiceError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _all(child))]


KINDS = [kind for kind in _all(ServiceError) if kind is not ServiceError and kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_of_the_tree_has_its_own_row(kind: type[ServiceError]) -> None:
    assert kind in STATUS


def test_no_two_errors_share_a_reason() -> None:
    reasons = [status.reason for status in STATUS.values()]
    assert len(reasons) == len(set(reasons))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not errors.MethodNotAllowed])
def test_an_error_survives_the_way_to_a_client_and_back(kind: type[ServiceError]) -> None:
    told = kind(
        "in a person's words", violations=(errors.FieldViolation("config.port", "is required"),), retry_after=1.5
    )
    heard = error_of(rpc_status(told))
    assert type(heard) is kind
    assert (heard.message, heard.violations, heard.retry_after) == (told.message, told.violations, told.retry_after)
    assert status_of(heard) == status_of(told)
