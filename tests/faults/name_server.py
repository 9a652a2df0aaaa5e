"""A name server on loopback that answers as it is told, and the command that makes a service ask it.

Port 53 and a mount of one's own need root; without it these tests fail and say so.
"""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

ADDRESS = "127.53.53.53"  # loopback, and nobody else's: systemd-resolved has 127.0.0.53 and .54

# What a name's look-ups are answered with, one after the other, the last for ever; each is all addresses of an answer.
Zone = Mapping[str, Sequence[Sequence[str]]]

_NAMESPACE = """
set -eu
mount --make-rprivate /
mount --bind "$1" "$(readlink -f /etc/resolv.conf)"
mount --bind "$2" "$(readlink -f /etc/nsswitch.conf)"
shift 2
exec "$@"
"""


@dataclass
class NameServer:
    """`asked` counts the look-ups of each name."""

    zone: Zone
    asked: Counter[str] = field(default_factory=Counter)

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """To an A query the next answer's IPv4 addresses, to the AAAA query beside it its IPv6 ones; TTL 0."""
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        [question] = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        answers = self.zone.get(name)
        if answers is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
            return answer
        kind = dns.rdatatype.to_text(question.rdtype)
        turn = min(self.asked[f"{name} {kind}"], len(answers) - 1)
        self.asked[f"{name} {kind}"] += 1
        found = [text for text in answers[turn] if (":" in text) == (kind == "AAAA")]
        if kind in ("A", "AAAA") and found:
            answer.answer.append(dns.rrset.from_text_list(question.name, 0, "IN", kind, found))
        return answer


@contextmanager
def name_server(zone: Zone) -> Iterator[NameServer]:
    if os.geteuid() != 0:
        pytest.fail("a name server on port 53 and a resolv.conf of the service's own need root: run as root, or in CI")
    served = NameServer(zone)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((ADDRESS, 53))

        def serve() -> None:
            while True:
                data, client = sock.recvfrom(4096)
                if not data:
                    return
                sock.sendto(served.answer(dns.message.from_wire(data)).to_wire(), client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield served
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", (ADDRESS, 53))
            thread.join()


def asking_it(folder: Path) -> list[str]:
    """The prefix of a command that is to look names up there and nowhere else."""
    resolv, nsswitch = folder / "resolv.conf", folder / "nsswitch.conf"
    resolv.write_text(f"nameserver {ADDRESS}\noptions attempts:1 timeout:2\n")
    nsswitch.write_text("hosts: files dns\n")
    prefix = ["unshare", "--mount", "sh", "-c", _NAMESPACE, "sh", str(resolv), str(nsswitch)]
    tried = subprocess.run([*prefix, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.fail(f"this machine lets nobody mount a resolv.conf of a process's own: {tried.stderr.strip()}")
    return prefix
