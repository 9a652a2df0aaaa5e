"""Declares the probes of tests/isolation/hostile.py as connector types."""

from __future__ import annotations

from probes.connector_type import ConnectorType, Field, Kind

TYPES = tuple(
    ConnectorType(
        name=f"test_{name}",
        title=name,
        category="test",
        fields=(
            Field("host", "Host"),
            Field("port", "Port", Kind.INTEGER),
            Field("attempt", "Attempt"),
            Field("argument", "Argument"),
        ),
        probe=f"tests.isolation.hostile:{name}",
    )
    for name in ("knock", "stubborn", "greedy", "spinning", "crashing", "talkative", "threaded", "curious", "escaping")
)
