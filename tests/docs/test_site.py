"""`make docs` builds a site without a broken link that loads nothing from other hosts, and the reference is whole."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
import yaml
from connectors_client.cli.app import app

from connectors.v1 import probe_pb2
from server.errors import STATUS
from server.services import declared_methods
from tests.docs.conftest import ROOT

REASONS = [value.name for value in probe_pb2.Reason.DESCRIPTOR.values if value.number]
LOADING = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
}
MKDOCS = ROOT / ".build" / "venvs" / "docs" / "bin" / "mkdocs"


class Loaded(HTMLParser):
    """What a browser fetches by itself for a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "link" and held.get("rel") in ("canonical", "prev", "next"):
            return
        if (value := held.get(LOADING.get(tag, ""))) is not None:
            self.found.append(value)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages that the site is built from."""
    folder = tmp_path_factory.mktemp("docs") / "pages"
    subprocess.run([sys.executable, ROOT / "scripts" / "docs_site.py", folder], check=True, cwd=ROOT, timeout=100)
    return folder


@pytest.fixture(scope="module")
def site(sources: Path) -> Path:
    """The site, as `make docs` builds it, and nothing in the tree."""
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    settings |= {"docs_dir": str(sources), "site_dir": str(sources.parent / "site")}
    settings["hooks"] = [str(ROOT / hook) for hook in settings["hooks"]]
    (sources.parent / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    built = subprocess.run(
        [MKDOCS, "build", "--quiet", "--strict", "-f", sources.parent / "mkdocs.yml"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "NO_MKDOCS_2_WARNING": "1"},
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return sources.parent / "site"


def test_every_page_is_built_and_loads_nothing_from_other_hosts(sources: Path, site: Path) -> None:
    pages = {path.relative_to(sources).with_suffix(".html") for path in sources.rglob("*.md")}
    assert pages <= {path.relative_to(site) for path in site.rglob("*.html")}
    for page in site.rglob("*.html"):
        foreign = [where for where in Loaded(page.read_text()).found if re.match(r"(\w+:)?//", where)]
        assert foreign == [], page
    for style in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", style.read_text()), style


def test_every_page_is_in_the_navigation(sources: Path, site: Path) -> None:
    front = (site / "index.html").read_text()
    for page in sources.rglob("*.md"):
        if page.name != "index.md":
            assert f'href="{page.relative_to(sources).with_suffix(".html")}"' in front, page


def test_the_reference_has_every_rpc_error_and_command(sources: Path) -> None:
    api = (sources / "reference" / "api.md").read_text()
    for method in declared_methods():
        assert f"### {method.name}\n" in api
        assert f"### {method.descriptor.input_type.name}\n" in api
    errors = (sources / "reference" / "errors.md").read_text()
    for status in STATUS.values():
        assert f"| `{status.reason}` | {status.code.name} | {status.http} |" in errors
    assert not re.search(r"[│├└]", errors)
    commands = (sources / "reference" / "cli.md").read_text()
    for command in typer.main.get_command(app).commands:  # type: ignore[attr-defined]  # a group
        assert f"## `connectors {command}`" in commands


def test_what_to_do_stands_there_for_each_reason_that_a_test_may_fail_with() -> None:
    page = (ROOT / "docs" / "how-to" / "fix-a-failed-test.md").read_text()
    comments = {
        name: comment
        for comment, name in re.findall(
            r"// (.+)\n  ([A-Z_]+) = \d+;", (ROOT / "protos" / "connectors" / "v1" / "probe.proto").read_text()
        )
    }
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    assert [section.partition("\n")[0] for section in sections] == REASONS  # in the contract's order
    for section in sections:
        name, _, text = section.partition("\n")
        flat = " ".join(text.split())
        assert comments[name] in flat, name  # the contract's own words
        assert "**Cause.**" in text
        assert "\n- " in text.partition("**What to do**")[2]
