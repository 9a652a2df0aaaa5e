"""From the text of an environment variable to a value. Each raises ValueError saying what was expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def text(value: str) -> str:
    return value


def path(value: str) -> Path | None:
    return Path(value).absolute() if value else None


def listen(value: str) -> str:
    if not value:
        return ""
    host, separator, port = value.rpartition(":")
    if not separator or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError("expected host:port, such as 127.0.0.1:8080, or nothing to turn it off")
    return value


def number(low: float, high: float) -> Callable[[str], float]:
    def parse(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            raise ValueError(f"expected a number from {low:g} to {high:g}") from None
        if not low <= number <= high:
            raise ValueError(f"expected a number from {low:g} to {high:g}")
        return number

    return parse


def integer(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit()) or not low <= int(value) <= high:
            raise ValueError(f"expected an integer from {low} to {high}")
        return int(value)

    return parse


def choice(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}")
        return value

    return parse


def flag(value: str) -> bool:
    return choice("true", "false")(value) == "true"


def words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def database(value: str) -> str:
    if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("expected sqlite:///path or postgresql://…")
    return value


def redis(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("expected redis://…, rediss://… or unix://…")
    return value
