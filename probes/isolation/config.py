"""What the supervisor tells a zygote: one JSON line on its standard input.

It holds no secret of a tenant's, and one of the operator's: the credentials for the outbound proxy, in the policy.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ZygoteConfig:
    """`policy` is EgressPolicy.to_wire(); `tenants` are the rules that hold for single tenants beside it. Counts are of
    probes; sizes are in bytes; times in seconds.

    `queue` bounds the waiting tests of all tenants, `tenant_queue` those of one; `memory` is what a probe may use over
    what the zygote has; `ca_bundle` is a PEM file of authorities that are trusted beside the system's; `readable` are
    paths that probes may read beside code and certificates. `preload` names modules imported beside the probes of the
    registered types.
    """

    supervisor: int  # the process id without which the zygote ends
    listener: int  # the inherited listening socket
    policy: dict[str, Any] = field(default_factory=dict, repr=False)
    tenants: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    concurrency: int = 64
    queue: int = 256
    tenant_queue: int = 128
    max_seconds: float = 300.0
    memory: int = 512 << 20
    files_root: str | None = None
    ca_bundle: str | None = None
    readable: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> ZygoteConfig:
        wire = json.loads(line)
        return cls(**{**wire, "readable": tuple(wire["readable"]), "preload": tuple(wire["preload"])})
