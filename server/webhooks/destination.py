"""Where events may be sent: what a webhook's URL may be. Which address is dialled is the egress guard's to say.

https alone, as in a tenant's own connector types; but a receiver that the operator has let in by its address, on
loopback or in a private network, may be spoken to in clear text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from probes.egress.classify import Verdict, classify
from probes.egress.rule import parse_rule
from probes.egress.tenant_rules import TenantRules
from probes.egress.url import Url, parse_url
from probes.result import ProbeFailure
from server.connectors.mask import MASK
from server.errors import InvalidArgument
from server.observe.redaction import shield

FIELD = "url"
MAX_URL = 2048
_NEAR = (Verdict.LOOPBACK, Verdict.PRIVATE)


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL, its query apart: that may hold a secret. `base` is all before it."""

    base: str
    query: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        return f"{self.base}?{MASK}" if self.query else self.base


class Destinations:
    """`allow` are the operator's egress rules for all tenants, `tenants` those for single ones."""

    def __init__(self, allow: Sequence[str], tenants: TenantRules) -> None:
        self._allow = [parse_rule(text) for text in allow]
        self._tenants = {
            tenant: [parse_rule(text) for text in lists.get("allow", [])] for tenant, lists in tenants.items()
        }

    def read(self, tenant: str, text: str) -> Destination:
        """Raises InvalidArgument, whose message repeats nothing of the URL."""
        if len(text) > MAX_URL:
            raise InvalidArgument.at(FIELD, f"must be at most {MAX_URL} characters, got {len(text)}")
        try:
            url = parse_url(text, path=FIELD)
        except ProbeFailure as failure:
            raise InvalidArgument.at(FIELD, failure.message.removeprefix(f"{FIELD} ")) from None
        if url.user is not None:
            raise InvalidArgument.at(FIELD, "must hold no user name or password: every event is signed instead")
        if "#" in text:
            raise InvalidArgument.at(FIELD, "must have no fragment")
        if url.scheme == "http" and not self._may_be_clear(tenant, url):
            raise InvalidArgument.at(
                FIELD, "must begin with https://; http:// is for a loopback or private address that the operator allows"
            )
        path, _mark, query = url.target.partition("?")
        shield(query)
        return Destination(url.origin + path, query)

    def _may_be_clear(self, tenant: str, url: Url) -> bool:
        address = url.host.address
        if address is None or classify(address) not in _NEAR:
            return False
        rules = [*self._allow, *self._tenants.get(tenant, [])]
        return any(rule.matches_address(address, url.port) for rule in rules)


def stored(shown_url: str, query: str) -> Destination:
    """Of a record and its opened secrets."""
    return Destination(shown_url.partition("?")[0], query)


def refuse_mask(destination: Destination) -> None:
    """Raises InvalidArgument where the mask stands for a query and nothing is stored that it could stand for."""
    if destination.query == MASK:
        raise InvalidArgument.at(FIELD, "has the mask for a query, and none is stored there: send the query itself")
