"""A value of the wrong type, raised while reading and gathered into one InvalidArgument."""

from __future__ import annotations

from server.errors import FieldViolation


class Mismatch(Exception):
    """One or several faults of a value."""

    def __init__(self, violations: list[FieldViolation]) -> None:
        super().__init__()
        self.violations = violations

    @classmethod
    def at(cls, path: str, message: str) -> Mismatch:
        return cls([FieldViolation(path, message)])
