"""Schedules: proto to use case and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

from connectors.v1 import schedule_pb2 as pb
from server.call import Call, Handler
from server.messages import timestamp
from server.schedules.set import GetCheckSchedule, GetDefaultCheckSchedule, SetCheckSchedule, SetDefaultCheckSchedule
from server.storage.schedule_record import Schedule


@dataclass(frozen=True, slots=True)
class ScheduleServicer:
    """The use cases of schedules."""

    get: GetCheckSchedule
    set: SetCheckSchedule
    get_default: GetDefaultCheckSchedule
    set_default: SetDefaultCheckSchedule

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "GetCheckSchedule": self._get,
            "SetCheckSchedule": self._set,
            "GetDefaultCheckSchedule": self._get_default,
            "SetDefaultCheckSchedule": self._set_default,
        }

    def _get(self, request: pb.GetCheckScheduleRequest, call: Call) -> Message:
        return pb.GetCheckScheduleResponse(schedule=_schedule(self.get(call.caller, request.id)))

    def _set(self, request: pb.SetCheckScheduleRequest, call: Call) -> Message:
        interval = request.interval_seconds if request.HasField("interval_seconds") else None
        return pb.SetCheckScheduleResponse(schedule=_schedule(self.set(call, request.id, interval)))

    def _get_default(self, _request: pb.GetDefaultCheckScheduleRequest, call: Call) -> Message:
        return pb.GetDefaultCheckScheduleResponse(interval_seconds=self.get_default(call.caller))

    def _set_default(self, request: pb.SetDefaultCheckScheduleRequest, call: Call) -> Message:
        return pb.SetDefaultCheckScheduleResponse(interval_seconds=self.set_default(call, request.interval_seconds))


def _schedule(schedule: Schedule) -> pb.CheckSchedule:
    due = schedule.next_run if schedule.interval else None
    return pb.CheckSchedule(
        interval_seconds=schedule.own,
        effective_interval_seconds=schedule.interval,
        next_run_at=timestamp(due),
    )
