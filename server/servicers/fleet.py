"""Fleets: proto to use case, and each event back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from connectors.v1 import fleet_pb2 as pb
from probes.result import Step
from server.call import Call, Handler
from server.connectors.test import TestedConnector
from server.errors import status_of
from server.fleet.events import Finished, FleetEvent, Refused, Started, Waiting
from server.fleet.targets import Wanted, label_condition
from server.fleet.test import TestConnectors
from server.messages import step_message, timestamp
from server.servicers.connector_messages import connector_message
from server.servicers.connectors import test_response
from server.storage.record import ConnectorFilter
from server.watch.watch import WatchConnectors, Watched


@dataclass(frozen=True, slots=True)
class FleetServicer:
    """The use cases of fleets."""

    test: TestConnectors
    watch: WatchConnectors

    def handlers(self) -> Mapping[str, Handler]:
        return {"TestConnectors": self._test, "WatchConnectors": self._watch}

    def _watch(self, request: pb.WatchConnectorsRequest, call: Call) -> Message:
        send = _sender(call)
        self.watch(call, request.revision, lambda watched: send(_watched(watched)))
        return pb.WatchConnectorsResponse()

    def _test(self, request: pb.TestConnectorsRequest, call: Call) -> Message:
        send = _sender(call)
        matching = ConnectorFilter(
            types=tuple(request.type),
            statuses=tuple(request.status),
            labels=tuple(map(label_condition, request.label)),
            text=request.query,
        )
        parallelism = request.parallelism if request.HasField("parallelism") else None
        self.test(
            call,
            Wanted(tuple(request.ids), matching),
            parallelism,
            request.resume_token,
            lambda event: send(_answer(event)),
        )
        return pb.TestConnectorsResponse()


def _sender(call: Call) -> Callable[[Message], None]:
    if call.send is None:
        raise RuntimeError("a method that streams was called without a way to send")
    return call.send


def _watched(watched: Watched) -> pb.WatchConnectorsResponse:
    return pb.WatchConnectorsResponse(
        revision=str(watched.revision),
        type=pb.ConnectorEventType.Value(f"CONNECTOR_EVENT_TYPE_{watched.kind}"),
        time=timestamp(watched.time) if watched.time else None,
        id=watched.connector_id,
        changed_fields=watched.changed_fields,
        connector=connector_message(watched.connector) if watched.connector else None,
    )


def _answer(event: FleetEvent) -> pb.TestConnectorsResponse:
    target = event.target
    answer = pb.TestConnectorsResponse(
        resume_token=event.token, done=event.done, total=event.total, id=target.id if target else ""
    )
    name, type_name = (target.name, target.type) if target else ("", "")
    match event.what:
        case Started():
            answer.started.CopyFrom(pb.FleetTestStarted(name=name, type=type_name))
        case Step() as step:
            answer.step.CopyFrom(step_message(step))
        case TestedConnector() as tested:
            answer.result.CopyFrom(test_response(tested.record, tested.result))
        case Refused(error):
            told = pb.FleetTestRefused(name=name, type=type_name, reason=status_of(error).reason, message=error.message)
            answer.refused.CopyFrom(told)
        case Waiting(seconds):
            answer.waiting.CopyFrom(pb.FleetTestWaiting(seconds=seconds))
        case Finished() as ended:
            told_end = pb.FleetTestFinished(succeeded=ended.succeeded, failed=ended.failed, refused=ended.refused)
            answer.finished.CopyFrom(told_end)
    return answer
