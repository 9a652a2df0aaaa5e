"""Reads the vendors' files, once a process, and refuses one that says something that cannot be meant."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import yaml

from probes.connector_type import Field
from probes.vendors.consistency import complaints, credential_fields_of
from probes.vendors.declaration import FieldSpec, Method, Refusals, Vendor

_FOLDER = Path(__file__).parent
_COMPILED = "compiled.json"
_SHARED_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}")


class Compiled(msgspec.Struct, frozen=True):
    """A declaration as compile_all() wrote it, and the digest of the files that it was made of."""

    digest: str
    vendor: Vendor


@cache
def vendors() -> Mapping[str, Vendor]:
    """Every declared vendor by name. Raises ValueError naming the file, and the place in it.

    YAML is read and judged once, by `make generate` (2 ms a file, which every start would pay); a file that is new or
    has changed since is read here.
    """
    compiled = _compiled()
    rest = _digest_of_shared()
    found: dict[str, Vendor] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        text = path.read_bytes()
        known = compiled.get(path.name)
        current = known is not None and known.digest == _digest(text, rest)
        vendor = known.vendor if known and current else parse_vendor(text.decode(), path.name)
        if vendor.name in found or vendor.name != path.stem:
            raise ValueError(f"{path.name}: a vendor's file is named after it, and declares it alone")
        found[vendor.name] = vendor
    return MappingProxyType(found)


def compile_all() -> bytes:
    """What `compiled.json` must hold: one line a file, so that a change of one is a change of one line."""
    rest = _digest_of_shared()
    lines = []
    for path in sorted(_FOLDER.glob("*.yaml")):
        text = path.read_bytes()
        compiled = Compiled(_digest(text, rest), parse_vendor(text.decode(), path.name))
        lines.append(msgspec.json.encode(path.name) + b":" + msgspec.json.encode(compiled))
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def _compiled() -> dict[str, Compiled]:
    try:
        return msgspec.json.decode((_FOLDER / _COMPILED).read_bytes(), type=dict[str, Compiled])
    except (FileNotFoundError, msgspec.MsgspecError):
        return {}  # of another version, or not made yet: the files themselves are read


def _digest_of_shared() -> bytes:
    """Whatever else decides what a declaration becomes: the shared refusals."""
    return b"".join(path.read_bytes() for path in sorted((_FOLDER / "shared").glob("*.yaml")))


def _digest(text: bytes, rest: bytes) -> str:
    return hashlib.sha256(text + b"\0" + rest).hexdigest()


def parse_vendor(text: str, origin: str) -> Vendor:
    """Raises ValueError, which begins with `origin`."""
    try:
        content = _read(text)
        if isinstance(content, dict):
            content.pop("samples", None)
        vendor = with_shared(msgspec.convert(content, Vendor))
        complaint = next(complaints(vendor), None)
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{origin}: {error}") from None
    if complaint:
        raise ValueError(f"{origin}: {complaint}")
    return vendor


def with_shared(vendor: Vendor) -> Vendor:
    """The vendor with the rules of the files that `refusesAs` names behind its own. Raises ValueError."""
    for name in vendor.refuses_as:
        if not _SHARED_NAME.fullmatch(name) or not (path := _FOLDER / "shared" / f"{name}.yaml").is_file():
            raise ValueError(f"refusesAs names {name}, which is no file of shared/")
        shared = msgspec.convert(_read(path.read_text(encoding="utf-8")), Refusals)
        vendor = msgspec.structs.replace(
            vendor,
            code=(*vendor.code, *shared.code),
            detail=(*vendor.detail, *shared.detail),
            answers=(*vendor.answers, *shared.answers),
        )
    return msgspec.structs.replace(vendor, refuses_as=())


def _read(text: str) -> Any:
    return yaml.load(text, _StrictLoader)  # noqa: S506 - a SafeLoader of ours


def fields_of(method: Method) -> tuple[Field, ...]:
    """The method's credential fields, shared ones looked up."""
    return tuple(item if isinstance(item, Field) else field_of(item) for item in credential_fields_of(method))


def field_of(spec: FieldSpec) -> Field:
    return Field(**msgspec.structs.asdict(spec))


class _StrictLoader(yaml.CSafeLoader):
    """YAML's safe part, without the keys that would silently replace an earlier one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"{min(twice)} is given twice, {node.start_mark}")
        return super().construct_mapping(node, deep)
