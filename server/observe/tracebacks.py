"""Exceptions as text for a log: where and what, never the values of variables, never source lines with literals."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from server.observe.redaction import error_text

MAX_FRAMES = 50
MAX_EXCEPTIONS = 20


def exception_text(error: BaseException) -> str:
    """The exception, its frames innermost last, then what caused it, and so on; redacted."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    if id(error) in seen or len(seen) >= MAX_EXCEPTIONS:
        return
    seen.add(id(error))
    yield f"{type(error).__module__}.{type(error).__qualname__}: {error_text(error)}"
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    if len(frames) > MAX_FRAMES:
        yield f"  … {len(frames) - MAX_FRAMES} frames left out"
    for code, line in frames[-MAX_FRAMES:]:
        yield f"  {code.co_filename}:{line} {code.co_qualname}"
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _lines(inner, seen)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield "caused by" if error.__cause__ else "while handling"
        yield from _lines(cause, seen)
