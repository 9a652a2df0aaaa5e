"""Who is calling, from a client certificate: the operator's file says which one is whom."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509

from server.call import Principal
from server.errors import CertificateUnknown, TenantNotAllowed, Unauthenticated, status_of
from server.identity.certificate import BadPrincipals, CertificateIdentity, read_principals
from server.method_policy import Role
from tests.peers.certificates import Authority

SPIFFE = "spiffe://prod.example.com/tenant/{tenant}/role/{role}/user/{user}"
RULES: list[dict[str, str]] = [
    {"uri": SPIFFE},
    {"uri": "spiffe://prod.example.com/gateway/*", "tenant": "*", "role": "editor", "user": "gateway"},
    {"dns": "{tenant}.jobs.example.com", "role": "editor"},
    {"email": "ops@example.com", "tenant": "ops", "role": "admin"},
    {"cn": "{tenant}-etl", "role": "viewer", "user": "etl"},
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "clients")


@pytest.fixture
def identity(tmp_path: Path) -> CertificateIdentity:
    return identity_of(tmp_path, RULES)


def identity_of(folder: Path, rules: Any) -> CertificateIdentity:
    file = folder / "principals.yaml"
    file.write_text(yaml.safe_dump({"principals": rules}))
    return CertificateIdentity(read_principals(file))


@cache
def shown(authority: Authority, common_name: str, *names: x509.GeneralName) -> str:
    return authority.issue(common_name, names or (x509.DNSName("nobody.example"),)).certificate.read_text()


def uri(text: str) -> x509.GeneralName:
    return x509.UniformResourceIdentifier(text)


KNOWN: list[tuple[str, x509.GeneralName | None, Principal]] = [
    ("a", uri(SPIFFE.format(tenant="acme", role="viewer", user="ann")), Principal("acme", Role.VIEWER, "ann")),
    ("b", x509.DNSName("acme.jobs.example.com"), Principal("acme", Role.EDITOR, "acme.jobs.example.com")),
    ("c", x509.RFC822Name("ops@example.com"), Principal("ops", Role.ADMIN, "ops@example.com")),
    ("zeta-etl", None, Principal("zeta", Role.VIEWER, "etl")),
]


@pytest.mark.parametrize(("common_name", "name", "principal"), KNOWN, ids=lambda case: str(case)[:30])
def test_a_certificate_is_who_the_first_fitting_rule_says(
    identity: CertificateIdentity,
    authority: Authority,
    common_name: str,
    name: x509.GeneralName | None,
    principal: Principal,
) -> None:
    certificate = shown(authority, common_name, *([name] if name else []))
    assert identity.authenticate({}, certificate) == principal
    # What a caller says of itself counts for nothing beside it.
    said = {"x-role": "admin", "x-user": "root", "x-tenant-id": principal.tenant}
    assert identity.authenticate(said, certificate) == principal
    with pytest.raises(TenantNotAllowed):
        identity.authenticate({"x-tenant-id": "other"}, certificate)


STRANGERS: list[tuple[str, x509.GeneralName | None]] = [
    ("stranger", None),
    ("d", uri("spiffe://evil.example.com/tenant/acme/role/admin/user/ann")),
    ("e", uri(SPIFFE.format(tenant="acme", role="root", user="ann"))),
    ("f", uri(SPIFFE.format(tenant="*", role="admin", user="ann"))),
    ("g", uri(SPIFFE.format(tenant="..", role="admin", user="ann"))),
    ("h", uri(SPIFFE.format(tenant="acme", role="admin", user="ann") + "/more")),
    ("i", uri(SPIFFE.format(tenant="acme/role/admin/user/x/tenant/acme", role="admin", user="ann"))),
    ("j", x509.DNSName("a.b.jobs.example.com")),
    ("k", x509.DNSName("acme.jobsxexample.com")),
    ("ops@example.com", None),
    ("*-etl", None),
]


@pytest.mark.parametrize(("common_name", "name"), STRANGERS, ids=lambda case: str(case)[:60])
def test_a_certificate_that_fits_no_rule_is_401(
    identity: CertificateIdentity, authority: Authority, common_name: str, name: x509.GeneralName | None
) -> None:
    with pytest.raises(CertificateUnknown) as refusal:
        identity.authenticate({"x-tenant-id": "acme"}, shown(authority, common_name, *([name] if name else [])))
    assert (status_of(refusal.value).http, status_of(refusal.value).reason) == (401, "CERTIFICATE_UNKNOWN")


def test_without_a_certificate_headers_are_nobody(identity: CertificateIdentity) -> None:
    with pytest.raises(Unauthenticated):
        identity.authenticate({"x-tenant-id": "acme", "x-role": "admin"})


def test_a_service_of_many_tenants_names_the_one_it_means(identity: CertificateIdentity, authority: Authority) -> None:
    gateway = shown(authority, "gw", uri("spiffe://prod.example.com/gateway/eu"))
    assert identity.authenticate({"x-tenant-id": "acme"}, gateway) == Principal("acme", Role.EDITOR, "gateway")
    assert identity.authenticate({"x-tenant-id": "zeta"}, gateway).tenant == "zeta"
    with pytest.raises(Unauthenticated, match="x-tenant-id"):
        identity.authenticate({}, gateway)


WRONG: list[tuple[Any, str]] = [
    ({"uri": "a", "dns": "b", "tenant": "a", "role": "admin"}, "expected one of uri"),
    ({"tenant": "a", "role": "admin"}, "expected one of uri"),
    ({"cn": "a", "role": "admin"}, "no tenant"),
    ({"cn": "a", "tenant": "a"}, "no role"),
    ({"cn": "a", "tenant": "a", "role": "root"}, "role"),
    ({"cn": "a", "tenant": "../a", "role": "admin"}, "tenant"),
    ({"cn": "{tenant}", "tenant": "a", "role": "admin"}, "both given and taken"),
    ({"cn": "{tenant}{tenant}", "role": "admin"}, "once each"),
    ({"cn": "{tenent}", "role": "admin"}, "once each"),
    ({"cn": "a", "tenant": "a", "role": "admin", "rolle": "x"}, "expected one of"),
    ({"cn": 1, "tenant": "a", "role": "admin"}, "mapping of texts"),
    ("a", "mapping of texts"),
]


@pytest.mark.parametrize(("rule", "said"), WRONG, ids=str)
def test_a_wrong_rule_is_named(tmp_path: Path, rule: Any, said: str) -> None:
    with pytest.raises(BadPrincipals) as refusal:
        identity_of(tmp_path, [RULES[0], rule])
    assert "principals[1]" in str(refusal.value)
    assert said in str(refusal.value)


@pytest.mark.parametrize("text", ["", "[]", "principals: []", "principals: 1", "a: b", "{", "\x00", "!!python/name:os"])
def test_a_file_that_is_no_list_of_rules_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "principals.yaml"
    file.write_text(text)
    with pytest.raises(BadPrincipals, match=r"^[^\n]+$"):
        read_principals(file)
    with pytest.raises(BadPrincipals, match="cannot read"):
        read_principals(tmp_path / "absent")
