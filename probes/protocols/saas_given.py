"""What a connector gives a vendor's declaration: the auth method it satisfies, the values that fill its templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from probes.egress.url import parse_url
from probes.protocols.json_path import texts_at
from probes.result import ProbeFailure, Reason
from probes.target import Target
from probes.vendors.catalogue import fields_of
from probes.vendors.declaration import TEMPLATED, Learned, Method, Source, Vendor, names_in

# What may stand in a host name whatever a field's own pattern lets through: labels, and dots between them.
_IN_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_AUTHORITY = re.compile(r"(https://[^/?#]*)(.*)")


class Given:
    """The connector's fields by path. A secret that is kept in `config` serves where the credentials lack it."""

    def __init__(self, vendor: Vendor, target: Target) -> None:
        self._vendor = vendor
        self._parameters = target.parameters
        taken = {field.name for method in vendor.methods for field in fields_of(method)}
        in_config = {name: value for name, value in target.parameters.items() if name in taken and value}
        self.credentials: dict[str, Any] = {**in_config, **{k: v for k, v in target.credentials.items() if v}}
        self._in_config = {name for name in in_config if not target.credentials.get(name)}
        self._learned: dict[str, str] = {}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be cut out of anything that the vendor says."""
        return tuple(value for value in self.credentials.values() if isinstance(value, str))

    def has(self, path: str) -> bool:
        return self._field(path) is not None

    def knows(self, name: str) -> bool:
        """Whether a template's name has a value: a declared one always has, or fails where it is used."""
        return name in self._learned or name in self._vendor.values or self.has(f"config.{name}")

    def path_of(self, credential: str) -> str:
        """Where the connector holds a credential field."""
        return f"config.{credential}" if credential in self._in_config else f"authConfig.{credential}"

    def method(self, name: str) -> Method:
        """The named auth method, or with access_key the first whose fields were all given.

        Raises ProbeFailure: CREDENTIAL_MISSING naming what the method lacks, UNSUPPORTED.
        """
        if name == "access_key":
            lacking = [(len(self._lacks(method)), method) for method in self._vendor.methods]
            fewest, method = min(lacking, key=lambda pair: pair[0])
            if fewest and not self.credentials:
                raise self._nothing_given()
        else:
            found = self._vendor.method(name)
            if found is None:
                raise ProbeFailure(
                    Reason.UNSUPPORTED,
                    f"auth method {name} is not one of {self._vendor.title}",
                    field="authMethod",
                    hint=f"use one of {', '.join(method.name for method in self._vendor.methods)}, access_key",
                )
            method = found
        if lacks := self._lacks(method):
            raise ProbeFailure(
                Reason.CREDENTIAL_MISSING,
                f"missing: {', '.join(f'authConfig.{item}' for item in lacks)}",
                field=f"authConfig.{lacks[0]}",
                hint=f"the auth method ({method.title}) needs it; see {self._vendor.source}",
            )
        return method

    def learn(self, learned: Learned, content: Any) -> None:
        """Takes a value from an answer, which then wins over the declared sources. Raises ProbeFailure."""
        if self.has(learned.unless):
            return
        told = next(iter(texts_at(content, learned.key)), "")
        found = re.fullmatch(learned.match, told)
        if found is None:
            raise ProbeFailure(
                Reason.PROTOCOL_MISMATCH,
                f"{self._vendor.title} did not say where the account is to be asked",
                field=learned.unless,
                hint="give the address yourself",
            )
        self._learned[learned.value] = found[1]

    def url(self, template: str) -> str:
        """A URL with its values filled in: checked in the host, percent-encoded after it. Raises ProbeFailure."""
        parts = _AUTHORITY.fullmatch(template)
        if parts is None:
            raise ValueError(f"{template} is no https URL")
        return TEMPLATED.sub(self._in_host, parts[1]) + self.path(parts[2])

    def host_field(self) -> str | None:
        """The given field that the vendor's host name is made of; None where the name is fixed."""
        parts = _AUTHORITY.fullmatch(self._vendor.base)
        for name in names_in(parts[1] if parts else ""):
            paths = [source.from_ for source in self._vendor.values.get(name, ()) if source.from_]
            return next((path for path in (*paths, f"config.{name}") if self.has(path)), None)
        return None

    def path(self, template: str) -> str:
        return TEMPLATED.sub(lambda found: quote(self.value(found[1]), safe=""), template)

    def text(self, template: str) -> str:
        """A header, a parameter or a claim."""
        return TEMPLATED.sub(lambda found: self.value(found[1]), template)

    def value(self, name: str) -> str:
        if name in self._learned:
            return self._learned[name]
        sources = self._vendor.values.get(name)
        if sources is None:
            plain = self._parameters.get(name, self.credentials.get(name))
            if plain is None:
                raise self._absent(f"config.{name}")
            return str(plain)
        for source in sources:
            found = self._of(source)
            if found is not None:
                return found
        blamed = next((source.from_ for source in sources if source.from_), f"config.{name}")
        raise self._absent(blamed)

    def _of(self, source: Source) -> str | None:
        if source.from_ is None:
            return source.is_
        held = self._field(source.from_)
        if held is None:
            return None
        if source.instance:
            return _authority_and_path(str(held), source.from_)
        found = re.fullmatch(source.match or "(.*)", str(held), re.DOTALL)
        if found is None:
            return None
        return source.is_ if source.is_ is not None else found[1]

    def _field(self, path: str) -> Any:
        where, _dot, name = path.partition(".")
        return (self._parameters if where == "config" else self.credentials).get(name)

    def _lacks(self, method: Method) -> list[str]:
        needed = (field.name for field in fields_of(method) if field.name not in method.optional)
        return [name for name in needed if not self.credentials.get(name)]

    def _in_host(self, found: re.Match[str]) -> str:
        value = self.value(found[1])
        if self._is_instance(found[1]):
            return value
        if _IN_HOST.fullmatch(value):
            return value.lower()
        sources = self._vendor.values.get(found[1], ())
        path = next((source.from_ for source in sources if source.from_), f"config.{found[1]}")
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{path} holds what cannot stand in a host name",
            field=path,
            hint=f"see {self._vendor.source}",
        )

    def _is_instance(self, name: str) -> bool:
        """Whether the value is the URL of a server of the user's own, which has been read whole."""
        given = (source for source in self._vendor.values.get(name, ()) if source.from_ and self.has(source.from_))
        return any(source.instance for source in given)

    def _absent(self, path: str) -> ProbeFailure:
        wrong = self.has(path)
        return ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{path} is not one that {self._vendor.title} has" if wrong else f"{path} is required",
            field=path,
            hint=f"see {self._vendor.source}",
        )

    def _nothing_given(self) -> ProbeFailure:
        ways = "; or ".join(
            " and ".join(f"authConfig.{field.name}" for field in fields_of(method) if field.name not in method.optional)
            for method in self._vendor.methods
        )
        first = next(field.name for field in fields_of(self._vendor.methods[0]))
        return ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            f"no credential is given; {self._vendor.title} wants {ways}",
            field=f"authConfig.{first}",
            hint=f"see {self._vendor.source}",
        )


def _authority_and_path(text: str, path: str) -> str:
    """`git.acme.example:8443/gitlab` of `https://git.acme.example:8443/gitlab/`. Raises ProbeFailure."""
    url = parse_url(text, path=path)
    if url.scheme != "https" or url.user is not None or "?" in url.target:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{path} must begin with https:// and hold neither a user name nor a query",
            field=path,
            hint="expected a URL such as https://app.example.com",
        )
    return str(url).removeprefix("https://").rstrip("/")


Render = Callable[[str], str]


def rendered(templates: Mapping[str, str], render: Render) -> dict[str, str]:
    return {name: render(template) for name, template in templates.items()}
