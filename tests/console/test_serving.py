"""How the page is served: light, cached for good by digest, under a strict policy, on its own."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import requests
from playwright.sync_api import Browser, expect

from tests.console.visitor import Visitor
from tests.e2e.service import Service
from tests.identity import issuer

ROOT = Path(__file__).parent.parent.parent
MOST_BYTES = 150_000
REFERENCE = re.compile(r'(?:href|src)="([^"?#]+)"|from "(\./[^"]+)"')


def assets(service: Service) -> dict[str, requests.Response]:
    """The page and all that it loads, found by following what each file names."""
    found: dict[str, requests.Response] = {}
    waiting = [f"{service.url}/console"]
    while waiting:
        url = waiting.pop()
        if url not in found:
            found[url] = answer = requests.get(url, timeout=10)
            waiting += [urljoin(url, one or other) for one, other in REFERENCE.findall(answer.text)]
    return found


def test_it_is_light_and_comes_from_here_alone(service: Service) -> None:
    found = assets(service)
    assert {answer.status_code for answer in found.values()} == {200}
    assert {url for url in found if not url.startswith(f"{service.url}/console")} == set()
    files = {path.name for path in (ROOT / "clients" / "console").iterdir() if path.suffix in (".js", ".css", ".svg")}
    assert {url.rpartition("/")[2] for url in found} == files | {"console"}
    assert sum(len(answer.content) for answer in found.values()) < MOST_BYTES


def test_files_are_kept_for_good_and_the_page_is_asked_for_by_its_tag(service: Service) -> None:
    for url, answer in assets(service).items():
        is_page = url.endswith("/console")
        wanted = "no-cache" if is_page else "public, max-age=31536000, immutable"
        assert answer.headers["cache-control"] == wanted
        assert answer.headers["x-content-type-options"] == "nosniff"
        again = requests.get(url, headers={"If-None-Match": answer.headers["etag"]}, timeout=10)
        assert (again.status_code, again.content) == (304, b"")
    assert requests.get(f"{service.url}/console/0123456789abcdef01234567/app.js", timeout=10).status_code == 404


def test_the_policy_forbids_what_is_inline_and_frames(service: Service) -> None:
    answer = requests.get(f"{service.url}/console", timeout=10)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "style=" not in answer.text
    assert "onclick" not in answer.text
    assert requests.get(f"{service.url}/console", headers={"Host": "evil.example"}, timeout=10).status_code == 421


def test_another_site_cannot_show_it_in_a_frame(visitor: Visitor, service: Service) -> None:
    page = visitor.page
    page.route("**/framing", lambda route: route.fulfill(content_type="text/html", body="<iframe></iframe>"))
    page.goto(f"{service.url}/framing")
    page.evaluate("(url) => { document.querySelector('iframe').src = url; }", f"{service.url}/console")
    page.wait_for_function("document.querySelector('iframe').contentDocument === null")
    assert any("frame-ancestors" in fault for fault in visitor.faults)
    visitor.faults.clear()


def test_a_token_signs_in_where_the_service_believes_tokens(
    browser: Browser, start_service: Callable[..., Service], tmp_path: Path
) -> None:
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps({"keys": [issuer.public_jwk("ec", "ES256")]}))
    settings = {"jwt_jwks": str(jwks), "jwt_issuer": issuer.ISSUER, "jwt_audience": issuer.AUDIENCE}
    service = start_service(auth="jwt", console="true", workers="1", **settings)
    with browser.new_context() as context:
        visitor = Visitor(context.new_page(), service.url)
        visitor.arrive()
        page = visitor.page
        page.get_by_label("Token").fill("no token")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Token").fill(issuer.token("ec", "ES256"))
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("#summary")).to_have_text("No connectors yet.")
        assert issuer.token("ec", "ES256")[:20] not in page.content() + page.url


def test_its_types_hold() -> None:
    """TypeScript checks the JSDoc types of the scripts, which ship as they are written."""
    checker = ROOT / "clients" / "typescript" / "node_modules" / ".bin" / "tsc"
    command = [checker, "-p", ROOT / "clients" / "console" / "tsconfig.json"]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert checked.returncode == 0, checked.stdout
