"""What the warehouses share: their category, and how many rows a run reads."""

from __future__ import annotations

from probes.connector_type import Field, Kind

CATEGORY = "warehouses and lakehouses"

ROW_LIMIT = Field(
    "rowLimit",
    "Rows a run",
    Kind.INTEGER,
    default=100_000,
    minimum=0,
    description="0 removes the cap.",
    example=100_000,
)
