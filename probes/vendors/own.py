"""A declaration that a tenant wrote: as one of the vendors' files, and held to more, since nobody of ours read it.

What its requests may reach is the egress guard's to say; this says what a declaration may be: bounded in size, https
alone, placeholders only where they are checked, no credential written into it, patterns that match in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from probes.ecma_pattern import ecma_pattern
from probes.grammar import linear, obeys
from probes.vendors.bounds import oversized
from probes.vendors.catalogue import field_of
from probes.vendors.consistency import Complaint, complaints, credential_fields_of, patterns, urls
from probes.vendors.declaration import TEMPLATED, FieldSpec, Vendor, names_in
from probes.vendors.places import wrong_places

NAME = re.compile(r"[a-z][a-z0-9_]{1,62}")
VERIFIED_AGAINST = "nothing: the tenant's own declaration"
_GIVEN = ("name", "verifiedAgainst", "checked")
_DEFAULTS = {"category": "custom", "proves": "Sends the requests of the declaration and takes what they expect."}
_MOST_PATTERN = 512

_HOST = r"(?:[A-Za-z0-9]|\{[A-Za-z]+\})(?:[A-Za-z0-9-]|\{[A-Za-z]+\})*"
_ORIGIN = re.compile(rf"https://{_HOST}(?:\.{_HOST})*(?::[0-9]{{1,5}})?")
_PATH = re.compile(r"(?:/[!$-.0-;=?-Z_a-z~{}%]*)*")
_FIELD_NAME = re.compile(r"[A-Za-z]{1,64}")
_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
# They are the HTTP client's to set, or would make of one request two.
_RESERVED_HEADERS = re.compile(
    r"host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*", re.IGNORECASE
)
_CREDENTIAL_NAME = re.compile(r"authorization|cookie|.*(key|token|secret|password|signature)", re.IGNORECASE)


class DeclarationRefused(ValueError):
    """Every place that is wrong, as a path relative to the declaration."""

    def __init__(self, wrong: tuple[Complaint, ...]) -> None:
        super().__init__("; ".join(str(complaint) for complaint in wrong))
        self.wrong = wrong


def parse_own(name: str, declaration: Mapping[str, Any]) -> Vendor:
    """Raises DeclarationRefused."""
    wrong = tuple(oversized(declaration))
    if wrong:
        raise DeclarationRefused(wrong)
    given = {key: value for key, value in declaration.items() if key not in _GIVEN}
    whole = {**_DEFAULTS, **given, "name": name, "verifiedAgainst": VERIFIED_AGAINST}
    known_by_us = [Complaint(key, "is not the declaration's to say") for key in _GIVEN if key in declaration]
    vendor, places = wrong_places(Vendor, whole)
    if vendor is None or known_by_us:
        raise DeclarationRefused((*known_by_us, *places))
    for judge in (complaints, _of_patterns, _own_rules):  # each stands on what the one before has ruled out
        wrong = tuple(judge(vendor))
        if wrong:
            raise DeclarationRefused(wrong)
    return vendor


def parse_own_text(name: str, text: str) -> Vendor:
    """Raises DeclarationRefused."""
    return parse_own(name, orjson.loads(text))


def _own_rules(vendor: Vendor) -> Iterator[Complaint]:
    if vendor.refuses_as:
        yield Complaint("refusesAs", "is for the built-in types alone")
    yield from _of_origins(vendor)
    yield from _of_sent(vendor)
    yield from _of_fields("fields", vendor.fields)
    for index, method in enumerate(vendor.methods):
        where = f"methods[{index}]"
        if method.name == "access_key" or any(other.name == method.name for other in vendor.methods[:index]):
            yield Complaint(f"{where}.name", f"{method.name} is taken")
        specs = tuple(item for item in method.fields if isinstance(item, FieldSpec))
        yield from _of_fields(f"{where}.fields", specs)
    declared = {item.name for item in vendor.fields} | {
        f"authConfig.{item.name}" for method in vendor.methods for item in credential_fields_of(method)
    }
    for index, group in enumerate(vendor.either):
        for path in group:
            if path not in declared:
                yield Complaint(f"either[{index}]", f"{path} is no declared field")


def _of_patterns(vendor: Vendor) -> Iterator[Complaint]:
    for path, pattern in patterns(vendor):
        if len(pattern) > _MOST_PATTERN:
            yield Complaint(path, f"must be at most {_MOST_PATTERN} characters, got {len(pattern)}")
            continue
        try:
            linear(pattern)
        except Exception as error:  # re2.error, whose argument is bytes
            yield Complaint(path, f"cannot be matched in linear time (RE2): {_said(error)}")
            continue
        try:
            ecma_pattern(pattern)
        except (ValueError, re.error, RecursionError) as error:
            yield Complaint(path, f"cannot be shown in a JSON Schema: {error}")


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _of_origins(vendor: Vendor) -> Iterator[Complaint]:
    """https, a host of plain labels, no userinfo; what stands in the host has a grammar of its own."""
    open_values = {
        name
        for name, sources in vendor.values.items()
        if any(item.from_ and not (item.match or item.instance) for item in sources)
    }
    for path, template in urls(vendor):
        if not path.endswith(("base", "token.url")):
            if path.endswith(".path") and not _is_path(template):
                yield Complaint(path, "expected an absolute path of URL characters, without `..` and `#`")
            continue
        origin = _ORIGIN.match(template)
        if origin is None or not _is_path(template[origin.end() :]):
            yield Complaint(path, "expected https://, a host name, perhaps a port, and a path; no user name")
            continue
        for name in names_in(origin[0]):
            if name in open_values:
                yield Complaint(path, f"{{{name}}} stands in the host, so each of its sources needs a `match`")


def _is_path(text: str) -> bool:
    unescaped = TEMPLATED.sub("x", text)
    return _PATH.fullmatch(unescaped) is not None and not re.search(r"[{}]|(^|/)\.\.?(/|\?|$)", unescaped)


def _of_sent(vendor: Vendor) -> Iterator[Complaint]:
    """Headers and query parameters: well-formed, and no credential among them that everyone may read."""
    sent = [("headers", vendor.headers, True)]
    for index, check in enumerate(vendor.checks):
        sent += [(f"checks[{index}].headers", check.headers, True), (f"checks[{index}].query", check.query, False)]
    for index, method in enumerate(vendor.methods):
        where = f"methods[{index}].send"
        sent += [(f"{where}.headers", method.send.headers, True), (f"{where}.query", method.send.query, False)]
        if method.token:
            sent.append((f"methods[{index}].token.headers", method.token.headers, True))
        if method.send.basic and not any(names_in(template) for template in method.send.basic):
            yield Complaint(f"{where}.basic", _CREDENTIAL_INSIDE)
    for where, templates, in_header in sent:
        for name, template in templates.items():
            path = f"{where}.{name}"
            if in_header and (not _HEADER_NAME.fullmatch(name) or _RESERVED_HEADERS.fullmatch(name)):
                yield Complaint(path, "is no header that a declaration may set")
            if not _PRINTABLE.fullmatch(template) or re.search(r"[{}]", TEMPLATED.sub("", template)):
                yield Complaint(path, "expected printable ASCII, and braces around names alone")
            if _CREDENTIAL_NAME.fullmatch(name) and not names_in(template):
                yield Complaint(path, _CREDENTIAL_INSIDE)


_CREDENTIAL_INSIDE = "holds no placeholder: a credential belongs in a connector's authConfig, not in the declaration"


def _of_fields(where: str, specs: tuple[FieldSpec, ...]) -> Iterator[Complaint]:
    taken: set[str] = set()
    for index, spec in enumerate(specs):
        path = f"{where}[{index}]"
        item = replace(field_of(spec), linear=True)
        if not _FIELD_NAME.fullmatch(spec.name):
            yield Complaint(f"{path}.name", "expected 1 to 64 letters")
        for name in (spec.name, *spec.aliases):
            if name in taken or not _ALIAS.fullmatch(name):
                yield Complaint(path, f"{name} is taken by another field, or is no name")
            taken.add(name)
        for key, value in (("default", spec.default), ("example", spec.example)):
            if value is not None and not obeys(item, value):
                yield Complaint(f"{path}.{key}", "breaks the field's own rules")
        if spec.default is not None and spec.secrecy.value != "none":
            yield Complaint(f"{path}.default", "a secret has no default")
