"""Bound methods of the real contract whose handlers a test sets: the gateway's own behaviour, without the service's."""

from collections.abc import Callable
from typing import Any

from google.protobuf.message import Message

from server.call import BoundMethod, Call
from server.method_policy import Method
from server.services import declared_methods

METHODS: dict[str, Method] = {method.name: method for method in declared_methods()}

Answer = Callable[[Any, Call], Message]


class FakeService:
    """Answers what `answers` has for a method, else with an empty message; keeps every request and call."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[Any] = []
        self.calls: list[Call] = []

    def reset(self) -> None:
        self.answers.clear()
        self.requests.clear()
        self.calls.clear()

    @property
    def bound(self) -> tuple[BoundMethod, ...]:
        return tuple(BoundMethod(method, self._handler(method)) for method in METHODS.values())

    def _handler(self, method: Method) -> Callable[[Message, Call], Message]:
        def handle(request: Message, call: Call) -> Message:
            self.requests.append(request)
            self.calls.append(call)
            answer = self.answers.get(method.name)
            return answer(request, call) if answer else method.response()

        return handle


def raising(error: Exception) -> Answer:
    def answer(_request: Any, _call: Call) -> Message:
        raise error

    return answer
