"""CSV as a test finds it: files of the tenant, URLs behind the guard, and everything that is neither."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.protocols import csv_file
from probes.registry import connector_types
from probes.result import Level, ProbeResult, Reason
from probes.run import Job, run_probe
from tests.peers.certificates import Certificates
from tests.peers.http_peer import Answer, HttpPeer, asks_for, basic
from tests.probes.probing import failed, passed, spellings

CONTENT = b"id,name\n1,Ada\n2,Bob\n3,Eve\n"
PASSWORD = "pass/CANARY+1"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The folder of all tenants; acme has its own in it."""
    (tmp_path / "acme" / "exports").mkdir(parents=True)
    (tmp_path / "acme" / "exports" / "customers.csv").write_bytes(CONTENT)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "private.csv").write_bytes(CONTENT)
    (tmp_path / "outside.csv").write_bytes(CONTENT)
    return tmp_path


def probed(
    config: Mapping[str, Any],
    files: Path | None = None,
    *,
    port: int = 1,
    auth: Mapping[str, Any] | None = None,
    seconds: float = 20.0,
) -> ProbeResult:
    job = Job(
        tenant="acme",
        connector_id="conn_1",
        type_name="csv",
        auth_method="access_key",
        parameters=connector_types()["csv"].parameters(config),
        credentials=dict(auth or {}),
        timeout_seconds=seconds,
    )
    result = run_probe(job, EgressPolicy.parse([f"127.0.0.1:{port}"], []), files_root=files)
    shown = json.dumps(result.to_wire())
    assert not any(spelling in shown for spelling in spellings(PASSWORD))
    if files:
        assert str(files) not in shown, "where files lie is the operator's business"
    return result


class TestFile:
    @pytest.mark.parametrize("name", ["path", "filePath"])
    @pytest.mark.parametrize("path", ["exports/customers.csv", "./exports//customers.csv"])
    def test_its_rows_are_counted_without_the_header(self, files: Path, name: str, path: str) -> None:
        result = probed({name: path}, files)
        assert (result.success, result.row_count, result.warning) == (True, 3, None), result
        assert (result.level, passed(result)) == (Level.RESOURCE_READABLE, ["config", "resource"])
        assert result.steps[-1].message == "counted 3 rows"

    def test_without_a_header_every_row_counts(self, files: Path) -> None:
        assert probed({"path": "exports/customers.csv", "hasHeader": False}, files).row_count == 4

    @pytest.mark.parametrize(
        ("content", "config", "rows"),
        [
            ("a;b\n1;2\n", {"delimiter": ";"}, 1),
            ("a\tb\n1\t2\n", {"delimiter": "\t"}, 1),
            ("a\tb\n1\t2\n", {"delimiter": "tab"}, 1),
            ("a\tb\n1\t2\n", {"delimiter": "\\t"}, 1),
            ("größe\n1\n2\n", {"encoding": "ISO-8859-1"}, 2),
            ("größe\n1\n2\n", {"encoding": "utf-16"}, 2),
            ("größe\n1\n2\n", {"encoding": "UTF8"}, 2),
        ],
    )
    def test_delimiter_and_encoding(self, files: Path, content: str, config: dict[str, str], rows: int) -> None:
        (files / "acme" / "x.csv").write_text(content, encoding=config.get("encoding", "utf-8"))
        result = probed({"path": "x.csv", **config}, files)
        assert (result.success, result.row_count, result.warning) == (True, rows, None), result

    @pytest.mark.parametrize(
        ("content", "warning"),
        [
            (b"", "The file is empty."),
            (b"\n\n", "The file is empty."),
            (b"id,name\n", "holds a header line and no rows"),
            (b"id;name\n1;Ada\n", "holds semicolons: is that the delimiter?"),
            (b"id\tname\n1\tAda\n", "holds tabs"),
        ],
    )
    def test_soft_signals(self, files: Path, content: bytes, warning: str) -> None:
        (files / "acme" / "x.csv").write_bytes(content)
        result = probed({"path": "x.csv"}, files)
        assert result.success
        assert warning in (result.warning or "")

    @pytest.mark.parametrize(
        ("content", "reason", "at", "words"),
        [
            (b'a,b\n1,"x\n', Reason.PROTOCOL_MISMATCH, "config.path", "row 2 is never closed"),
            (b"a,b\n1,\0\n", Reason.PROTOCOL_MISMATCH, "config.path", "NUL"),
            ("größe\n".encode("latin-1"), Reason.INVALID_CONFIG, "config.encoding", "are not utf-8"),
            ("a,b\n".encode("utf-16"), Reason.INVALID_CONFIG, "config.encoding", "are not utf-8"),
            (gzip.compress(CONTENT, mtime=0), Reason.PROTOCOL_MISMATCH, "config.path", "a gzip file"),
            (b"<!doctype html><html>", Reason.PROTOCOL_MISMATCH, "config.path", "a web page"),
            (b"x" * 2_000_000, Reason.PROTOCOL_MISMATCH, "config.path", "longer than 1 MiB"),
        ],
        ids=lambda value: repr(value)[:30],
    )
    def test_what_is_no_csv(self, files: Path, content: bytes, reason: Reason, at: str, words: str) -> None:
        (files / "acme" / "x.csv").write_bytes(content)
        result = probed({"path": "x.csv"}, files)
        assert (result.success, result.reason, result.field, result.row_count) == (False, reason, at, None)
        assert words in result.message
        assert result.hint
        assert failed(result) == ["resource"]

    def test_utf_16_is_recognised(self, files: Path) -> None:
        (files / "acme" / "x.csv").write_bytes("a,b\n".encode("utf-16"))
        assert "set encoding to utf-16" in (probed({"path": "x.csv"}, files).hint or "")


class TestNothingOutsideTheFolder:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/etc/passwd", "must be relative"),
            ("../other/private.csv", "must not hold `..`"),
            ("exports/../../other/private.csv", "must not hold `..`"),
            ("..", "must not hold `..`"),
            ("a\0b", "control characters"),
            ("a\nb", "control characters"),
            ("\ud800", "not valid Unicode"),
            ("exports/", "names a folder"),
            (".", "names a folder"),
            ("file:///etc/passwd", "is a URL"),
            ("https://example.com/a.csv", "is a URL"),
            ("x" * 300, "too long"),
            ("exports", "does not name a regular file"),
            ("exports/customers.csv/x", "what is not a folder"),
        ],
        ids=repr,
    )
    def test_a_path_that_leads_elsewhere_is_refused(self, files: Path, path: str, words: str) -> None:
        result = probed({"path": path}, files)
        assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.path")
        assert words in result.message

    @pytest.mark.parametrize("target", ["../outside.csv", "exports/customers.csv", "/etc/passwd"])
    def test_symbolic_links_are_not_followed(self, files: Path, target: str) -> None:
        (files / "acme" / "link.csv").symlink_to(target)
        result = probed({"path": "link.csv"}, files)
        assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "config.path")
        assert "symbolic link" in result.message

    def test_nor_are_links_to_folders(self, files: Path) -> None:
        (files / "acme" / "all").symlink_to(files)
        assert probed({"path": "all/other/private.csv"}, files).reason is Reason.INVALID_CONFIG

    def test_a_fifo_is_no_file_and_does_not_hang(self, files: Path) -> None:
        os.mkfifo(files / "acme" / "pipe.csv")
        begun = time.monotonic()
        assert "regular file" in probed({"path": "pipe.csv"}, files).message
        assert time.monotonic() - begun < 5

    @pytest.mark.parametrize("path", ["none.csv", "none/at/all.csv"])
    def test_an_absent_file_is_told_where_to_go(self, files: Path, path: str) -> None:
        result = probed({"path": path}, files)
        assert (result.reason, result.field) == (Reason.RESOURCE_NOT_FOUND, "config.path")
        assert "CONNECTORS_FILES_DIR" in (result.hint or "")

    def test_so_is_a_tenant_without_a_folder(self, tmp_path: Path) -> None:
        assert probed({"path": "a.csv"}, tmp_path / "none").reason is Reason.RESOURCE_NOT_FOUND

    def test_a_service_without_files_says_so(self) -> None:
        assert probed({"path": "a.csv"}).reason is Reason.UNSUPPORTED


@dataclass(frozen=True)
class Wrong:
    at: str
    config: Mapping[str, Any] = field(default_factory=dict)


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("config.path"),
        Wrong("config.url", {"path": "a.csv", "url": "http://127.0.0.1:1/"}),
        *(Wrong("config.encoding", {"path": "a.csv", "encoding": name}) for name in ("zip", "hex", "idna", "no-such")),
        Wrong("config.encoding", {"path": "a.csv", "encoding": "unicode_escape"}),
        Wrong("config.url", {"url": "file:///etc/passwd"}),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(files: Path, wrong: Wrong) -> None:
    result = probed(wrong.config, files)
    assert (result.reason, result.field) == (Reason.INVALID_CONFIG, wrong.at), result
    assert result.level is Level.NONE


@pytest.mark.parametrize("delimiter", ["", ",,", "\n", '"', "\0"])
def test_a_delimiter_is_one_character(delimiter: str) -> None:
    violations = connector_types()["csv"].missing({"path": "a.csv", "delimiter": delimiter}, {})
    assert [violation.path for violation in violations] == ([] if delimiter == "" else ["config.delimiter"])


class TestUrl:
    @pytest.mark.parametrize("name", ["url", "fileUrl"])
    def test_its_rows_are_counted(self, http_peer: HttpPeer, name: str) -> None:
        http_peer.script = lambda _received: Answer(200, {"Content-Type": "text/csv"}, CONTENT)
        result = probed({name: http_peer.url("/a.csv")}, port=http_peer.port)
        assert (result.success, result.row_count, result.level) == (True, 3, Level.RESOURCE_READABLE), result
        assert passed(result) == ["config", "resolve", "egress", "connect", "resource"]
        assert http_peer.methods == ["GET"]

    def test_a_compressed_transfer_is_read(self, http_peer: HttpPeer) -> None:
        http_peer.script = lambda _received: Answer(200, {"Content-Encoding": "gzip"}, gzip.compress(CONTENT, mtime=0))
        assert probed({"url": http_peer.url()}, port=http_peer.port).row_count == 3

    def test_over_tls_with_credentials(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        https_peer.script = asks_for(basic("ada", PASSWORD), "Basic", lambda _received: Answer(200, body=CONTENT))
        config = {"url": https_peer.url(), "caCertificate": certificates.ca.read_text()}
        result = probed(config, port=https_peer.port, auth={"username": "ada", "password": PASSWORD})
        assert (result.success, result.row_count, result.warning) == (True, 3, None), result
        refused = probed(config, port=https_peer.port, auth={"username": "eve", "password": PASSWORD})
        assert (refused.reason, refused.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.password")
        assert failed(refused) == ["authenticate"]

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            (401, Reason.CREDENTIAL_MISSING),
            (403, Reason.PERMISSION_DENIED),
            (404, Reason.RESOURCE_NOT_FOUND),
            (429, Reason.RATE_LIMITED),
            (500, Reason.PEER_ERROR),
        ],
    )
    def test_a_refusal_has_its_reason(self, http_peer: HttpPeer, status: int, reason: Reason) -> None:
        http_peer.script = lambda _received: Answer(status, body=CONTENT)
        result = probed({"url": http_peer.url()}, port=http_peer.port)
        assert (result.success, result.reason, result.row_count) == (False, reason, None)
        assert result.hint

    def test_a_login_page_is_no_csv(self, http_peer: HttpPeer) -> None:
        http_peer.script = lambda _received: Answer(200, {"Content-Type": "text/html"}, b"\n<!DOCTYPE html>\n<html>")
        result = probed({"url": http_peer.url()}, port=http_peer.port)
        assert (result.reason, result.field) == (Reason.PROTOCOL_MISMATCH, "config.url")
        assert "a web page" in result.message

    def test_a_body_that_breaks_off_is_no_count(self, http_peer: HttpPeer) -> None:
        http_peer.script = lambda _received: Answer(200, {"Content-Length": "1000"}, CONTENT)
        result = probed({"url": http_peer.url()}, port=http_peer.port, seconds=3)
        assert (result.success, result.row_count) == (False, None)

    def test_a_private_address_is_refused(self) -> None:
        result = probed({"url": "http://10.0.0.1/a.csv"})
        assert (result.reason, result.field) == (Reason.EGRESS_DENIED, "config.url")


class TestBounds:
    def test_past_the_bytes_it_says_at_least(self, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csv_file, "MAX_BYTES", 1 << 20)
        (files / "acme" / "x.csv").write_bytes(b"1,2,3\n" * 1_000_000)
        result = probed({"path": "x.csv"}, files)
        assert result.success
        assert result.row_count in range((1 << 20) // 6 - 2, (1 << 20) // 6 + 2)
        assert f"at least {result.row_count} rows: reading stops after 1 MiB" in (result.warning or "")

    def test_content_of_just_that_size_is_counted_whole(self, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csv_file, "MAX_BYTES", 600_000)
        (files / "acme" / "x.csv").write_bytes(b"1,2,3\n" * 100_000)
        result = probed({"path": "x.csv", "hasHeader": False}, files)
        assert (result.row_count, result.warning) == (100_000, None)

    def test_when_time_is_up_it_says_what_it_counted(self, http_peer: HttpPeer) -> None:
        def endless() -> Iterator[bytes]:
            while True:
                yield CONTENT * 10_000

        http_peer.script = lambda _received: Answer(200, body=endless())
        result = probed({"url": http_peer.url()}, port=http_peer.port, seconds=1.5)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
        assert "time was up" in (result.warning or "")
        assert (result.row_count or 0) > 10_000
