"""Tests SFTP: host key, login, the file service, and the path that is named (or the user's home folder)."""

from __future__ import annotations

import errno
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from paramiko import SFTPClient, Transport
from paramiko.sftp import SFTPError
from paramiko.ssh_exception import SSHException

from probes.diagnosis import scrub
from probes.protocols.database_target import missing, text_of
from probes.protocols.ssh import session
from probes.protocols.ssh_keys import host_key, private_key
from probes.protocols.ssh_target import SshTarget
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

PORT = 22
METHODS = {"access_key": (), "password": ("password",), "private_key": ("privateKey",)}


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: the host key, that the server accepts the credentials, that they may use SFTP, a read."""
    with context.trace.step(StepName.CONFIG):
        server = _server(target)
        path = text_of(target.parameters, "path") or "."
    with session(server, context) as transport:
        with context.trace.step(StepName.AUTHORIZE), _diagnosed(StepName.AUTHORIZE, server, path, context):
            client = _file_service(transport, context)
        with closing(client):
            with (
                context.trace.step(StepName.RESOURCE) as note,
                _diagnosed(StepName.RESOURCE, server, path, context),
            ):
                empty = _read(client, path)
                note.message = f"logged in and read {_named(path)}"
            return Finding(note.message, warning=f"Nothing is in {_named(path)}." if empty else None)


def _server(target: Target) -> SshTarget:
    if target.auth_method not in METHODS:
        raise ProbeFailure(
            Reason.UNSUPPORTED,
            f"the auth method {target.auth_method} is not one of this type",
            field="authMethod",
            hint=f"use one of {', '.join(METHODS)}",
        )
    config, given = target.parameters, target.credentials
    host = text_of(config, "host")
    if host is None:
        raise ProbeFailure(Reason.INVALID_CONFIG, "host is required", field="config.host", hint="give config.host")
    username = text_of(given, "username", "authConfig") or text_of(config, "username")
    if username is None:
        raise missing("authConfig.username", "user name", "give authConfig.username")
    password, key = text_of(given, "password", "authConfig"), text_of(given, "privateKey", "authConfig")
    needed = METHODS[target.auth_method]
    if "privateKey" in needed and key is None:
        raise missing("authConfig.privateKey", "private key", "give authConfig.privateKey")
    if password is None and key is None:
        what = "password" if needed else "password or private key"
        raise missing("authConfig.password", what, "give authConfig.password, or authConfig.privateKey")
    expected = text_of(config, "hostKey")
    passphrase = text_of(given, "passphrase", "authConfig")
    paths = {"field": "authConfig.privateKey", "passphrase_field": "authConfig.passphrase"}
    return SshTarget(
        host=host,
        port=int(config.get("port") or PORT),
        username=username,
        password=password,
        private_key=private_key(key, passphrase, **paths) if key else None,
        host_key=host_key(expected, field="config.hostKey") if expected else None,
    )


def _file_service(transport: Transport, context: ProbeContext) -> SFTPClient:
    channel = transport.open_session(timeout=context.remaining())
    channel.settimeout(context.remaining())
    channel.invoke_subsystem("sftp")
    return SFTPClient(channel)


def _read(client: SFTPClient, path: str) -> bool:
    """Whether there is nothing in it. That it is there says little: a folder is opened, of a file one byte is read."""
    mode = client.stat(path).st_mode or 0
    if stat.S_ISDIR(mode):
        return next(iter(client.listdir_iter(path, read_aheads=1)), None) is None
    if stat.S_ISREG(mode):
        with client.open(path, "rb", bufsize=1) as file:
            return not file.read(1)
    raise ProbeFailure(
        Reason.RESOURCE_NOT_FOUND,
        "the path is neither a file nor a folder",
        field="config.path",
        hint="name a file or a folder",
    )


@contextmanager
def _diagnosed(step: StepName, server: SshTarget, path: str, context: ProbeContext) -> Iterator[None]:
    try:
        yield
    except (SSHException, SFTPError, EOFError, OSError) as error:
        if time.monotonic() >= context.deadline or isinstance(error, TimeoutError):
            raise _late(server) from None
        raise (_not_served(error, server) if step is StepName.AUTHORIZE else _not_read(error, server, path)) from None


def _not_served(error: Exception, server: SshTarget) -> ProbeFailure:
    if isinstance(error, SFTPError):
        return ProbeFailure(
            Reason.PROTOCOL_MISMATCH,
            "what answers in place of the file service is not SFTP",
            field=server.host_field,
            hint="the user's shell start-up files must print nothing (.bashrc, .profile); or use internal-sftp",
        )
    return ProbeFailure(
        Reason.PERMISSION_DENIED,
        f"the user may log in, and gets no SFTP; it looks like this from here: {scrub(str(error), server.secrets)}",
        field="authConfig.username",
        hint="enable it on the server (Subsystem sftp), and for this user; a forced command keeps it out",
    )


def _not_read(error: Exception, server: SshTarget, path: str) -> ProbeFailure:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.ENOENT:
        return ProbeFailure(
            Reason.RESOURCE_NOT_FOUND,
            f"{_named(path)} does not exist",
            field="config.path",
            hint="check the path, capitals included; without a leading / it is looked for in the user's home folder",
        )
    if code == errno.EACCES:
        return ProbeFailure(
            Reason.PERMISSION_DENIED,
            f"the user {server.username} may not read {_named(path)}",
            field="config.path",
            hint="give the user the right to read it, and to pass through every folder above it",
        )
    return ProbeFailure(
        Reason.PEER_ERROR,
        f"the server could not read {_named(path)}; it says: {scrub(str(error), server.secrets)}",
        field="config.path",
        hint="look into the server's own log",
    )


def _late(server: SshTarget) -> ProbeFailure:
    return ProbeFailure(
        Reason.TIMEOUT,
        "the server stopped answering after the login",
        field=server.host_field,
        hint="check the server's load, and the file system behind the path",
    )


def _named(path: str) -> str:
    return "the home folder" if path == "." else scrub(path)
