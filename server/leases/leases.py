"""Leases: which of many processes and replicas does a piece of scheduled work. No leader: whoever asks first has it.

A lease says that nobody else was given the name for its time. It cannot stop a holder that was paused past it, so the
work itself must bear being done twice: write with compare-and-swap, or do what may be repeated.
"""

from __future__ import annotations

from typing import Protocol


class Leases(Protocol):
    """Time is the store's own. A store whose clock is put back gives a lease to the next who asks, not an hour late."""

    def take(self, name: str, holder: str, seconds: float) -> bool:
        """Whether `holder` has `name` from now on for `seconds`; taking it again while it is held makes it last anew.

        `holder` must be of one process alone, such as a random token made at its start. Raises Unavailable when the
        store cannot be reached: nobody may count on the lease then.
        """
        ...

    def release(self, name: str, holder: str) -> None:
        """Gives the name back, if `holder` still has it. Raises Unavailable."""
        ...
