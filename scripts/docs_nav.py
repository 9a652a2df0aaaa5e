"""MkDocs' hook: a page that mkdocs.yml does not name stands under "Topics", so that no page is out of reach."""

from collections.abc import Iterator
from typing import Any

TOPICS = "Topics"


def on_files(files: Any, config: Any) -> Any:
    """Called by MkDocs with every file of the site and its configuration."""
    named = set(_named(config.nav))
    others = sorted(file.src_uri for file in files.documentation_pages() if file.src_uri not in named)
    next(section[TOPICS] for section in config.nav if isinstance(section, dict) and TOPICS in section).extend(others)
    return files


def _named(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        else:
            for value in entry.values():
                yield from _named(value if isinstance(value, list) else [value])
