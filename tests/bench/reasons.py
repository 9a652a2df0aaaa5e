"""Why an aim is missed: where the time goes, as a profile showed it. By the measure's key; shown only while it is."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, str] = {}
