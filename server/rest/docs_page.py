"""The OpenAPI document as one page for people: every operation, message and connector type.

The page holds no script and loads nothing, so that it works offline and its policy forbids both; a browser's own search
opens the parts that are folded. It is written when the document is (`make generate`), and served as it is.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from server.rest.docs_fields import Row, column_rows, schema_name
from server.rest.openapi_types import type_schemas

STYLE = """
:root { color-scheme: light dark; --line: #8885; --dim: #8888; --mark: #2a7de1 }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
code, pre { font: 13px/1.45 ui-monospace, monospace }
a { color: var(--mark) }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem }
summary { cursor: pointer }
summary b { display: inline-block; min-width: 4.2rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid var(--line) }
nav ul { columns: 18rem; padding-left: 1.2rem }
:target { outline: 2px solid var(--mark) }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Nothing is loaded, sent or run; the one style sheet is the page's own.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_CODE = re.compile(r"`([^`]+)`")
Document = Mapping[str, Any]


def page(described: Document) -> str:
    """The whole page, in HTML."""
    info = described["info"]
    title = f"{escape(info['title'])} {escape(info['version'])}"
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
            f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>',
            f"<h1>{title}</h1>{_text(info['description'])}",
            '<p>For programs: <a href="openapi.json">openapi.json</a>. Every request says who is calling:</p>',
            _identity(described),
            *_operations(described),
            '<h2 id="messages">Messages</h2>',
            *_messages(described),
            '<h2 id="types">Connector types</h2>',
            _text(
                "What `config` and `authConfig` of each may hold. A rule is judged when a connector is tested; a value "
                "of the wrong type is refused at once."
            ),
            *_types(described),
            "</body></html>\n",
        ]
    )


def _identity(described: Document) -> str:
    schemes = described["components"]["securitySchemes"].values()
    rows = [
        [_code(scheme.get("name") or scheme.get("scheme") or scheme["type"]), scheme["description"]]
        for scheme in schemes
    ]
    return _table(("scheme", "meaning"), ([name, escape(text)] for name, text in rows))


def _operations(described: Document) -> Iterator[str]:
    tags: dict[str, list[str]] = {}
    for path, verbs in described["paths"].items():
        for verb, operation in verbs.items():
            for tag in operation["tags"]:
                tags.setdefault(tag, []).append(_operation(described, path, verb.upper(), operation))
    for tag, operations in tags.items():
        yield f'<h2 id="{escape(tag)}">{escape(tag)}</h2>'
        yield from operations


def _operation(described: Document, path: str, verb: str, operation: Mapping[str, Any]) -> str:
    parts = [_text(operation["description"])]
    parameters = [
        Row(p["name"], p["in"], "required" if p.get("required") else "", p.get("description", ""))
        for p in (_resolved(described, entry) for entry in operation["parameters"])
    ]
    parts.append(_rows(("parameter", "in", "rule", "meaning"), parameters))
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(f"<p>Body: {escape(media_type)}, {_link(content['schema'])}</p>")
    answers = []
    for status, answer in operation["responses"].items():
        told = _resolved(described, answer)
        shapes = ", ".join(f"{escape(kind)} {_link(held['schema'])}" for kind, held in told.get("content", {}).items())
        answers.append([_code(status), _inline(told["description"]), shapes])
    parts.append(_table(("status", "meaning", "body"), answers))
    head = f"<b>{verb}</b> <code>{escape(path)}</code> {_inline(operation['summary'])}"
    return _folded(operation["operationId"], head, parts)


def _messages(described: Document) -> Iterator[str]:
    shown_with_types = type_schemas(described)
    for name, schema in described["components"]["schemas"].items():
        if name in shown_with_types:
            continue
        parts = [_text(schema.get("description", ""))]
        if schema.get("properties"):
            parts.append(_rows(("field", "type", "rule", "meaning"), column_rows(schema)))
        yield _folded(f"schema-{name}", f"<code>{escape(name)}</code>", parts)


def _types(described: Document) -> Iterator[str]:
    schemas = described["components"]["schemas"]
    for name, entry in described["components"]["x-connector-types"].items():
        config = schemas[schema_name(entry["config"])]
        parts = [_text(config["description"]), "<p><code>config</code></p>"]
        parts.append(_rows(("field", "type", "rule", "meaning"), column_rows(config)))
        for method, reference in entry["authConfig"].items():
            schema = schemas[schema_name(reference)]
            parts.append(f"<p><code>authConfig</code> with {_code(method)}: {escape(schema['description'])}</p>")
            parts.append(_rows(("field", "type", "rule", "meaning"), column_rows(schema)))
        yield _folded(f"type-{name}", f"<code>{escape(name)}</code> {escape(entry['title'])}", parts)


def _resolved(described: Document, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference of the document leads to."""
    if "$ref" not in entry:
        return entry
    found: Any = described
    for part in entry["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found  # type: ignore[no-any-return]  # JSON


def _link(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema_name(schema))
        return f'<a href="#schema-{name}"><code>{name}</code></a>'
    return _code(str(schema.get("type", "any")))


def _folded(anchor: str, head: str, parts: Iterable[str]) -> str:
    body = "\n".join(part for part in parts if part)
    return f'<details id="{escape(anchor)}"><summary>{head}</summary>\n{body}\n</details>'


def _rows(head: tuple[str, ...], rows: Iterable[Row]) -> str:
    cells = [[_code(row.name), escape(row.kind), escape(row.rule), _inline(row.meaning)] for row in rows]
    return _table(head, cells) if cells else "<p>No field.</p>"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table><tr>{top}</tr>\n{body}</table>"


def _text(text: str) -> str:
    """Paragraphs and lists of the contract's comments."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    return "".join(f"<p>{_inline(block).replace(chr(10) + '- ', '<br>• ')}</p>" for block in blocks)


def _inline(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
