"""Where the service is, who we are, and whether the way there is TLS."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

DEFAULT_ADDRESS = "127.0.0.1:50051"

Token = str | Callable[[], str]
"""A JWT, or a function that returns one that is still good; it is asked before each call."""


@dataclass(frozen=True)
class Connection:
    """`tenant`, `role` and `user` are sent as metadata, for services that trust it; `token` is a JWT for those that
    ask for one. `ca`, `certificate` and `key` are PEM files; TLS is used when `tls` is true or any of them is given.
    """

    address: str = DEFAULT_ADDRESS
    tenant: str | None = None
    role: str | None = None
    user: str | None = None
    token: Token | None = field(default=None, repr=False)
    tls: bool = False
    ca: Path | str | None = None
    certificate: Path | str | None = None
    key: Path | str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, **given: Any) -> Connection:
        """What is given, and for the rest CONNECTORS_ADDRESS, _TENANT, _ROLE, _TOKEN."""
        environ = os.environ if environ is None else environ
        found = {name: environ.get(f"CONNECTORS_{name.upper()}") for name in ("address", "tenant", "role", "token")}
        values = {**{name: value for name, value in found.items() if value}, **_present(given)}
        return cls(**values)

    @property
    def uses_tls(self) -> bool:
        return self.tls or any((self.ca, self.certificate, self.key))

    def metadata(self) -> tuple[tuple[str, str], ...]:
        token = self.token() if callable(self.token) else self.token
        named = {
            "x-tenant-id": self.tenant,
            "x-role": self.role,
            "x-user": self.user,
            "authorization": f"Bearer {token}" if token else None,
        }
        return tuple((name, value) for name, value in named.items() if value)

    def credentials(self) -> grpc.ChannelCredentials:
        """Raises OSError when a PEM file cannot be read."""
        return grpc.ssl_channel_credentials(_read(self.ca), _read(self.key), _read(self.certificate))


OPTIONS: tuple[tuple[str, Any], ...] = (
    # Retries are ours (retry.py): gRPC's own would repeat calls that may not be repeated.
    ("grpc.enable_retries", 0),
    ("grpc.max_receive_message_length", 16 << 20),
    ("grpc.primary_user_agent", "connectors-client-python"),
)


def _present(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _read(path: Path | str | None) -> bytes | None:
    return None if path is None else Path(path).read_bytes()
