"""How far a reader of TestConnectors is, as it goes over the wire and comes back."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from server.errors import InvalidArgument

# Tests set off and not all told before them: no more than fit the token.
WINDOW = 64
_TOKEN = re.compile(r"([0-9a-f]{32})\.([0-9]{1,12})\.([0-9a-f]{1,16})")


@dataclass(slots=True)
class Progress:
    """Tests are numbered as they are set off; their ends are told in another order.

    Everything below `low` was told, and what is in `beyond`; nothing is `WINDOW` or more above `low`.
    """

    fleet: str = field(default_factory=lambda: secrets.token_hex(16))
    low: int = 0
    beyond: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, token: str) -> Progress:
        """Raises InvalidArgument."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise InvalidArgument.at("resumeToken", "expected the resumeToken of an answer")
        low, bits = int(found[2]), int(found[3], 16)
        return cls(found[1], low, {low + offset for offset in range(WINDOW) if bits >> offset & 1})

    @property
    def token(self) -> str:
        bits = sum(1 << (position - self.low) for position in self.beyond)
        return f"{self.fleet}.{self.low}.{bits:x}"

    @property
    def next(self) -> int:
        """The first position that no told test has had."""
        return max(self.beyond, default=self.low - 1) + 1

    def was_told(self, position: int) -> bool:
        return position < self.low or position in self.beyond

    def may_set_off(self, position: int) -> bool:
        return position - self.low < WINDOW

    def tell(self, *positions: int) -> None:
        self.beyond.update(position for position in positions if position >= self.low)
        while self.low in self.beyond:
            self.beyond.remove(self.low)
            self.low += 1
