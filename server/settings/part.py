"""Which part of the service a process tree is."""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """By the words that start it. ALL probes by itself, unless CONNECTORS_PROBER_UPSTREAM names a prober."""

    ALL = "serve"
    API = "serve --api"
    PROBER = "serve --prober"
