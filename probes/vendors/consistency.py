"""What a declaration says that cannot be meant, and that the types of declaration.py cannot rule out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from probes.connector_type import Field
from probes.vendors.credential_fields import CREDENTIAL_FIELDS
from probes.vendors.declaration import Check, FieldSpec, Method, Vendor, names_in

TOKEN = "accessToken"  # noqa: S105 - the name that an issued token has in templates


@dataclass(frozen=True, slots=True)
class Complaint:
    """A place in a declaration, such as `checks[0].path`, and what is wrong with it."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def complaints(vendor: Vendor) -> Iterator[Complaint]:
    """Every one that there is."""
    unknown = list(_unknown_credentials(vendor))
    yield from unknown
    if unknown:  # the rest looks them up
        return
    config = {item.name for item in vendor.fields}
    credentials = {item.name for method in vendor.methods for item in credential_fields_of(method)}
    known = {*(f"config.{name}" for name in config), *(f"authConfig.{name}" for name in credentials)}
    yield from _of_patterns(vendor)
    yield from _of_values(vendor, known)
    for index, rule in enumerate(vendor.answers):
        if rule.field and "." in rule.field and rule.field not in known:
            yield Complaint(f"answers[{index}].field", f"{rule.field} is no declared field")
    for index, method in enumerate(vendor.methods):
        yield from _of_method(method, config | vendor.values.keys(), f"methods[{index}]")
    for index, check in enumerate(vendor.checks):
        yield from _of_check(vendor, check, known, f"checks[{index}]")
    for index, method in enumerate(vendor.methods):
        if _idle(vendor, method):
            yield Complaint(f"methods[{index}]", f"method {method.name} can be left without a check")
    yield from _of_urls(vendor)


def credential_fields_of(method: Method) -> tuple[Field | FieldSpec, ...]:
    """As they are declared, shared ones looked up."""
    return tuple(CREDENTIAL_FIELDS[item] if isinstance(item, str) else item for item in method.fields)


def urls(vendor: Vendor) -> Iterator[tuple[str, str]]:
    """The path and the template of all that becomes part of a request before the credential does."""
    yield "base", vendor.base
    for index, check in enumerate(vendor.checks):
        where = f"checks[{index}]"
        yield f"{where}.path", check.path
        if check.base:
            yield f"{where}.base", check.base
        yield from ((f"{where}.query.{name}", value) for name, value in check.query.items())
        yield from ((f"{where}.headers.{name}", value) for name, value in check.headers.items())
    for index, method in enumerate(vendor.methods):
        if method.token:
            yield f"methods[{index}].token.url", method.token.url


def patterns(vendor: Vendor) -> Iterator[tuple[str, str]]:
    """The path and the text of every regular expression."""
    found: list[tuple[str, str | None]] = [
        *((f"fields[{index}].pattern", item.pattern) for index, item in enumerate(vendor.fields)),
        *(
            (f"values.{name}[{index}].match", source.match)
            for name, sources in vendor.values.items()
            for index, source in enumerate(sources)
        ),
        *(
            (f"checks[{index}].learns.match", check.learns.match)
            for index, check in enumerate(vendor.checks)
            if check.learns
        ),
        *((f"answers[{index}].says", rule.says) for index, rule in enumerate(vendor.answers)),
    ]
    for index, method in enumerate(vendor.methods):
        for place, spec in enumerate(method.fields):
            if isinstance(spec, FieldSpec):
                found.append((f"methods[{index}].fields[{place}].pattern", spec.pattern))
        if method.token and method.token.learns:
            found.append((f"methods[{index}].token.learns.match", method.token.learns.match))
    return ((path, pattern) for path, pattern in found if pattern)


def _unknown_credentials(vendor: Vendor) -> Iterator[Complaint]:
    for index, method in enumerate(vendor.methods):
        for place, item in enumerate(method.fields):
            if isinstance(item, str) and item not in CREDENTIAL_FIELDS:
                message = f"method {method.name} names {item}, which is no shared credential field"
                yield Complaint(f"methods[{index}].fields[{place}]", message)


def _of_patterns(vendor: Vendor) -> Iterator[Complaint]:
    for path, pattern in patterns(vendor):
        try:
            re.compile(pattern)
        except re.error as error:
            yield Complaint(path, f"is no regular expression: {error}")


def _of_values(vendor: Vendor, known: set[str]) -> Iterator[Complaint]:
    for value, sources in vendor.values.items():
        for index, source in enumerate(sources):
            where = f"values.{value}[{index}]"
            if source.from_ is None and source.is_ is None:
                yield Complaint(where, "is a source with neither `from` nor `is`")
            if source.instance and (source.from_ is None or source.match or source.is_):
                yield Complaint(where, "is an instance, which comes from a field and is taken whole")
            if source.from_ and source.from_ not in known:
                yield Complaint(f"{where}.from", f"comes from {source.from_}, which is no field")


def _of_method(method: Method, values: set[str], where: str) -> Iterator[Complaint]:
    names = {item.name for item in credential_fields_of(method)}
    if not names >= set(method.optional):
        yield Complaint(f"{where}.optional", f"method {method.name} calls optional what it does not take")
    sendable = names | values | ({TOKEN} if method.token else set())
    for template in method.send.templates():
        if not sendable >= set(names_in(template)):
            message = f"method {method.name} sends {template}, which holds what it does not take"
            yield Complaint(f"{where}.send", message)
    token = method.token
    for template in (*token.form.values(), *token.headers.values()) if token else ():
        if not names | values >= set(names_in(template)):
            message = f"the token request of {method.name} sends {template}, which holds what it does not take"
            yield Complaint(f"{where}.token", message)


def _of_check(vendor: Vendor, check: Check, known: set[str], where: str) -> Iterator[Complaint]:
    if check.http_method == "POST" and not check.reads:
        yield Complaint(f"{where}.reads", "the check is a POST and does not say why it only reads")
    if not check.proves and not check.aside and not check.any_answer:
        yield Complaint(f"{where}.proves", "the check proves nothing")
    if check.proves and check.expects is None:
        yield Complaint(f"{where}.expects", "the check proves something and does not say what it expects in the answer")
    for key, path in (("when", check.when), ("unless", check.unless), ("field", check.field)):
        if path and path not in known:
            yield Complaint(f"{where}.{key}", f"names {path}, which is no field")
    for name in check.methods:
        if vendor.method(name) is None:
            yield Complaint(f"{where}.methods", f"the check is for method {name}, which is not declared")


def _of_urls(vendor: Vendor) -> Iterator[Complaint]:
    config = {item.name for item in vendor.fields}
    open_ones = {item.name for item in vendor.fields if not (item.pattern or item.choices)}
    for path, template in urls(vendor):
        for name in names_in(template):
            if name not in vendor.values and name not in config:
                yield Complaint(path, f"{template} needs {name}, which is neither a value nor a config field")
            if name in open_ones:
                yield Complaint(path, f"{template} needs config.{name}, which has no grammar")


def _idle(vendor: Vendor, method: Method) -> bool:
    """Whether some config leaves the method with nothing to ask, and so with a success that proves nothing."""
    always = {f"config.{item.name}" for item in vendor.fields if item.required or item.default is not None}
    checks = [
        check for check in vendor.checks if not check.aside and (not check.methods or method.name in check.methods)
    ]
    either_way = {check.when for check in checks if not check.unless} & {
        check.unless for check in checks if not check.when
    }
    unconditional = any((check.when is None or check.when in always) and check.unless is None for check in checks)
    return not unconditional and not (either_way - {None})
