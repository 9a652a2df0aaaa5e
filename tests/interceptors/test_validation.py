"""What no method takes, whichever transport it came by."""

import pytest
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct

from connectors.v1 import connector_service_pb2 as pb
from server.bounds import MAX_DEPTH, MAX_INTEGER, MAX_REQUEST_BYTES
from server.call import Call
from server.errors import InvalidArgument, MalformedRequest, PayloadTooLarge
from server.interceptors.validation import validation
from server.method_policy import read_methods

METHODS = {m.name: m for m in read_methods(pb.DESCRIPTOR.services_by_name["ConnectorService"])}


def _accepted(request: pb.CreateConnectorRequest) -> bool:
    method = METHODS["CreateConnector"]
    reached: list[Message] = []

    def handler(message: Message, _call: Call) -> Message:
        reached.append(message)
        return pb.CreateConnectorResponse()

    validation(method, handler)(request, Call(method, {}, "test"))
    return reached == [request]


def _create(**config: object) -> pb.CreateConnectorRequest:
    struct = Struct()
    struct.update(config)
    return pb.CreateConnectorRequest(name="n", type="postgresql", config=struct)


def _nested(levels: int, leaf: object) -> object:
    for level in range(levels):
        leaf = [leaf] if level % 2 else {"k": leaf}
    return leaf


def test_every_required_field_that_is_absent_is_named_at_once() -> None:
    with pytest.raises(InvalidArgument) as refusal:
        _accepted(pb.CreateConnectorRequest())
    assert [violation.path for violation in refusal.value.violations] == ["name", "type"]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), float(MAX_INTEGER + 1), -1e300])
def test_numbers_that_json_cannot_carry_are_refused_by_path(number: float) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        _accepted(_create(pool={"sizes": [1, number]}))
    assert [violation.path for violation in refusal.value.violations] == ["config.pool.sizes[1]"]


@pytest.mark.parametrize("number", [0, 5432, -1.5, float(MAX_INTEGER), -float(MAX_INTEGER), 1e-300])
def test_numbers_that_json_can_carry_pass(number: float) -> None:
    assert _accepted(_create(pool=number))


def test_the_nesting_is_bounded_and_the_bound_itself_passes() -> None:
    # The request is level 1, config level 2, so config may hold MAX_DEPTH - 2 further levels.
    assert _accepted(_create(k=_nested(MAX_DEPTH - 2, "leaf")))
    with pytest.raises(MalformedRequest, match=r"config: nested deeper than 32"):
        _accepted(_create(k=_nested(MAX_DEPTH - 1, "leaf")))
    with pytest.raises(MalformedRequest):
        _accepted(_create(k=_nested(MAX_DEPTH - 2, {})))


def test_a_request_over_a_mebibyte_is_refused() -> None:
    with pytest.raises(PayloadTooLarge):
        _accepted(_create(k="x" * MAX_REQUEST_BYTES))


def test_a_value_of_no_kind_is_refused() -> None:
    request = _create()
    request.config.fields["k"].Clear()
    with pytest.raises(InvalidArgument, match=r"config\.k"):
        _accepted(request)
