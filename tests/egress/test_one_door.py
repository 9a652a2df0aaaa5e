"""Nothing in probes/ opens a socket but egress/dial.py; libpq, and the prober's own Unix sockets, are named here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PROBES = Path(__file__).parents[2] / "probes"

# What opens a connection, or makes a socket that can. Each dotted name is looked for as it is called.
OPENERS = {
    *("socket.socket", "socket.create_connection", "socket.create_server", "socket.socketpair", "socket.fromfd"),
    *("DeadlineSocket", "deadline_socket.DeadlineSocket", "socket.getaddrinfo", "socket.gethostbyname"),
    *("requests.get", "requests.post", "requests.put", "requests.head", "requests.request", "requests.Session"),
    *("urllib3.PoolManager", "urllib3.request", "urllib.request.urlopen", "urlopen", "urllib3.HTTPConnectionPool"),
    *("http.client.HTTPConnection", "http.client.HTTPSConnection", "asyncio.open_connection", "asyncio.start_server"),
    *("pymysql.connect", "psycopg2.connect", "pg8000.connect", "pg8000.dbapi.connect", "redis.Redis", "boto3.client"),
    *(
        "pymongo.MongoClient",
        "paramiko.SSHClient",
        "paramiko.client.SSHClient",
        "kafka.KafkaClient",
        "kafka.KafkaConsumer",
    ),
    *(
        "kafka.KafkaProducer",
        "kafka.KafkaAdminClient",
        "kafka.admin.KafkaAdminClient",
        "ldap3.Connection",
        "ldap3.Server",
    ),
    *(
        "dns.query.udp",
        "dns.query.tcp",
        "dns.query.tls",
        "dns.query.https",
        "dns.resolver.resolve",
        "dns.resolver.query",
    ),
    *("botocore.session.get_session", "botocore.session.Session", "boto3.resource", "boto3.Session", "httpx.get"),
    *("httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "socket.socket.connect", "ftplib.FTP_TLS"),
    *("smtplib.SMTP_SSL", "poplib.POP3", "multiprocessing.connection.Client", "logging.handlers.SysLogHandler"),
    *("smtplib.SMTP", "ftplib.FTP", "imaplib.IMAP4", "telnetlib.Telnet", "xmlrpc.client.ServerProxy"),
}

# Where a call stands, and why it is no way round the guard.
KNOWN = {
    ("egress/dial.py", "DeadlineSocket"): "the door",
    ("egress/dns_records.py", "DeadlineSocket"): "to the machine's own name servers, for SRV and TXT",
    ("protocols/ssh_tunnel.py", "DeadlineSocket"): "one end of a socketpair",
    ("protocols/ssh_tunnel.py", "socket.socketpair"): "a channel of a bastion that went through the door, as a socket",
    ("egress/resolve.py", "socket.getaddrinfo"): "the one look-up",
    ("isolation/rehearsal.py", "socket.create_server"): "listens on loopback, for the zygote's own tests of itself",
}
# The prober's own processes talk over Unix sockets, which reach no other machine; a child takes its over by number.
UNIX_ONLY = "isolation/"


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local names of imports: {"Session": "requests.Session"}."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                names[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith("probes"):
            names.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return names


def _opened(source: str) -> list[tuple[str, ast.Call]]:
    tree = ast.parse(source)
    names = _imported(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            root, dot, rest = ast.unparse(node.func).partition(".")
            dotted = names.get(root, root) + dot + rest
            if dotted in OPENERS:
                found.append((dotted, node))
    return found


def test_the_search_finds_what_it_looks_for():
    for text in (
        "import socket as s\ns.socket()",
        "from socket import socket\nsocket()",
        "import requests\nrequests.get('')",
    ):
        assert _opened(text), text


@pytest.mark.parametrize("path", sorted(PROBES.rglob("*.py")), ids=lambda path: str(path.relative_to(PROBES)))
def test_a_module_opens_no_socket_of_its_own(path: Path):
    relative = str(path.relative_to(PROBES))
    for opener, call in _opened(path.read_text()):
        if (relative, opener) in KNOWN:
            continue
        arguments = ast.unparse(call)
        if relative.startswith(UNIX_ONLY) and any(word in arguments for word in ("AF_UNIX", "socketpair", "fileno=")):
            continue
        pytest.fail(f"{relative}:{call.lineno} calls {arguments}: connections are the dialler's (egress/dial.py)")
