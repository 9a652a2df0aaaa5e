"""What only gRPC has: health, reflection, and messages that JSON cannot say."""

from __future__ import annotations

import math
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.struct_pb2 import Struct, Value
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from connectors.v1 import connector_service_pb2 as pb
from connectors.v1 import connector_service_pb2_grpc as pb_grpc
from tests.contract.answer import Answer
from tests.contract.transport import ROUTES, grpc_refusal
from tests.e2e.service import Service

SERVICE = "connectors.v1.ConnectorService"


@pytest.fixture
def channel(service: Service) -> grpc.Channel:
    return service.channel()


@pytest.mark.parametrize("name", ["", SERVICE])
def test_the_service_is_healthy(channel: grpc.Channel, name: str) -> None:
    stub: Any = health_pb2_grpc.HealthStub(channel)
    answer = stub.Check(health_pb2.HealthCheckRequest(service=name), timeout=30)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_reflection_lists_and_describes_everything(channel: grpc.Channel) -> None:
    database = ProtoReflectionDescriptorDatabase(channel)
    services = set(database.get_services())
    assert {SERVICE, "grpc.health.v1.Health"} <= services
    pool = DescriptorPool(database)
    described_methods: set[str] = set()
    for name in services:
        described = pool.FindServiceByName(name)
        described_methods |= {method.name for method in described.methods}
        for method in described.methods:
            assert method.input_type.fields is not None
            assert method.output_type.fields is not None
    assert described_methods >= set(ROUTES)


def test_reflection_knows_the_policy_of_a_method(channel: grpc.Channel) -> None:
    database = ProtoReflectionDescriptorDatabase(channel)
    proto: FileDescriptorProto = database.FindFileByName("connectors/v1/method_policy.proto")
    assert {extension.name for extension in proto.extension} == {"policy", "field_policy"}


def refused(channel: grpc.Channel, tenant: str, request: pb.CreateConnectorRequest) -> Answer:
    stub = pb_grpc.ConnectorServiceStub(channel)  # type: ignore[no-untyped-call]  # generated without types
    with pytest.raises(grpc.RpcError) as error:
        stub.CreateConnector(request, metadata=(("x-tenant-id", tenant),), timeout=30)
    return grpc_refusal(error.value)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 2.0**53, 1e300])
@pytest.mark.parametrize("name", ["config", "connection_config", "auth_config"])
def test_a_number_that_json_cannot_carry_is_refused_by_its_path(
    channel: grpc.Channel, tenant: str, name: str, number: float
) -> None:
    struct = Struct(fields={"n": Value(number_value=number)})
    request = pb.CreateConnectorRequest(name="x", type="csv")
    getattr(request, name).CopyFrom(struct)
    json_name = pb.CreateConnectorRequest.DESCRIPTOR.fields_by_name[name].json_name
    answer = refused(channel, tenant, request)
    assert (answer.status, answer.fields) == (400, {f"{json_name}.n"})


def test_a_value_without_a_kind_is_refused(channel: grpc.Channel, tenant: str) -> None:
    request = pb.CreateConnectorRequest(name="x", type="csv", config=Struct(fields={"n": Value()}))
    assert refused(channel, tenant, request).fields == {"config.n"}


def test_a_request_over_1_mib_is_refused(channel: grpc.Channel, tenant: str) -> None:
    config = Struct(fields={"note": Value(string_value="x" * (1 << 20))})
    answer = refused(channel, tenant, pb.CreateConnectorRequest(name="x", type="csv", config=config))
    assert (answer.code, answer.reason) == (grpc.StatusCode.INVALID_ARGUMENT.value[0], "PAYLOAD_TOO_LARGE")


def test_bytes_that_are_no_message_are_invalid_argument(channel: grpc.Channel, tenant: str) -> None:
    call: Any = channel.unary_unary(f"/{SERVICE}/CreateConnector")
    with pytest.raises(grpc.RpcError) as error:
        call(b"\xff\xff\xff", metadata=(("x-tenant-id", tenant),), timeout=30)
    answer = grpc_refusal(error.value)
    assert (answer.code, answer.reason) == (3, "MALFORMED_REQUEST")
