"""The rpcs, messages, fields and enums of the contract, with their comments."""

from collections.abc import Iterable, Iterator, Mapping

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from reference.tables import table
from server.method_policy import Method, read_methods
from server.services import SERVICES

HEAD = """# API

Made of `protos/connectors/v1`. Over gRPC the names are as here; in REST's JSON they are lowerCamelCase
(`last_tested_at` is `lastTestedAt`), and 64-bit counts are numbers. REST's own document is served at `/openapi.json`,
and for people at `/docs`.
"""
SCALARS = {
    number: name.removeprefix("TYPE_").lower()
    for name, number in vars(FieldDescriptor).items()
    if name.startswith("TYPE_") and isinstance(number, int)
}
PACKAGE = "connectors.v1."


def api_page(comments: Mapping[str, str]) -> str:
    """Services first, then what their methods take and return, by name."""
    messages: dict[str, Descriptor] = {}
    enums: dict[str, EnumDescriptor] = {}
    parts = [HEAD.strip()]
    for service in SERVICES:
        parts += [f"## {service.name}", comments.get(service.full_name, "")]
        for method in read_methods(service):
            parts += _method(method, comments)
            for shape in (method.descriptor.input_type, method.descriptor.output_type):
                _gather(shape, messages, enums)
    parts.append("## Messages")
    for name in sorted(messages):
        parts += _message(messages[name], comments)
    parts.append("## Enums")
    for name in sorted(enums):
        parts += _enum(enums[name], comments)
    return "\n\n".join(part for part in parts if part) + "\n"


def _method(method: Method, comments: Mapping[str, str]) -> Iterator[str]:
    descriptor = method.descriptor
    yield f"### {method.name}"
    yield comments.get(descriptor.full_name, "")
    streams = "a stream of " if method.streams else ""
    lines = [f"Takes {_link(descriptor.input_type.name)}, answers {streams}{_link(descriptor.output_type.name)}."]
    lines += [f"REST: `{rule.verb} {rule.path}`." for rule in method.http]
    lines.append(f"Roles: {', '.join(sorted(map(str, method.roles)))}.")
    if limit := method.rate_limit:
        lines.append(f"At most {limit.requests} calls in {limit.window_seconds} seconds and tenant.")
    yield " ".join(lines)


def _message(message: Descriptor, comments: Mapping[str, str]) -> Iterator[str]:
    yield f"### {message.name}"
    yield comments.get(message.full_name, "")
    rows = [(f"`{field.name}`", _kind(field), comments.get(field.full_name, "")) for field in message.fields]
    yield table(("field", "type", "meaning"), rows) if rows else "No field."


def _enum(enum: EnumDescriptor, comments: Mapping[str, str]) -> Iterator[str]:
    yield f"### {enum.name}"
    yield comments.get(enum.full_name, "")
    rows = [(f"`{value.name}`", comments.get(f"{enum.full_name}.{value.name}", "")) for value in enum.values]
    yield table(("value", "meaning"), rows)


def _gather(message: Descriptor, messages: dict[str, Descriptor], enums: dict[str, EnumDescriptor]) -> None:
    """The message and all that it is made of, as far as it is ours."""
    if not message.full_name.startswith(PACKAGE) or message.name in messages:
        return
    messages[message.name] = message
    for field in message.fields:
        if field.message_type is not None:
            _gather(field.message_type, messages, enums)
        if field.enum_type is not None:
            enums[field.enum_type.name] = field.enum_type


def _kind(field: FieldDescriptor) -> str:
    shape = field.message_type or field.enum_type
    if shape is None:
        kind = SCALARS[field.type]
    elif shape.full_name.startswith(PACKAGE):
        kind = _link(shape.name)
    else:
        kind = f"`{shape.full_name}`"
    words: Iterable[str] = (
        ("repeated", kind) if field.is_repeated else ("optional", kind) if _may_be_unset(field) else (kind,)
    )
    return " ".join(words)


def _may_be_unset(field: FieldDescriptor) -> bool:
    return field.has_presence and field.message_type is None


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"
