"""A name server on loopback that knows the records a test gives it, over UDP and TCP."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from probes.egress import dns_records
from tests.egress.scripted import Conversation, peer

Records = Mapping[tuple[str, str], list[str]]
"""{("db.test.", "TXT"): ['"authSource=app"']}, values as in a zone file; a name that is in no key does not exist."""


@dataclass(frozen=True, slots=True)
class Zone:
    records: Records
    truncated: bool = False  # over UDP, so that the client has to come again over TCP
    failing: bool = False

    def answer(self, wire: bytes, *, over_tcp: bool) -> bytes:
        query = dns.message.from_wire(wire)
        answer = dns.message.make_response(query)
        name, kind = query.question[0].name, dns.rdatatype.to_text(query.question[0].rdtype)
        if self.failing:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif str(name) not in {known for known, _kind in self.records}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif self.truncated and not over_tcp:
            answer.flags |= dns.flags.TC
        elif values := self.records.get((str(name), kind)):
            answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", kind, values))
        return answer.to_wire()


@contextlib.contextmanager
def name_server(monkeypatch: pytest.MonkeyPatch, zone: Zone) -> Iterator[None]:
    """The service's only name server for SRV and TXT while the block runs."""

    def over_tcp(conversation: Conversation) -> None:
        (length,) = struct.unpack("!H", conversation.sock.recv(2))
        answer = zone.answer(conversation.sock.recv(length), over_tcp=True)
        conversation.sock.sendall(struct.pack("!H", len(answer)) + answer)

    with peer(over_tcp) as listener, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", listener.port))

        def over_udp() -> None:
            while True:
                wire, sender = datagrams.recvfrom(4096)
                if not wire:
                    return
                datagrams.sendto(zone.answer(wire, over_tcp=False), sender)

        thread = threading.Thread(target=over_udp)
        thread.start()
        monkeypatch.setattr(dns_records, "name_servers", lambda: [(ip_address("127.0.0.1"), listener.port)])
        try:
            yield
        finally:
            datagrams.sendto(b"", ("127.0.0.1", listener.port))
            thread.join(5)


@pytest.fixture
def invalid_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names below .invalid do not exist (RFC 6761), also where this machine's own name servers are slow to say so."""
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if isinstance(host, bytes) and host.endswith(b".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
