"""HTTP through the guard against peers that misbehave: what is read has a bound, where it goes is checked each hop."""

from __future__ import annotations

import gzip
import resource
import ssl
import time
import zlib
from collections.abc import Callable

import pytest

from probes.egress import tls
from probes.egress.http import HttpClient
from probes.result import Level, Reason
from tests.egress.scripted import SECONDS, Conversation, Peer, dialer, dialer_to, failing, peer

OK = b"HTTP/1.1 200 OK\r\n"


def saying(*answers: bytes | Callable[[bytes], bytes]) -> Callable[[Conversation], None]:
    """A peer that answers its connections' requests with these bytes in turn, the last one for ever."""
    left = list(answers)

    def script(conversation: Conversation) -> None:
        while request := conversation.read_request():
            answer = left.pop(0) if len(left) > 1 else left[0]
            conversation.sock.sendall(answer(request) if callable(answer) else answer)

    return script


def body(content: bytes, *headers: bytes) -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return OK + lines + b"Content-Length: %d\r\n\r\n" % len(content) + content


def redirect(to: str, status: int = 302) -> bytes:
    return b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, to.encode("latin-1"))


def echo(request: bytes) -> bytes:
    return body(request)


def get(there: Peer, path: str = "/", **client: object):
    return HttpClient(dialer_to(there), **client).request("GET", there.url + path)


def test_an_answer_is_read_and_the_connection_kept():
    with peer(saying(body(b"one", b"X-Y: z"))) as there:
        client = HttpClient(dialer_to(there))
        answer = client.request("GET", there.url + "/a?b=c#fragment")
        assert (answer.status, answer.body, answer.truncated, answer.headers["x-y"]) == (200, b"one", False, "z")
        assert answer.url == there.url + "/a?b=c"
        assert client.request("HEAD", there.url).status == 200
        client.close()
    assert there.connections == 1


def _endless_headers(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK)
    conversation.flood(b"X-Header: value\r\n")


def _endless_header_line(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"X-Header: ")
    conversation.flood(b"v" * 10_000)


def _endless_interim_answers(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.flood(b"HTTP/1.1 100 Continue\r\n\r\n")


def _large_headers(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"".join(b"X-%d: %s\r\n" % (n, b"v" * 10_000) for n in range(20)) + b"\r\n")


def _endless_chunk_size(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    conversation.flood(b"0" * 10_000)


def _endless_trailer(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    conversation.flood(b"T: " + b"t" * 10_000)


def _slow_headers(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.drip(OK + b"X-Header: value\r\n" * 100)


def _slow_body(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"Content-Length: 1000\r\n\r\n")
    conversation.drip(b"x" * 1000)


def _short_body(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"Content-Length: 1000\r\n\r\nshort")


def _resets(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.reset()


def _resets_in_the_body(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"Content-Length: 1000\r\n\r\nshort")
    time.sleep(0.1)
    conversation.reset()


def _says(content: bytes) -> Callable[[Conversation], None]:
    def script(conversation: Conversation) -> None:
        conversation.read_request()
        conversation.sock.sendall(content)

    return script


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (Conversation.hang, Reason.TIMEOUT),
        (_slow_headers, Reason.TIMEOUT),
        (_slow_body, Reason.TIMEOUT),
        (_endless_headers, Reason.PEER_ERROR),
        (_endless_header_line, Reason.PEER_ERROR),
        (_endless_interim_answers, Reason.PEER_ERROR),
        (_large_headers, Reason.PEER_ERROR),
        (_endless_chunk_size, Reason.PEER_ERROR),
        (_endless_trailer, Reason.PEER_ERROR),
        (_short_body, Reason.PEER_ERROR),
        (_resets_in_the_body, Reason.PEER_ERROR),
        (_says(OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"), Reason.PEER_ERROR),
        (_says(b""), Reason.UNREACHABLE),
        (_resets, Reason.UNREACHABLE),
        (_says(b"SSH-2.0-OpenSSH_9.2\r\n"), Reason.PROTOCOL_MISMATCH),
        (_says(b"\x15\x03\x01\x00\x02\x02\x46"), Reason.PROTOCOL_MISMATCH),
        (_says(b"+OK ready\r\n"), Reason.PROTOCOL_MISMATCH),
    ],
)
def test_a_peer_that_misbehaves_ends_in_time_with_its_reason(script, reason):
    with peer(script) as there, failing() as found:
        get(there)
    assert found[0].reason is reason


def _endless_body(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"Connection: close\r\n\r\n")
    conversation.flood(b"x" * 100_000)


def _gzip_bomb(conversation: Conversation) -> None:
    conversation.read_request()
    conversation.sock.sendall(OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
    packer = zlib.compressobj(9, wbits=31)
    for _ in range(400):  # 400 MB in 400 kB
        conversation.sock.sendall(packer.compress(bytes(1_000_000)))


@pytest.mark.parametrize("script", [_endless_body, _gzip_bomb])
def test_a_body_without_end_is_cut_in_constant_memory(script):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with peer(script) as there:
        answer = HttpClient(dialer_to(there, 5)).request("GET", there.url)
    assert answer.truncated
    assert len(answer.body) == 1 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024  # KiB


def test_a_stream_is_decoded_piece_by_piece():
    content = b"line\n" * 100_000
    packed = gzip.compress(content)
    with (
        peer(saying(body(packed, b"Content-Encoding: gzip"))) as there,
        HttpClient(dialer_to(there)).stream("GET", there.url) as answer,
    ):
        pieces = list(answer.chunks())
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 65_536


def test_a_redirect_within_an_origin_is_followed_with_its_credentials():
    with peer(saying(redirect("/next?x=1#f"), echo)) as there:
        answer = HttpClient(dialer_to(there)).request("GET", there.url, headers={"X-Api-Key": "k"}, auth=("u", "p"))
    assert answer.url == there.url + "/next?x=1"
    assert b"X-Api-Key: k" in answer.body
    assert b"Authorization: Basic dTpw" in answer.body


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_credential_goes_to_another_origin(status):
    with peer(saying(echo)) as other, peer(saying(redirect(f"http://u2:p2@127.0.0.1:{other.port}/", status))) as there:
        guard = dialer(f"127.0.0.1:{there.port}", f"127.0.0.1:{other.port}")
        client = HttpClient(guard, headers={"Cookie": "c=canary", "Accept": "text/x-kept"})
        answer = client.request("GET", there.url, headers={"X-Api-Key": "canary"}, auth=("canary", "canary"))
    assert answer.status == 200
    assert b"canary" not in answer.body
    assert b"Authorization" not in answer.body
    assert b"text/x-kept" in answer.body
    assert f"Host: 127.0.0.1:{other.port}".encode() in answer.body


def test_a_body_does_not_go_to_another_origin():
    with peer(saying(echo)) as other, peer(saying(redirect(f"http://127.0.0.1:{other.port}/", 307))) as there:
        guard = dialer(f"127.0.0.1:{there.port}", f"127.0.0.1:{other.port}")
        with failing() as found:
            HttpClient(guard).request("POST", there.url, data="client_secret=canary")
    assert found[0].reason is Reason.PEER_ERROR
    assert other.connections == 0


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (303, "PUT", "GET"),
        (307, "POST", "POST"),
        (302, "HEAD", "HEAD"),
        (303, "HEAD", "HEAD"),
    ],
)
def test_the_method_after_a_redirect_is_as_rfc_9110_says(status, method, then):
    seen: list[bytes] = []

    def note(request: bytes) -> bytes:
        seen.append(request)
        return body(b"")

    with peer(saying(redirect("/next", status), note)) as there:
        HttpClient(dialer_to(there)).request(method, there.url)
    assert seen[0].startswith(then.encode() + b" /next")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/", Reason.EGRESS_DENIED),
        ("http://127.0.0.1:1/", Reason.EGRESS_DENIED),
        ("http://169.254.169.254/latest/meta-data/", Reason.EGRESS_DENIED),
        ("http://[::ffff:169.254.169.254]/", Reason.EGRESS_DENIED),
        ("//10.0.0.1/", Reason.EGRESS_DENIED),
        ("http://0x7f.1/", Reason.PEER_ERROR),
        ("http://127.0.0.1:99999/", Reason.PEER_ERROR),
        ("file:///etc/passwd", Reason.PEER_ERROR),
        ("ftp://example.com/", Reason.PEER_ERROR),
        ("http://[::1/", Reason.PEER_ERROR),
    ],
)
def test_a_redirect_is_checked_like_any_address(location, reason):
    with peer(saying(redirect(location))) as there, failing() as found:
        get(there)
    assert found[0].reason is reason


def test_redirects_have_an_end():
    with peer(saying(redirect("/"))) as there, failing() as found:
        get(there)
    assert found[0].reason is Reason.PEER_ERROR
    assert "loop" in found[0].message

    more = iter(range(100))
    with peer(saying(lambda _request: redirect(f"/{next(more)}"))) as there, failing() as found:
        get(there)
    assert found[0].reason is Reason.PEER_ERROR
    assert "3 times" in found[0].message
    assert there.connections == 4


def test_a_redirect_with_an_endless_body_is_not_read():
    def script(conversation: Conversation) -> None:
        if b"GET /next" in conversation.read_request():
            conversation.sock.sendall(body(b"there"))
        else:
            conversation.sock.sendall(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nConnection: close\r\n\r\n")
            conversation.flood(b"x" * 100_000)

    with peer(script) as there:
        assert get(there).body == b"there"


def test_a_redirect_can_be_left_to_the_caller():
    with peer(saying(redirect("http://10.0.0.1/"))) as there:
        answer = HttpClient(dialer_to(there)).request("GET", there.url, follow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "http://10.0.0.1/")


def _serving(certificates, script: Callable[[Conversation], None]) -> Callable[[Conversation], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server.certificate, certificates.server.key)
    return lambda conversation: script(conversation.tls(context))


def test_https_is_verified_and_keeps_the_name(certificates):
    with peer(_serving(certificates, saying(echo))) as there:
        url = f"https://localhost:{there.port}/"
        guard = dialer(f"localhost:{there.port}")
        answer = HttpClient(guard, context=tls.context(ca_pem=certificates.ca.read_text())).request("GET", url)
        assert f"Host: localhost:{there.port}".encode() in answer.body
        assert guard.trace.level is Level.TLS
        with failing() as found:
            HttpClient(dialer(f"localhost:{there.port}")).request("GET", url)
    assert found[0].reason is Reason.TLS_UNTRUSTED


def test_https_is_never_left_for_http(certificates):
    with peer(saying(echo)) as plain, peer(_serving(certificates, saying(redirect(plain.url)))) as there:
        guard = dialer(f"127.0.0.1:{there.port}", f"127.0.0.1:{plain.port}")
        with failing() as found:
            HttpClient(guard, context=tls.context(ca_pem=certificates.ca.read_text())).request(
                "GET", f"https://127.0.0.1:{there.port}/"
            )
    assert found[0].reason is Reason.TLS_REQUIRED
    assert plain.connections == 0


def test_https_to_a_plain_port_says_so():
    def refuse(conversation: Conversation) -> None:
        conversation.sock.recv(65_536)
        conversation.sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with peer(refuse) as there, failing() as found:
        HttpClient(dialer_to(there)).request("GET", f"https://127.0.0.1:{there.port}/")
    assert found[0].reason is Reason.PROTOCOL_MISMATCH


def test_userinfo_is_sent_as_basic_and_never_shown():
    with peer(saying(echo)) as there:
        guard = dialer_to(there)
        answer = HttpClient(guard).request("GET", f"http://us%40er:p%C3%A4ss@127.0.0.1:{there.port}/")
        assert b"Authorization: Basic dXNAZXI6cMOkc3M=" in answer.body
        assert "us%40er" not in answer.url + repr(answer)
        assert any("without encryption" in warning for warning in guard.trace.warnings)


def test_the_environment_and_netrc_are_not_asked(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login canary password canary\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with peer(saying(body(b"", b"Set-Cookie: c=canary; Path=/"), echo)) as there:
        client = HttpClient(dialer_to(there))
        client.request("GET", there.url)
        assert b"canary" not in client.request("GET", there.url).body


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.com", "ftp://example.com", "http://", "http:///x", "http://a:b@", "http://exa mple.com/"),
        *("http://example.com:0/", "http://example.com:99999/", "http://example.com:8 0/", "http://example.com:８０/"),
        *("http://0x7f.1/", "http://2130706433/", "http://127.1/", "http://[::1/", "http://[::1%25lo]/", "http://::1/"),
        *(
            "http://a@b@c/",
            "http://example.com\\@evil.com/",
            "http://example.com/\n",
            "http://exa\tmple.com",
            "http://%31/",
        ),
        *("http://example.com/%zz", "http://example.com/ü", "http://*/", "http://example.com#@evil.com:x/:"),
    ],
)
def test_a_url_that_cannot_be_read_strictly_is_named_by_its_field(url):
    with failing() as found:
        HttpClient(dialer()).request("GET", url, field="config.fileUrl")
    if "#@evil" in url:  # the fragment is dropped; the host is the one before it
        assert "example.com" in found[0].message
        return
    assert found[0].reason is Reason.INVALID_CONFIG
    assert found[0].field == "config.fileUrl"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\r\n b", "a\n", " a", "šecret"])
def test_a_header_that_http_cannot_carry_is_a_fault_of_the_config(value):
    with peer(saying(echo)) as there, failing() as found:
        HttpClient(dialer_to(there)).request("GET", there.url, headers={"X-Api-Key": value})
    assert found[0].reason is Reason.INVALID_CONFIG
    assert value not in found[0].message


def test_a_header_is_sent_once_however_it_is_written():
    with peer(saying(echo)) as there:
        client = HttpClient(dialer_to(there), headers={"X-Kind": "first"})
        answer = client.request("GET", there.url, headers={"x-kind": "last", "authorization": "old"}, auth=("u", "p"))
    sent = answer.body.lower()
    assert b"x-kind: last" in sent
    assert b"first" not in sent
    assert sent.count(b"authorization:") == 1
    assert b"authorization: basic dtpw" in sent


def test_fields_are_sent_as_a_form():
    with peer(saying(echo)) as there:
        answer = HttpClient(dialer_to(there)).request("POST", there.url, data={"a": "1 2", "b": "&"})
    assert b"Content-Type: application/x-www-form-urlencoded" in answer.body
    assert b"Content-Length: 11" in answer.body


def test_nothing_of_a_failure_shows_path_or_query():
    with failing(SECONDS) as found:
        HttpClient(dialer()).request("GET", "http://u:canary@10.0.0.1/canary?key=canary")
    assert "canary" not in repr(vars(found[0]))
