"""Reads the vendors' files, once a process, and refuses one that says something that cannot be meant."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import yaml

from probes.connector_type import Field
from probes.vendors.consistency import complaints, credential_fields_of
from probes.vendors.declaration import FieldSpec, Method, Vendor

_FOLDER = Path(__file__).parent


@cache
def vendors() -> Mapping[str, Vendor]:
    """Every declared vendor by name. Raises ValueError naming the file, and the place in it."""
    found: dict[str, Vendor] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        vendor = parse_vendor(path.read_text(encoding="utf-8"), path.name)
        if vendor.name in found or vendor.name != path.stem:
            raise ValueError(f"{path.name}: a vendor's file is named after it, and declares it alone")
        found[vendor.name] = vendor
    return MappingProxyType(found)


def parse_vendor(text: str, origin: str) -> Vendor:
    """Raises ValueError, which begins with `origin`."""
    try:
        vendor = msgspec.convert(yaml.load(text, _StrictLoader), Vendor)  # noqa: S506 - a SafeLoader of ours
        complaint = next(complaints(vendor), None)
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{origin}: {error}") from None
    if complaint:
        raise ValueError(f"{origin}: {complaint}")
    return vendor


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
