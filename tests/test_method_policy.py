"""A method that does not say who may call it stops the start."""

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool
from google.protobuf.descriptor import ServiceDescriptor

from connectors.v1 import connector_service_pb2, method_policy_pb2
from server.interceptors.chain import bind
from server.method_policy import PolicyMissing, RateLimit, Role, read_methods

SERVICE = connector_service_pb2.DESCRIPTOR.services_by_name["ConnectorService"]


def _service(policy: method_policy_pb2.MethodPolicy | None) -> ServiceDescriptor:
    file = descriptor_pb2.FileDescriptorProto(name="lone.proto", package="lone", syntax="proto3")
    file.dependency.append("connectors/v1/method_policy.proto")
    file.message_type.add(name="Ask")
    method = file.service.add(name="Lone").method.add(name="Do", input_type=".lone.Ask", output_type=".lone.Ask")
    if policy is not None:
        method.options.Extensions[method_policy_pb2.policy].CopyFrom(policy)
    pool = descriptor_pool.DescriptorPool()
    for module in (descriptor_pb2, method_policy_pb2):
        pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
    pool.AddSerializedFile(file.SerializeToString())
    return pool.FindServiceByName("lone.Lone")


BAD = {
    "none at all": (None, "no roles"),
    "no roles": (method_policy_pb2.MethodPolicy(success_code=201), "no roles"),
    "a role that is none": (
        method_policy_pb2.MethodPolicy(roles=[method_policy_pb2.ROLE_UNSPECIFIED]),
        "ROLE_UNSPECIFIED",
    ),
    "an odd success code": (
        method_policy_pb2.MethodPolicy(roles=[method_policy_pb2.ROLE_ADMIN], success_code=302),
        "success_code 302",
    ),
    "a limit without a window": (
        method_policy_pb2.MethodPolicy(
            roles=[method_policy_pb2.ROLE_ADMIN], rate_limit=method_policy_pb2.RateLimit(requests=5)
        ),
        "window_seconds",
    ),
}


@pytest.mark.parametrize(("policy", "said"), BAD.values(), ids=BAD.keys())
def test_a_policy_that_cannot_hold_refuses_to_start_and_names_the_method(
    policy: method_policy_pb2.MethodPolicy | None, said: str
) -> None:
    with pytest.raises(PolicyMissing, match=said) as refusal:
        read_methods(_service(policy))
    assert "/lone.Lone/Do" in str(refusal.value)


def test_the_contract_says_what_the_product_page_says() -> None:
    methods = {method.name: method for method in read_methods(SERVICE)}
    everyone, writers = frozenset({Role.ADMIN, Role.EDITOR, Role.VIEWER}), frozenset({Role.ADMIN, Role.EDITOR})
    said = {
        "ListConnectors": everyone,
        "GetConnector": everyone,
        "CreateConnector": writers,
        "UpdateConnector": writers,
        "DeleteConnector": writers,
        "TestConnector": writers,
    }
    assert {name: methods[name].roles for name in said} == said
    assert methods["TestConnector"].rate_limit == RateLimit(requests=100, window_seconds=60)
    assert (methods["CreateConnector"].success_code, methods["DeleteConnector"].success_code) == (201, 204)


def test_a_method_nobody_handles_refuses_to_start() -> None:
    with pytest.raises(LookupError, match="ConnectorService/ListConnectors"):
        bind(read_methods(SERVICE), {}, ())
