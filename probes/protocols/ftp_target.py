"""Which FTP server, how encrypted, as whom: the fields of a connector brought together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from probes.result import ProbeFailure, Reason
from probes.target import Target

AUTH_METHODS = ("access_key", "password", "none")
IMPLICIT_PORT = 990
ANONYMOUS = "anonymous"  # RFC 1635


@dataclass(frozen=True, slots=True)
class FtpTarget:
    """`path` is None for the folder that the login begins in."""

    host: str
    port: int
    path: str | None
    username: str
    password: str = field(repr=False)
    encrypted: bool
    implicit: bool
    anonymous: bool
    authorities: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be cut out of anything that the server says."""
        return () if self.anonymous else (self.password,)


def ftp_target(target: Target) -> FtpTarget:
    """Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING or UNSUPPORTED, before anything is dialled."""
    if target.auth_method not in AUTH_METHODS:
        message = f"the auth method {target.auth_method} is not one of this type"
        hint = f"use one of {', '.join(AUTH_METHODS)}"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=hint)
    config, given = target.parameters, target.credentials
    if not config.get("host"):
        raise ProbeFailure(Reason.INVALID_CONFIG, "host is required", field="config.host", hint="give config.host")
    anonymous = target.auth_method == "none"
    encrypted = target.type_name == "ftps"
    port = int(config.get("port", 21))
    mode = config.get("tlsMode") or ("implicit" if port == IMPLICIT_PORT else "explicit")
    by_config = not given.get("username") and config.get("username")
    return FtpTarget(
        host=config["host"],
        port=port,
        path=_line(config["path"], "config.path") if config.get("path") else None,
        username=ANONYMOUS
        if anonymous
        else _line(config["username"], "config.username")
        if by_config
        else _credential(given, "username"),
        password=f"{ANONYMOUS}@" if anonymous else _credential(given, "password"),
        encrypted=encrypted,
        implicit=encrypted and mode == "implicit",
        anonymous=anonymous,
        authorities=config.get("caCertificate"),
    )


def _credential(given: Any, name: str) -> str:
    if not given.get(name):
        raise ProbeFailure(
            Reason.CREDENTIAL_MISSING,
            f"the {name} is missing",
            field=f"authConfig.{name}",
            hint=f"give authConfig.{name}; the auth method none logs in anonymously",
        )
    return _line(given[name], f"authConfig.{name}")


def _line(value: Any, path: str) -> str:
    """A line break in it would begin an FTP command of its own."""
    if isinstance(value, str) and not set(value) & set("\x00\r\n"):
        return value
    message = f"{path} must be a string without line breaks"
    raise ProbeFailure(Reason.INVALID_CONFIG, message, field=path, hint="paste the value again, on one line")
