"""What the messages of several services are made of."""

from __future__ import annotations

from typing import Any

from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp

from connectors.v1 import probe_pb2
from probes.result import Step
from server.structs import from_struct


def timestamp(milliseconds: int | None) -> Timestamp | None:
    """Of milliseconds since the epoch."""
    if milliseconds is None:
        return None
    made = Timestamp()
    made.FromMilliseconds(milliseconds)
    return made


def step_message(step: Step) -> probe_pb2.ProbeStep:
    return probe_pb2.ProbeStep(
        name=step.name.value,
        status=probe_pb2.StepStatus.Value(step.status.value),
        latency_ms=step.latency_ms,
        message=step.message,
    )


def given(request: Message, name: str) -> Any:
    """The field's value, a Struct's as JSON has it; None where the caller left it out."""
    if not request.HasField(name):
        return None
    value = getattr(request, name)
    return from_struct(value) if isinstance(value, Struct) else value
