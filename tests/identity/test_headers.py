"""Who is calling, from trusted headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.call import Principal
from server.errors import InvalidArgument, PermissionDenied, ServiceError, Unauthenticated
from server.identity.headers import HeaderIdentity
from server.method_policy import Role

EMBEDDED = HeaderIdentity(Role.ADMIN)


def test_tenant_role_and_user_are_read() -> None:
    metadata = {"x-tenant-id": "acme", "x-role": "viewer", "x-user": "ann@example.com"}
    assert EMBEDDED.authenticate(metadata) == Principal("acme", Role.VIEWER, "ann@example.com")


REFUSED: list[tuple[dict[str, str], type[ServiceError]]] = [
    ({}, Unauthenticated),
    ({"x-tenant-id": ""}, Unauthenticated),
    ({"x-tenant-id": "acme, other"}, InvalidArgument),
    ({"x-tenant-id": ".."}, InvalidArgument),
    ({"x-tenant-id": "a" * 64}, InvalidArgument),
    ({"x-tenant-id": "acme\n"}, InvalidArgument),
    ({"x-tenant-id": "acme", "x-role": "root"}, PermissionDenied),
    ({"x-tenant-id": "acme", "x-role": "Admin"}, PermissionDenied),
    ({"x-tenant-id": "acme", "x-user": "ann\r\nx-role: admin"}, InvalidArgument),
]


@pytest.mark.parametrize(("metadata", "error"), REFUSED)
def test_what_is_not_an_identity_is_refused(metadata: dict[str, str], error: type[ServiceError]) -> None:
    with pytest.raises(error):
        EMBEDDED.authenticate(metadata)


def test_a_missing_role_is_the_default_or_refused() -> None:
    assert EMBEDDED.authenticate({"x-tenant-id": "acme"}).role is Role.ADMIN
    with pytest.raises(PermissionDenied, match="x-role"):
        HeaderIdentity(None).authenticate({"x-tenant-id": "acme"})


@given(st.text(max_size=80))
def test_a_tenant_is_a_safe_file_name_or_refused(tenant: str) -> None:
    try:
        accepted = EMBEDDED.authenticate({"x-tenant-id": tenant}).tenant
    except (InvalidArgument, Unauthenticated):
        return
    assert accepted == tenant
    assert accepted.isascii()
    assert not accepted.startswith(".")
    assert "/" not in accepted
    assert len(accepted) <= 63
