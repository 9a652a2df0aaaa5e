"""An error as a google.rpc.Status and back."""

import pytest
from google.rpc import code_pb2, status_pb2

from server.errors import (
    STATUS,
    Code,
    FieldViolation,
    Internal,
    InvalidArgument,
    MethodNotAllowed,
    RateLimited,
    ServiceError,
    status_of,
)
from server.status import error_of, rpc_status

TOLD = [kind for kind in STATUS if kind is not MethodNotAllowed]


@pytest.mark.parametrize("kind", TOLD)
def test_every_error_survives_the_way_there_and_back(kind: type[ServiceError]) -> None:
    error = kind("why", violations=(FieldViolation("config.host", "is required"),), retry_after=2.5)
    back = error_of(rpc_status(error))
    assert type(back) is kind
    assert (back.message, back.violations, back.retry_after) == ("why", error.violations, 2.5)


def test_no_detail_is_invented() -> None:
    back = error_of(rpc_status(InvalidArgument("why")))
    assert (back.violations, back.retry_after) == ((), None)
    assert len(rpc_status(InvalidArgument("why")).details) == 1


def test_a_retry_at_once_is_still_one() -> None:
    assert error_of(rpc_status(RateLimited("why", retry_after=0.0))).retry_after == 0.0


@pytest.mark.parametrize("code", list(Code))
def test_a_status_without_details_is_read_by_its_code(code: Code) -> None:
    assert code == Code.UNIMPLEMENTED or status_of(error_of(status_pb2.Status(code=code))).code == code


@pytest.mark.parametrize("code", [code_pb2.UNKNOWN, code_pb2.UNIMPLEMENTED, 99])
def test_a_code_we_never_send_is_an_internal_error(code: int) -> None:
    assert type(error_of(status_pb2.Status(code=code))) is Internal


def test_the_codes_are_those_of_google_rpc() -> None:
    assert {code.name: code.value for code in Code}.items() <= dict(code_pb2.Code.items()).items()
