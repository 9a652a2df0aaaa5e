"""Who is calling: one interface for every way to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from server.call import Principal


class Identity(Protocol):
    def authenticate(self, metadata: Mapping[str, str], certificate: str = "") -> Principal:
        """The caller, from the call's metadata and the client certificate (PEM) that its connection showed.

        Raises Unauthenticated, PermissionDenied, InvalidArgument or Unavailable.
        """
        ...
