"""Which fields say where a connector leads: over all types, so that a new one cannot be forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from probes import vendors
from probes.connector_type import ConnectorType, Field
from probes.destination import destination, is_destination
from probes.registry import connector_types

TYPES = connector_types()

# The names that must count wherever they are declared.
ALWAYS = frozenset(
    """
    host port url connectionString endpoint stsEndpoint bootstrapServers securityProtocol sslMode tls tlsMode
    caCertificate hostKey sshTunnel authority account storageAccount instanceUrl restEndpoint serverPrefix
    shop region namespace domain subdomain
    """.split()  # noqa: SIM905 - read as a text
)
# The names that must not: they say what is read there, or how much of it.
NEVER = frozenset(
    """
    database schema table sourceTable rowLimit bucket prefix container collection topic queue groupId
    maxMessages warehouse catalog path delimiter hasHeader encoding username role dataset apiVersion object
    listId index project
    """.split()  # noqa: SIM905 - read as a text
)


def _declared() -> dict[str, Field]:
    return {item.name: item for kind in TYPES.values() for item in kind.fields}


@pytest.mark.parametrize("name", sorted(_declared()))
def test_a_declared_field_counts_as_its_name_says(name: str) -> None:
    counts = {is_destination(item) for kind in TYPES.values() for item in kind.fields if item.name == name}
    assert len(counts) == 1
    if name in ALWAYS:
        assert counts == {True}
    if name in NEVER:
        assert counts == {False}


def test_the_names_in_the_tables_are_declared() -> None:
    assert set(_declared()) >= ALWAYS | NEVER


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_type_that_asks_where_to_go_has_a_destination(name: str) -> None:
    kind = TYPES[name]
    asks = [item for item in kind.fields if re.search(r"host|url|server|endpoint|domain", item.name, re.IGNORECASE)]
    assert not asks or any(map(is_destination, kind.fields))


def test_a_field_that_a_vendors_host_is_made_of_counts() -> None:
    seen = 0
    for path in sorted(Path(vendors.__path__[0]).glob("*.yaml")):
        for host in re.findall(r"https://([^/\s'\"]*\{[^/\s'\"]*)", path.read_text()):
            for name in re.findall(r"\{(\w+)\}", host):
                item = TYPES[path.stem].by_name.get(name) if path.stem in TYPES else None
                if item is not None:
                    seen += 1
                    assert is_destination(item), f"{path.name}: {name}"
    assert seen


def test_what_is_given_counts_under_its_declared_name_and_defaults_do_not() -> None:
    kind = ConnectorType(
        name="x",
        title="X",
        category="c",
        fields=(Field("host", "H", aliases=("hostname",)), Field("port", "P", default=1)),
    )
    assert destination(kind, {"hostname": "h", "other": 1}, {}) == {"config.host": "h"}
    assert destination(kind, {"host": "", "port": 1}, {}) == {"config.port": 1}


def test_a_declaration_may_say_otherwise() -> None:
    assert not is_destination(Field("host", "H", destination=False))
    assert is_destination(Field("tableau", "T", destination=True))
