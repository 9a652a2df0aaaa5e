"""The page at /docs: complete, and it loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from probes.registry import connector_types
from server.rest.docs_page import page
from tests.rest.conftest import Serve
from tests.rest.fake_service import METHODS

FOLDER = Path(__file__).parents[2] / "generated" / "openapi"


class Parsed(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.anchors: list[str] = []
        self.links: set[str] = set()
        self.loading: list[tuple[str, str, str | None]] = []
        self.style = ""
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._in_style = tag == "style"
        for name, value in attrs:
            if name == "id":
                self.anchors.append(str(value))
            elif tag == "a" and name == "href":
                self.links.add(str(value))
            elif name in ("src", "href", "srcset", "style", "action", "data", "poster") or name.startswith("on"):
                self.loading.append((tag, name, value))

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data


@pytest.fixture(scope="module")
def text() -> str:
    return (FOLDER / "docs.html").read_text()


def test_it_is_made_of_the_document(text: str) -> None:
    assert page(json.loads((FOLDER / "connectors.openapi.json").read_text())) == text


def test_it_loads_and_runs_nothing(text: str, serve: Serve) -> None:
    parsed = Parsed(text)
    assert not parsed.tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "video", "audio"}
    assert parsed.loading == []
    assert not re.search(r"url\(|@import", parsed.style)
    answer = serve(docs=text.encode()).call("GET", "/docs")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    digest = base64.b64encode(hashlib.sha256(parsed.style.encode()).digest()).decode()
    assert policy["style-src"] == f"'sha256-{digest}'"  # the policy lets the page's own style in, and no other
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_every_operation_message_and_type_has_its_place(text: str) -> None:
    parsed = Parsed(text)
    assert len(parsed.anchors) == len(set(parsed.anchors))
    wanted = {name[0].lower() + name[1:] for name in METHODS}
    wanted |= {f"type-{name}" for name in connector_types()}
    assert wanted <= set(parsed.anchors)
    inside = {link.removeprefix("#") for link in parsed.links if link.startswith("#")}
    assert inside <= set(parsed.anchors)


@pytest.mark.parametrize("hidden", ["<script>alert(1)</script>", '" onclick="x', "`<img src=x>`"])
def test_no_text_of_the_contract_is_taken_for_markup(text: str, hidden: str) -> None:
    described: dict[str, Any] = json.loads((FOLDER / "connectors.openapi.json").read_text())
    described["info"]["description"] = hidden
    described["components"]["schemas"]["Error"]["description"] = hidden
    described["components"]["x-connector-types"]["postgresql"]["title"] = hidden
    parsed = Parsed(page(described))
    assert parsed.tags == Parsed(text).tags
    assert parsed.loading == []


def test_it_is_there_with_the_document_alone(serve: Serve) -> None:
    assert serve(docs=None).call("GET", "/docs").status_code == 404
