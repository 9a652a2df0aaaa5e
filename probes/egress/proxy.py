"""The operator's outbound HTTP proxy: where it is, how it knows us, and which peers are dialled without it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from probes.egress.classify import Address
from probes.egress.host import Host
from probes.egress.rule import Rule, parse_rule
from probes.egress.url import parse_url
from probes.result import ProbeFailure

EXPECTED = "expected http://host:port or http://user:password@host:port"


@dataclass(frozen=True, slots=True)
class OutboundProxy:
    """`url` and `authorization`, the value of Proxy-Authorization, are secret; the repr holds neither.

    Peers that a rule of `direct` matches are dialled without the proxy.
    """

    host: Host
    port: int
    url: str = field(repr=False)
    authorization: str | None = field(default=None, repr=False)
    direct: tuple[Rule, ...] = ()

    @classmethod
    def parse(cls, url: str, direct: Sequence[str] = ()) -> OutboundProxy:
        """Reads `http://[user:password@]host:port`. Raises ValueError, which repeats nothing of the URL.

        Only http: the CONNECT request goes to the proxy in clear text, as does the password for it.
        """
        try:
            parsed = parse_url(url, path="the URL")
        except ProbeFailure as failure:
            raise ValueError(f"{failure.message}; {EXPECTED}") from None
        if parsed.scheme != "http":
            raise ValueError(f"a proxy is spoken to over http alone; {EXPECTED}")
        if urlsplit(url).port is None:
            raise ValueError(f"the URL has no port; {EXPECTED}")
        if parsed.target != "/" or "#" in url or "?" in url:
            raise ValueError(f"the URL has more than a host and a port; {EXPECTED}")
        return cls(parsed.host, parsed.port, url, _basic(parsed.user, parsed.password), tuple(map(parse_rule, direct)))

    def to_wire(self) -> dict[str, Any]:
        """A JSON-able form, which is secret; `from_wire` reads it."""
        return {"url": self.url, "direct": [rule.text for rule in self.direct]}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> OutboundProxy:
        return cls.parse(wire["url"], wire["direct"])

    def is_bypassed(self, host: Host, addresses: Sequence[Address], port: int) -> bool:
        """Whether a peer is dialled without the proxy: its name matches a rule, or every one of its addresses does."""
        if any(rule.matches_host(host, port) for rule in self.direct):
            return True
        return all(any(rule.matches_address(address, port) for rule in self.direct) for address in addresses)


def _basic(user: str | None, password: str | None) -> str | None:
    """RFC 7617, in UTF-8. A proxy that knows only Digest, NTLM or Negotiate answers 407 to it."""
    if user is None:
        return None
    if ":" in user:
        raise ValueError(f"the user name of the URL has a colon, which Basic authentication cannot carry; {EXPECTED}")
    return "Basic " + base64.b64encode(f"{user}:{password or ''}".encode()).decode()
