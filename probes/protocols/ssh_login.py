"""Authentication to an SSH server: a private key, a password, or both where the server wants both (RFC 4252, 4256)."""

from __future__ import annotations

import time

from paramiko import PKey, Transport
from paramiko.ssh_exception import AuthenticationException, BadAuthenticationType, SSHException

from probes.diagnosis import scrub
from probes.protocols.ssh_keys import fingerprint_of
from probes.protocols.ssh_target import SshTarget
from probes.result import ProbeFailure, Reason

INTERACTIVE = "keyboard-interactive"


def log_in(transport: Transport, target: SshTarget, deadline: float) -> str:
    """By what the server let us in. Raises ProbeFailure."""
    try:
        return _log_in(transport, target)
    except AuthenticationException as error:
        if time.monotonic() >= deadline:
            raise _late(target) from None
        raise _refused(error, transport, target) from None
    except (SSHException, EOFError, OSError) as error:
        if time.monotonic() >= deadline:
            raise _late(target) from None
        raise _broken(error, target) from None


def _log_in(transport: Transport, target: SshTarget) -> str:
    wanted: list[str] = []
    if target.private_key:
        try:
            wanted = transport.auth_publickey(target.username, target.private_key)
        except AuthenticationException:
            if target.password is None or not transport.is_active():
                raise
        else:
            if not wanted:
                return "private key"
    if target.password is not None:
        more = transport.auth_password(target.username, target.password)
        if not more:
            return "private key and password" if wanted else "password"
        wanted = more
    raise _second_factor(wanted, target)


def _second_factor(wanted: list[str], target: SshTarget) -> ProbeFailure:
    """The server took what it got and wants another proof besides."""
    if "publickey" in wanted and target.private_key is None:
        return _missing("private key", target.private_key_field)
    if {"password", INTERACTIVE} & set(wanted) and target.password is None:
        return _missing("password", target.password_field)
    return ProbeFailure(
        Reason.UNSUPPORTED,
        f"the server wants another proof besides: {_names(wanted)}",
        field=target.password_field,
        hint="a service cannot answer for a person: exempt this user from the second factor",
    )


def _missing(what: str, field: str) -> ProbeFailure:
    return ProbeFailure(
        Reason.CREDENTIAL_MISSING,
        f"the server wants a {what} besides, and the connector has none",
        field=field,
        hint=f"give {field}",
    )


def _refused(error: AuthenticationException, transport: Transport, target: SshTarget) -> ProbeFailure:
    by_key = target.password is None
    field = target.private_key_field if by_key else target.password_field
    if isinstance(error, BadAuthenticationType) and not _interactive(error, target):
        return ProbeFailure(
            Reason.AUTHENTICATION_FAILED,
            f"the server takes no {'private key' if by_key else 'password'} from this user; "
            f"it takes: {_names(error.allowed_types)}",
            field=field,
            hint="log in by one of those, or allow this one on the server",
        )
    if not transport.is_active():
        return ProbeFailure(
            Reason.AUTHENTICATION_FAILED,
            "the server closed the connection instead of answering the login",
            field=field,
            hint="check user name and credential, and that the server lets this user in from this service's address",
        )
    if by_key:
        return ProbeFailure(
            Reason.AUTHENTICATION_FAILED,
            "the server refused the private key",
            field=field,
            hint=f"check the user name, and add the public key to the user's authorized_keys{_public(target)}",
        )
    return ProbeFailure(
        Reason.AUTHENTICATION_FAILED,
        "the server refused user name or password",
        field=field,
        hint="check both; the server says the same of a user that does not exist",
    )


def _interactive(error: BadAuthenticationType, target: SshTarget) -> bool:
    """Whether the password was tried as the answer to the one question that the server asks."""
    return target.password is not None and INTERACTIVE in error.allowed_types


def _late(target: SshTarget) -> ProbeFailure:
    return ProbeFailure(
        Reason.TIMEOUT,
        "the server did not answer the login in time",
        field=target.host_field,
        hint="a server that looks every client's name up in DNS answers late (UseDNS); else check its load",
    )


def _broken(error: Exception, target: SshTarget) -> ProbeFailure:
    if "pubkey algorithm" in str(error):
        return ProbeFailure(
            Reason.PROTOCOL_MISMATCH,
            "the server takes this kind of private key only with signatures that are no longer safe",
            field=target.private_key_field,
            hint="use an Ed25519 key, or update the server",
        )
    return ProbeFailure(
        Reason.PEER_ERROR,
        f"the server broke off the login; it looks like this from here: {scrub(str(error), target.secrets)}",
        field=target.host_field,
        hint="look into the server's own log",
    )


def _names(methods: list[str]) -> str:
    return scrub(", ".join(methods)) or "nothing"


def _public(target: SshTarget) -> str:
    key: PKey | None = target.private_key
    return f" ({key.get_name()} {fingerprint_of(key.asbytes())})" if key else ""
