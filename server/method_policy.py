"""Reads each method's policy from its proto options, once. A method without a policy refuses to start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from google.api import annotations_pb2
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from connectors.v1 import method_policy_pb2
from server.bounds import MAX_REQUEST_BYTES


class Role(StrEnum):
    """What a caller may be; the contract's Role without its prefix."""

    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `requests` admitted calls in any window of `window_seconds`, for one tenant and method."""

    requests: int
    window_seconds: int


@dataclass(frozen=True, slots=True)
class HttpRule:
    """A google.api.http binding: verb, path template, which field is the body, which is the answer."""

    verb: str
    path: str
    body: str
    response_body: str


@dataclass(frozen=True, slots=True)
class Method:
    """An rpc, with all that its options decide."""

    name: str  # "ListConnectors"
    full_name: str  # "/connectors.v1.ConnectorService/ListConnectors"
    request: type[Message]
    response: type[Message]
    roles: frozenset[Role]
    rate_limit: RateLimit | None
    success_code: int
    http: tuple[HttpRule, ...]
    descriptor: MethodDescriptor
    streams: bool = False  # it answers with many messages
    max_request_bytes: int = MAX_REQUEST_BYTES
    resume_field: str = ""  # of such a method: what says in an answer, and in a request, how far the reader is


class PolicyMissing(Exception):
    """A method does not say who may call it, or says something that cannot be."""


def read_methods(service: ServiceDescriptor) -> tuple[Method, ...]:
    """Every method of a service, in the order of the proto. Raises PolicyMissing."""
    return tuple(_read(method, f"/{service.full_name}/{method.name}") for method in service.methods)


def _read(descriptor: MethodDescriptor, full_name: str) -> Method:
    options = descriptor.GetOptions()
    policy = options.Extensions[method_policy_pb2.policy]
    if not policy.roles:
        raise PolicyMissing(f"{full_name}: no roles in its policy (protos/connectors/v1/method_policy.proto)")
    if method_policy_pb2.ROLE_UNSPECIFIED in policy.roles:
        raise PolicyMissing(f"{full_name}: ROLE_UNSPECIFIED in its policy")
    if policy.success_code not in (0, 200, 201, 204):
        raise PolicyMissing(f"{full_name}: success_code {policy.success_code} is none of 200, 201, 204")
    return Method(
        name=descriptor.name,
        full_name=full_name,
        request=GetMessageClass(descriptor.input_type),
        response=GetMessageClass(descriptor.output_type),
        roles=frozenset(Role(method_policy_pb2.Role.Name(role).removeprefix("ROLE_").lower()) for role in policy.roles),
        rate_limit=_rate_limit(policy, full_name),
        success_code=policy.success_code or 200,
        http=_http_rules(descriptor),
        descriptor=descriptor,
        streams=descriptor.server_streaming,
        max_request_bytes=policy.max_request_bytes or MAX_REQUEST_BYTES,
        resume_field=_resume_field(policy.resume_field, descriptor, full_name),
    )


def _resume_field(name: str, descriptor: MethodDescriptor, full_name: str) -> str:
    if not name:
        return ""
    for message in (descriptor.input_type, descriptor.output_type):
        field = message.fields_by_name.get(name)
        if not descriptor.server_streaming or field is None or field.type != field.TYPE_STRING or field.is_repeated:
            raise PolicyMissing(f"{full_name}: resume_field {name!r} is no string of both messages of a stream")
    return name


def _rate_limit(policy: method_policy_pb2.MethodPolicy, full_name: str) -> RateLimit | None:
    if not policy.HasField("rate_limit"):
        return None
    limit = RateLimit(policy.rate_limit.requests, policy.rate_limit.window_seconds)
    if limit.requests < 1 or limit.window_seconds < 1:
        raise PolicyMissing(f"{full_name}: a rate limit needs requests and window_seconds of at least 1")
    return limit


def _http_rules(descriptor: MethodDescriptor) -> tuple[HttpRule, ...]:
    rule = descriptor.GetOptions().Extensions[annotations_pb2.http]
    bindings = [rule, *rule.additional_bindings]
    found = []
    for binding in bindings:
        verb = binding.WhichOneof("pattern")
        if verb is None:
            continue
        is_custom = verb == "custom"
        found.append(
            HttpRule(
                verb=binding.custom.kind if is_custom else verb.upper(),
                path=binding.custom.path if is_custom else getattr(binding, verb),
                body=binding.body,
                response_body=binding.response_body,
            )
        )
    return tuple(found)
