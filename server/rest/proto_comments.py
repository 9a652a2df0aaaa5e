"""The comments of protos, by the full name of what they stand above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
    ServiceDescriptorProto,
)

Path = tuple[int, ...]

# Field numbers of descriptor.proto, of which the paths of SourceCodeInfo are made.
_FILE_MESSAGE, _FILE_ENUM, _FILE_SERVICE = 4, 5, 6
_MESSAGE_FIELD, _MESSAGE_NESTED, _MESSAGE_ENUM = 2, 3, 4
_ENUM_VALUE, _SERVICE_METHOD = 2, 2


def read_comments(files: FileDescriptorSet) -> Mapping[str, str]:
    """From a descriptor set that protoc wrote with --include_source_info."""
    found: dict[str, str] = {}
    for file in files.file:
        texts = {tuple(place.path): place.leading_comments for place in file.source_code_info.location}
        for path, name in _of_file(file):
            if text := texts.get(path, "").strip():
                found[name] = "\n".join(line.strip() for line in text.splitlines())
    return found


def _of_file(file: FileDescriptorProto) -> Iterator[tuple[Path, str]]:
    for index, message in enumerate(file.message_type):
        yield from _of_message(message, (_FILE_MESSAGE, index), file.package)
    for index, enum in enumerate(file.enum_type):
        yield from _of_enum(enum, (_FILE_ENUM, index), file.package)
    for index, service in enumerate(file.service):
        yield from _of_service(service, (_FILE_SERVICE, index), file.package)


def _of_message(message: DescriptorProto, path: Path, scope: str) -> Iterator[tuple[Path, str]]:
    name = f"{scope}.{message.name}"
    yield path, name
    yield from _named(message.field, (*path, _MESSAGE_FIELD), name)
    for index, nested in enumerate(message.nested_type):
        yield from _of_message(nested, (*path, _MESSAGE_NESTED, index), name)
    for index, enum in enumerate(message.enum_type):
        yield from _of_enum(enum, (*path, _MESSAGE_ENUM, index), name)


def _of_enum(enum: EnumDescriptorProto, path: Path, scope: str) -> Iterator[tuple[Path, str]]:
    name = f"{scope}.{enum.name}"
    yield path, name
    yield from _named(enum.value, (*path, _ENUM_VALUE), name)


def _of_service(service: ServiceDescriptorProto, path: Path, scope: str) -> Iterator[tuple[Path, str]]:
    name = f"{scope}.{service.name}"
    yield path, name
    yield from _named(service.method, (*path, _SERVICE_METHOD), name)


def _named(children: Any, path: Path, scope: str) -> Iterator[tuple[Path, str]]:
    for index, child in enumerate(children):
        yield (*path, index), f"{scope}.{child.name}"
