"""Bytes that no client library would send, to every method over gRPC: refused as the caller's fault, or answered."""

from __future__ import annotations

from collections.abc import Callable

import grpc
import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.method_policy import Method
from server.services import declared_methods
from tests.e2e.service import Service

METHODS = {method.name: method for method in declared_methods() if not method.streams}
EXAMPLES = 25  # of each method
OURS = (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS, grpc.StatusCode.UNIMPLEMENTED)
# What metadata may carry (gRPC over HTTP/2, "Custom-Metadata"): printable ASCII.
NAMES = st.sampled_from(["x-tenant-id", "x-role", "x-user", "x-request-id", "authorization", "request-timeout", "host"])
METADATA = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=80)


def sample(method: Method) -> bytes:
    """A request with a value in every field that text can fill."""
    request: Message = method.request()
    for field in method.descriptor.input_type.fields:
        if field.type == field.TYPE_STRING and not field.is_repeated:
            setattr(request, field.name, "conn_1")
        elif field.message_type is not None and field.message_type.full_name == "google.protobuf.Struct":
            getattr(request, field.name).update({"port": 5432, "nested": {"a": [None, True, "x"]}})
    return request.SerializeToString()


@st.composite
def edited_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 6)))
        middle = draw(st.binary(max_size=4) | st.integers(2, 60).map(lambda times, cut=content[start:end]: cut * times))
        content = content[:start] + middle + content[end:]
    return content


def code_of(call: Callable[..., bytes], content: bytes, metadata: dict[str, str]) -> grpc.StatusCode:
    try:
        call(content, metadata=tuple(metadata.items()), timeout=30)
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


@pytest.mark.parametrize("name", METHODS)
def test_whatever_is_sent_is_answered_or_refused(service: Service, name: str) -> None:
    call = service.channel().unary_unary(METHODS[name].full_name)
    before = service.log.stat().st_size

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=60) | edited_bytes(sample(METHODS[name])), st.dictionaries(NAMES, METADATA, max_size=3))
    def judge(content: bytes, metadata: dict[str, str]) -> None:
        sent = {"x-tenant-id": "fuzzed-rpc", **metadata}
        assert code_of(call, content, sent) not in OURS

    judge()
    with service.log.open("rb") as log:
        log.seek(before)
        assert b'"exception"' not in log.read()
