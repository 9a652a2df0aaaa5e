"""The nearest known name, for errors about an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """'; did you mean x?' or nothing. The unknown name itself is not repeated: it may be anything."""
    # The cut keeps difflib, which is quadratic, from working on a megabyte.
    close = difflib.get_close_matches(name[:64], list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def nearest(names: Iterable[str], given: Iterable[str]) -> str | None:
    """Which of the given keys may have been meant for one of the names: `host_name` for `hostname` or `host`."""
    plain = {_plain(key[:64]): key for key in given}
    for name in names:
        close = difflib.get_close_matches(_plain(name), list(plain), n=1)
        if close:
            return plain[close[0]]
    return None


def _plain(key: str) -> str:
    return "".join(character for character in key.lower() if character.isalnum())
