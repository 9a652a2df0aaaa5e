"""Identity from a client certificate: the operator's file says which certificate is whom.

    principals:
      - uri: spiffe://prod.example.com/tenant/{tenant}/role/{role}/user/{user}
      - dns: "{tenant}.jobs.example.com"
        role: editor
      - cn: console-backend
        tenant: "*"
        role: viewer

A rule names one place of the certificate (`uri`, `dns` or `email`: subject alternative names, RFC 5280 §4.2.1.6; `cn`:
the subject's common name) and the text there. `{tenant}`, `{role}` and `{user}` take one segment of it each, `*` takes
one and drops it; what the text does not give stands beside it. The tenant `*` is named by the call (`x-tenant-id`).
The first rule that fits holds. Without a user, the matched text is the user.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.x509.oid import NameOID

from server.call import Principal
from server.errors import CertificateUnknown, Unauthenticated
from server.identity.grammar import TENANT, USER, chosen_tenant, demanded_tenant
from server.method_policy import Role

PLACES = ("uri", "dns", "email", "cn")
PARTS = ("tenant", "role", "user")
ANY_TENANT = "*"
MAX_RULES = 10_000
_HOLE = re.compile(r"\{(\w+)\}|(\*)")
Names = tuple[tuple[str, str], ...]  # (place, text)


class BadPrincipals(Exception):
    """The file cannot be used. One line that says where."""


@dataclass(frozen=True, slots=True)
class Rule:
    place: str
    pattern: re.Pattern[str]
    given: Mapping[str, str]

    def principal(self, names: Names) -> Principal | None:
        """Of the first name that fits; None where none does, or what it gives is no tenant, role or user."""
        for place, text in names:
            match = self.pattern.fullmatch(text) if place == self.place else None
            if match is None:
                continue
            parts = {"user": text, **self.given, **match.groupdict()}
            tenant, role, user = (parts[name] for name in PARTS)
            # A wildcard is the operator's alone: none comes out of a certificate.
            is_tenant = TENANT.fullmatch(tenant) or self.given.get("tenant") == ANY_TENANT
            if is_tenant and role in tuple(Role) and USER.fullmatch(user):
                return Principal(tenant, Role(role), user)
        return None


class CertificateIdentity:
    """Judges the certificate that the listener has verified."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        # A connection shows the same certificate with every call.
        self._known = lru_cache(maxsize=1024)(self._principal)

    def authenticate(self, metadata: Mapping[str, str], certificate: str = "") -> Principal:
        """Raises Unauthenticated without a certificate, CertificateUnknown where it is nobody's here,
        TenantNotAllowed where `x-tenant-id` names another tenant."""
        if not certificate:
            raise Unauthenticated("no client certificate")
        known = self._known(certificate)
        if known is None:
            raise CertificateUnknown("this client certificate stands for nobody here")
        if known.tenant == ANY_TENANT:
            return Principal(demanded_tenant(metadata), known.role, known.user)
        chosen_tenant((known.tenant,), metadata)
        return known

    def _principal(self, certificate: str) -> Principal | None:
        names = names_of(certificate)
        return next((found for rule in self._rules if (found := rule.principal(names)) is not None), None)


def read_principals(path: Path) -> tuple[Rule, ...]:
    """The rules of a YAML (or JSON) file. Raises BadPrincipals."""
    try:
        document = yaml.safe_load(path.read_text())
    except OSError as error:
        raise BadPrincipals(f"cannot read {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise BadPrincipals(f"{path} is neither YAML nor JSON") from None
    listed = document.get("principals") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_RULES or set(document) != {"principals"}:
        raise BadPrincipals(f"{path}: expected principals: and from 1 to {MAX_RULES} rules")
    return tuple(_rule(entry, f"{path}: principals[{index}]") for index, entry in enumerate(listed))


def names_of(certificate: str) -> Names:
    """The names that a certificate (PEM) holds, in its order; SPIFFE ids are `uri`s."""
    return tuple(_names(x509.load_pem_x509_certificate(certificate.encode())))


def _names(certificate: x509.Certificate) -> Iterator[tuple[str, str]]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        extension = None
    for kind, place in (
        (x509.UniformResourceIdentifier, "uri"),
        (x509.DNSName, "dns"),
        (x509.RFC822Name, "email"),
    ):
        for name in extension.get_values_for_type(kind) if extension else ():
            yield place, str(name)
    for attribute in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME):
        yield "cn", str(attribute.value)


def _rule(entry: Any, where: str) -> Rule:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise BadPrincipals(f"{where}: expected a mapping of texts")
    places = [place for place in PLACES if place in entry]
    unknown = sorted(str(name) for name in set(entry) - {*PLACES, *PARTS})
    if unknown or len(places) != 1:
        raise BadPrincipals(f"{where}: expected one of {', '.join(PLACES)}, with {', '.join(PARTS)}")
    place = places[0]
    pattern, taken = _pattern(entry[place], place, where)
    given = {name: entry[name] for name in PARTS if name in entry}
    for name in PARTS:
        if name in given and name in taken:
            raise BadPrincipals(f"{where}: {name} is both given and taken from {place}")
    if missing := {"tenant", "role"} - {*given, *taken}:
        raise BadPrincipals(f"{where}: no {' and no '.join(sorted(missing))}")
    if given.get("role", Role.ADMIN) not in tuple(Role):
        raise BadPrincipals(f"{where}: role: expected one of {', '.join(Role)}")
    if "tenant" in given and given["tenant"] != ANY_TENANT and not TENANT.fullmatch(given["tenant"]):
        raise BadPrincipals(f"{where}: tenant: expected a tenant id, or *")
    return Rule(place, pattern, given)


def _pattern(text: str, place: str, where: str) -> tuple[re.Pattern[str], set[str]]:
    segment = "[^./]+" if place in ("dns", "email") else "[^/]+"
    parts, taken, end = [], set(), 0
    for hole in _HOLE.finditer(text):
        name = hole.group(1)
        if name and (name not in PARTS or name in taken):
            raise BadPrincipals(f"{where}: {place}: expected {{tenant}}, {{role}} and {{user}} once each at most")
        parts += [re.escape(text[end : hole.start()]), f"(?P<{name}>{segment})" if name else segment]
        taken |= {name} if name else set()
        end = hole.end()
    flags = re.IGNORECASE if place == "dns" and not taken else 0
    return re.compile("".join([*parts, re.escape(text[end:])]), flags), taken
