"""Credentials that are kept beside a connector's own. Times are integers: milliseconds since the epoch, UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Part(StrEnum):
    """Which of the two: a connector has at most one of each."""

    STAGED = "staged"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class KeptCredentials:
    """One row. `id` is another one for each that is kept: it is part of what authenticates `sealed`, and what a
    compare-and-swap compares.

    `target_revision` is the connector's while they are of use: when they were tested, or after they were replaced.
    `bound_destination` is where previous ones may be sent (server/connectors/binding.py); None of staged ones.
    `version` is the credential version that previous ones were; 0 of staged ones.
    """

    tenant: str
    connector_id: str
    part: Part
    id: str
    auth_method: str
    fields: tuple[str, ...]
    set_at: int | None
    set_by: str | None
    version: int
    fingerprint: str
    target_revision: int
    bound_destination: str | None
    expires_at: int
    sealed: bytes = field(default=b"", repr=False)  # both are the sealer's to fill
    sealed_under: str = ""
