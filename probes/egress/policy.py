"""Which address may be dialled: the classes of classify.py, and the operator's rules over them.

A policy is a value: it crosses to the prober as JSON, and a tenant's own is the operator's with more rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address
from typing import Any

from probes.egress.classify import Address, Verdict, classify, embedded, unmapped
from probes.egress.host import Host, canonical_host
from probes.egress.proxy import OutboundProxy
from probes.egress.rule import Rule, parse_rule

# An own address: where the service itself listens. None stands for every local address.
Own = tuple[Address | None, int]


@dataclass(frozen=True, slots=True)
class Denial:
    """Why a host or an address is refused. `rule` is for people and never holds the address that was resolved."""

    rule: str
    hint: str


@dataclass(frozen=True, slots=True)
class EgressPolicy:
    """DENY wins over ALLOW, ALLOW over the class of the address; with no rule, public addresses only.

    `proxy` is the way to what may be dialled, and part of the value so that no dialler is made without it.
    """

    allow: tuple[Rule, ...] = ()
    deny: tuple[Rule, ...] = ()
    own: tuple[tuple[str, int], ...] = ()
    proxy: OutboundProxy | None = field(default=None, kw_only=True)

    @classmethod
    def parse(cls, allow: Sequence[str], deny: Sequence[str], own: Sequence[tuple[str, int]] = ()) -> EgressPolicy:
        """Raises ValueError naming the entry. A rule is a CIDR, an address or a host pattern, optionally with a port.

        `own` are the service's listening (address, port) pairs; "0.0.0.0", "::" and "localhost" stand for the
        loopback addresses too.
        """
        for address, port in own:
            _own_address(address, port)
        return cls(
            allow=tuple(parse_rule(text) for text in allow),
            deny=tuple(parse_rule(text) for text in deny),
            own=tuple((address, port) for address, port in own),
        )

    def with_rules(self, allow: Sequence[str] = (), deny: Sequence[str] = ()) -> EgressPolicy:
        """This policy with a tenant's rules added. A denial of this policy still wins over an added permission."""
        added = EgressPolicy.parse(allow, deny)
        return replace(self, allow=self.allow + added.allow, deny=self.deny + added.deny)

    def to_wire(self) -> dict[str, Any]:
        """A JSON-able form, which holds the proxy's credentials; `from_wire` reads it."""
        return {
            "allow": [rule.text for rule in self.allow],
            "deny": [rule.text for rule in self.deny],
            "own": [list(pair) for pair in self.own],
            "proxy": self.proxy.to_wire() if self.proxy else None,
        }

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> EgressPolicy:
        policy = cls.parse(wire["allow"], wire["deny"], [(address, port) for address, port in wire["own"]])
        return replace(policy, proxy=OutboundProxy.from_wire(wire["proxy"]) if wire["proxy"] else None)

    def refuses_host(self, host: Host, port: int) -> Denial | None:
        """A denial that needs no look-up, so that a denied name is not even asked of a name server."""
        return _denied_by(rule for rule in self.deny if rule.matches_host(host, port))

    def refuses(self, host: Host, address: Address, port: int) -> Denial | None:
        """Whether `address`, which `host` stands for, may not be dialled on `port`; None when it may."""
        address = unmapped(address)
        reached = [address, *(embedded(address) if isinstance(address, IPv6Address) else ())]
        denied = self.refuses_host(host, port) or _denied_by(
            rule for rule in self.deny if any(rule.matches_address(each, port) for each in reached)
        )
        if denied:
            return denied
        permits = [rule for rule in self.allow if rule.matches_address(address, port) or rule.matches_host(host, port)]
        named_exactly = [rule for rule in permits if rule.is_single_address and rule.matches_address(address, port)]
        if self._is_own(address, port) and not any(rule.port == port for rule in named_exactly):
            return Denial(
                "the service's own address and port are not allowed",
                f"a rule of CONNECTORS_EGRESS_ALLOW with exactly that address and port {port} would permit it",
            )
        verdict = classify(address)
        if named_exactly or verdict is Verdict.PUBLIC or (permits and verdict is not Verdict.METADATA):
            return None
        return Denial(f"{verdict} addresses are not allowed", _how_to_permit(host, port, verdict))

    def _is_own(self, address: Address, port: int) -> bool:
        """Linux dials the unspecified address as loopback, so each stands for the other here."""
        local = classify(address) in (Verdict.LOOPBACK, Verdict.UNSPECIFIED)
        for text, own_port in self.own:
            if own_port != port:
                continue
            own = _own_address(text, own_port)
            if own == address or (local and (own is None or (address.is_unspecified and own.is_loopback))):
                return True
        return False


def _own_address(text: str, port: int) -> Address | None:
    """The address of an own pair, None for all local ones. Raises ValueError naming the pair."""
    try:
        host = canonical_host(text)
    except ValueError as error:
        raise ValueError(f"own address {text!r}:{port} {error}") from None
    if host.text == "localhost":
        return None
    if host.address is None:
        raise ValueError(f"own address {text!r}:{port} must be an IP address or localhost")
    return None if host.address.is_unspecified else host.address


def _denied_by(matching: Iterable[Rule]) -> Denial | None:
    rule = next(iter(matching), None)
    if rule is None:
        return None
    return Denial(f"denied by the operator's rule {rule.text}", "ask the operator of the service to change that rule")


def _how_to_permit(host: Host, port: int, verdict: Verdict) -> str:
    shown = f"[{host}]" if host.address is not None and host.address.version == 6 else str(host)
    if verdict is Verdict.METADATA:
        return "such addresses hand out the machine's own credentials; only a rule with the exact address permits one"
    return f"if this peer is meant to be reached, the operator adds {shown}:{port} to CONNECTORS_EGRESS_ALLOW"
