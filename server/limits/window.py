"""The rule of an exact sliding log, without a store. Times are integers: microseconds of the store's clock."""

from __future__ import annotations

from array import array

from server.method_policy import RateLimit

MICROSECONDS = 1_000_000


def still_counted(stamps: array[int], limit: RateLimit, now: int) -> array[int]:
    """The admissions, oldest first, that lie in the closed window ending `now`.

    A newest stamp ahead of `now` means that the store's clock was put back: the log moves with it, so that nobody
    waits for the old time to come round again, and no window holds more than it may.
    """
    if stamps and stamps[-1] > now:
        ahead = stamps[-1] - now
        stamps = array("q", (stamp - ahead for stamp in stamps))
    oldest = now - limit.window_seconds * MICROSECONDS
    return array("q", (stamp for stamp in stamps if stamp >= oldest))


def seconds_until_free(counted: array[int], limit: RateLimit, now: int) -> float:
    """0.0 when one more may be admitted now, else the seconds until the log has room for one."""
    surplus = len(counted) - limit.requests
    if surplus < 0:
        return 0.0
    leaves_at = counted[surplus] + limit.window_seconds * MICROSECONDS + 1
    return (leaves_at - now) / MICROSECONDS
