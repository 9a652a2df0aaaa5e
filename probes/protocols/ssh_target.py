"""Which SSH server, as whom, and which key it must show."""

from __future__ import annotations

from dataclasses import dataclass, field

from paramiko import PKey

from probes.protocols.ssh_keys import HostKey


@dataclass(frozen=True, slots=True)
class SshTarget:
    """At least one of `password` and `private_key` is set. `host_key` is None where the connector names none.

    The fields that name a path are the ones to blame in a failure.
    """

    host: str
    port: int
    username: str
    password: str | None = field(repr=False)
    private_key: PKey | None = field(repr=False)
    host_key: HostKey | None
    host_field: str = "config.host"
    port_field: str = "config.port"
    host_key_field: str = "config.hostKey"
    password_field: str = "authConfig.password"  # noqa: S105  # a field's name
    private_key_field: str = "authConfig.privateKey"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be cut out of anything that the peer says."""
        return (self.password,) if self.password else ()
