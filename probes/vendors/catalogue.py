"""Reads the vendors' files, once a process, and refuses one that says something that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import yaml

from probes.connector_type import Field
from probes.vendors.credential_fields import CREDENTIAL_FIELDS
from probes.vendors.declaration import FieldSpec, Method, Vendor, names_in

_FOLDER = Path(__file__).parent
TOKEN = "accessToken"  # noqa: S105 - the name that an issued token has in templates


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
        complaint = next(_complaints(vendor), None)
    except (ValueError, yaml.YAMLError, re.error) as error:
        raise ValueError(f"{origin}: {error}") from None
    if complaint:
        raise ValueError(f"{origin}: {complaint}")
    return vendor


def fields_of(method: Method) -> tuple[Field, ...]:
    """The method's credential fields, shared ones looked up."""
    return tuple(CREDENTIAL_FIELDS[item] if isinstance(item, str) else field_of(item) for item in method.fields)


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


def _complaints(vendor: Vendor) -> Iterator[str]:
    """What the types of declaration.py cannot say."""
    config = {field.name: field for field in vendor.fields}
    for method in vendor.methods:
        yield from _of_method(method)
    credentials = {field.name for method in vendor.methods for field in fields_of(method)}
    known = {*(f"config.{name}" for name in config), *(f"authConfig.{name}" for name in credentials)}
    for value, sources in vendor.values.items():
        for source in sources:
            if source.from_ is None and source.is_ is None:
                yield f"values.{value} has a source with neither `from` nor `is`"
            if source.from_ and source.from_ not in known:
                yield f"values.{value} comes from {source.from_}, which is no field"
    for rule in vendor.answers:
        if rule.field and "." in rule.field and rule.field not in known:
            yield f"an answer blames {rule.field}, which is no field"
        re.compile(rule.says or "")
    yield from _of_checks(vendor, known)
    yield from (
        f"method {method.name} can be left without a check" for method in vendor.methods if _idle(vendor, method)
    )
    open_ones = {name for name, field in config.items() if not (field.pattern or field.choices)}
    for template in _urls(vendor):
        for name in names_in(template):
            if name not in vendor.values and name not in config:
                yield f"{template} needs {name}, which is neither a value nor a config field"
            if name in open_ones:
                yield f"{template} needs config.{name}, which has no grammar"


def _of_method(method: Method) -> Iterator[str]:
    unknown = [item for item in method.fields if isinstance(item, str) and item not in CREDENTIAL_FIELDS]
    if unknown:
        raise ValueError(f"method {method.name} names {unknown[0]}, which is no shared credential field")
    names = {field.name for field in fields_of(method)}
    if not names >= set(method.optional):
        yield f"method {method.name} calls optional what it does not take"
    sendable = names | ({TOKEN} if method.token else set())
    send = method.send
    for template in (*send.headers.values(), *send.query.values(), *(send.basic or ())):
        if not sendable >= set(names_in(template)):
            yield f"method {method.name} sends {template}, which holds what it does not take"


def _of_checks(vendor: Vendor, known: set[str]) -> Iterator[str]:
    for check in vendor.checks:
        where = f"check {check.path}"
        if check.http_method == "POST" and not check.reads:
            yield f"{where} is a POST and does not say why it only reads"
        if not check.proves and not check.aside and not check.any_answer:
            yield f"{where} proves nothing"
        if check.proves and check.expects is None:
            yield f"{where} proves something and does not say what it expects in the answer"
        for path in (check.when, check.unless, check.field):
            if path and path not in known:
                yield f"{where} names {path}, which is no field"
        for name in check.methods:
            if vendor.method(name) is None:
                yield f"{where} is for method {name}, which is not declared"


def _idle(vendor: Vendor, method: Method) -> bool:
    """Whether some config leaves the method with nothing to ask, and so with a success that proves nothing."""
    always = {f"config.{field.name}" for field in vendor.fields if field.required or field.default is not None}
    checks = [
        check for check in vendor.checks if not check.aside and (not check.methods or method.name in check.methods)
    ]
    either_way = {check.when for check in checks if not check.unless} & {
        check.unless for check in checks if not check.when
    }
    unconditional = any((check.when is None or check.when in always) and check.unless is None for check in checks)
    return not unconditional and not (either_way - {None})


def _urls(vendor: Vendor) -> Iterator[str]:
    yield vendor.base
    for check in vendor.checks:
        yield from (check.base or "", check.path, *check.query.values(), *check.headers.values())
    yield from (method.token.url for method in vendor.methods if method.token)
