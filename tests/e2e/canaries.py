"""Secrets that can be told wherever they come out again, in whatever form, and something open that must come out.

Every canary holds the watch's mark, letters and digits that no encoding of text changes and that stand nowhere else,
so one search for the forms of the mark finds a canary whole or cut off behind it. The witness is another such word,
put where it may be seen: a source in which the search does not find the witness is one that it cannot see.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

# What stands behind the mark: characters that encodings change, so that a canary takes the ways that a secret takes.
_TAIL = "/+&=?%'\"\\é"


def forms(word: str) -> dict[str, bytes]:
    """An ASCII word as it may stand in bytes, each form by its name."""
    found = {
        "as it is": word.encode(),
        "in lower case": word.lower().encode(),
        "in upper case": word.upper().encode(),
        "reversed": word[::-1].encode(),
        "in hex": word.encode().hex().encode(),
        "in upper-case hex": word.encode().hex().upper().encode(),
        "percent-encoded": "".join(f"%{ord(letter):02x}" for letter in word).encode(),
        "percent-encoded in upper case": "".join(f"%{ord(letter):02X}" for letter in word).encode(),
        "JSON-escaped": "".join(f"\\u{ord(letter):04x}" for letter in word).encode(),
        "JSON-escaped in upper case": "".join(f"\\u{ord(letter):04X}" for letter in word).encode(),
        "hex-escaped": "".join(f"\\x{ord(letter):02x}" for letter in word).encode(),
        "in octal": "".join(f"\\{ord(letter):03o}" for letter in word).encode(),
        "in HTML": "".join(f"&#{ord(letter)};" for letter in word).encode(),
        "in UTF-16": word.encode("utf-16-le"),
        "in UTF-16, the other way round": word.encode("utf-16-be"),
        "reversed, in UTF-16": word[::-1].encode("utf-16-le"),
    }
    for name, content in list(found.items()):
        if name in ("as it is", "reversed", "in UTF-16", "in UTF-16, the other way round", "in hex"):
            found |= {f"{name}, in base64 from {shift}": part for shift, part in enumerate(_in_base64(content))}
    return found


def _in_base64(content: bytes) -> Iterator[bytes]:
    """The middle of its base64, for each of the three ways in which it may start inside a longer text: the first and
    the last four characters mix with what stands around it. The letters and digits of a mark give no character that
    the two alphabets of base64 write differently."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + content + b"\0" * (-(shift + len(content)) % 3))
        yield encoded[4 if shift else 0 : -4]


def _mark() -> str:
    return f"Cn{secrets.token_hex(7)}"


@dataclass(slots=True)
class Watch:
    """What was sent, and everything that came back, by where it came from."""

    mark: str = field(default_factory=_mark)
    witness: str = field(default_factory=_mark)
    places: list[str] = field(default_factory=list)
    heard: dict[str, bytearray] = field(default_factory=dict)

    def canary(self, place: str) -> str:
        """A new secret. `place` says where it is put, and a number of the canary where it is found."""
        self.places.append(place)
        return f"{self.mark}n{len(self.places) - 1}n{_TAIL}{secrets.token_hex(4)}"

    def plain(self, place: str) -> str:
        """One for places that take letters and digits alone."""
        return self.canary(place).partition("/")[0] + secrets.token_hex(4)

    def hear(self, source: str, content: bytes | str) -> None:
        said = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
        self.heard.setdefault(source, bytearray()).extend(said + b"\n")

    def found(self) -> list[str]:
        """Every source that holds a form of a canary, with what stands around it."""
        return [
            f"{name} in {source}: {bytes(content[max(0, position - 80) : position + 120])!r}"
            for source, content in self.heard.items()
            for name, form in forms(self.mark).items()
            if (position := content.find(form)) >= 0
        ]

    def saw(self, source: str) -> bool:
        """Whether the witness came out there."""
        return self.witness.encode() in self.heard.get(source, b"")
