"""The console: the files of a web page that uses the REST API as any other client does.

They are read once. The page itself is asked for each time, by its entity tag; everything it loads has the digest of all
files in its URL and is kept by the browser for good. Two replicas of different versions do not serve each other's
files: a page loaded while one replaces the other may have to be loaded again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from server.rest.entity_tag import names
from server.rest.http import Headers, Request, Response
from server.rest.pages import Page

PATH = "/console"
INDEX = "index.html"
KINDS: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Nothing inline, nothing of other hosts, no markup made from text (Trusted Types), no form that leaves by itself, in no
# frame. `connect-src` is the API.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
PAGE: Headers = (
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-cache"),
    ("content-security-policy", POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)
ASSET: Headers = (
    ("cache-control", "public, max-age=31536000, immutable"),
    ("cross-origin-resource-policy", "same-origin"),
)


def console_pages(folder: Path, identity: Sequence[str]) -> dict[str, Page]:
    """By path. `identity`: the modes of CONNECTORS_AUTH, so that the page asks for what this service believes."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in KINDS}
    version = _digest(*(part for name, content in files.items() for part in (name.encode(), content)))
    index = (folder / INDEX).read_bytes()
    index = index.replace(b"@version@", version.encode()).replace(b"@identity@", ",".join(identity).encode())
    found = {PATH: _page(index, PAGE)}
    for name, content in files.items():
        kind = KINDS[Path(name).suffix]
        found[f"{PATH}/{version}/{name}"] = _page(content, (("content-type", kind), *ASSET))
    return found


def _page(content: bytes, headers: Headers) -> Page:
    tag = _digest(content)
    tagged = (*headers, ("etag", f'"{tag}"'))
    whole, unchanged = Response(200, content, tagged), Response(304, headers=tagged)

    def answer(request: Request) -> Response:
        return unchanged if names(request.headers.get("if-none-match", ""), tag) else whole

    return Page(answer)


def _digest(*parts: bytes) -> str:
    """Each part's length goes in, so that no two lists of parts are one."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()
