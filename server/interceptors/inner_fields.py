"""The fields of a message, and of the messages inside it, that an interceptor looks at, found once from descriptors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message


class InnerFields:
    """`wanted` says which. Well-known types are leaves; requests do not hold themselves."""

    def __init__(self, descriptor: Descriptor, wanted: Callable[[FieldDescriptor], bool]) -> None:
        self._own = [field for field in descriptor.fields if wanted(field)]
        self._inner: list[tuple[FieldDescriptor, InnerFields]] = []
        for field in descriptor.fields:
            if field.message_type is None or wanted(field) or _is_leaf(field.message_type):
                continue
            inner = InnerFields(field.message_type, wanted)
            if inner:
                self._inner.append((field, inner))

    def __bool__(self) -> bool:
        return bool(self._own or self._inner)

    def values(self, message: Message, path: str = "") -> Iterator[tuple[Any, str]]:
        """Each value that is there, with its path in JSON's names, such as `connectors[3].config`."""
        for field in self._own:
            for value, where in _present(message, field):
                yield value, path + where
        for field, inner in self._inner:
            for value, where in _present(message, field):
                yield from inner.values(value, f"{path}{where}.")


def _present(message: Message, field: FieldDescriptor) -> Iterator[tuple[Any, str]]:
    value = getattr(message, field.name)
    if field.is_repeated:
        for index, item in enumerate(value):
            yield item, f"{field.json_name}[{index}]"
    elif not field.has_presence or message.HasField(field.name):
        yield value, field.json_name


def _is_leaf(descriptor: Descriptor) -> bool:
    return descriptor.file.package == "google.protobuf" or bool(descriptor.GetOptions().map_entry)
