"""One entry of the operator's egress lists: a CIDR, an address or a host pattern, optionally with a port."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from probes.egress.classify import Address, Network, unmapped
from probes.egress.host import Host, MalformedHost, canonical_host, canonical_port

_MAPPED = IPv6Network("::ffff:0:0/96")


@dataclass(frozen=True, slots=True)
class Rule:
    """Exactly one of `network` and `name` is set. `subdomains`: `name` was written *.name and does not match itself."""

    text: str
    network: Network | None = None
    name: str | None = None
    subdomains: bool = False
    port: int | None = None

    @property
    def is_single_address(self) -> bool:
        return self.network is not None and self.network.num_addresses == 1

    def matches_address(self, address: Address, port: int) -> bool:
        return self.network is not None and address in self.network and self.port in (None, port)

    def matches_host(self, host: Host, port: int) -> bool:
        if self.name is None or host.address is not None or self.port not in (None, port):
            return False
        return host.text.endswith(f".{self.name}") if self.subdomains else host.text == self.name


def parse_rule(text: str) -> Rule:
    """Reads `10.0.0.0/8`, `127.0.0.1:5432`, `[::1]:5432`, `fd00::/8`, `db.example.com`, `*.example.com:443`.

    Raises ValueError naming the entry.
    """
    entry = text.strip()
    try:
        target, port = _split_port(entry)
        if "/" in target:
            return Rule(entry, network=_network(target), port=port)
        if target.startswith("*."):
            return Rule(entry, name=_name(target[2:]), subdomains=True, port=port)
        if target == "*":
            raise MalformedHost("is too wide: write 0.0.0.0/0 and ::/0 to mean every address")
        host = canonical_host(target)
    except ValueError as error:
        raise ValueError(f"egress rule {text!r} {error}") from None
    if host.address is None:
        return Rule(entry, name=host.text, port=port)
    return Rule(entry, network=ip_network(host.address), port=port)


def _split_port(entry: str) -> tuple[str, int | None]:
    if entry.startswith("["):
        target, bracket, rest = entry[1:].partition("]")
        if not bracket or ":" not in target or (rest and not rest.startswith(":")):
            raise MalformedHost("must have the form [IPv6]:port")
        return target, canonical_port(rest[1:]) if rest else None
    if entry.count(":") != 1:
        return entry, None  # IPv6 without a port, or no port at all
    target, _colon, port = entry.partition(":")
    return target, canonical_port(port)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text, strict=True)
    except ValueError as error:
        raise MalformedHost(f"is no network: {error}") from None
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        return ip_network((unmapped(network.network_address), network.prefixlen - 96))
    return network


def _name(text: str) -> str:
    host = canonical_host(text)
    if host.address is not None:
        raise MalformedHost("has a wildcard before an address: write a CIDR")
    return host.text
