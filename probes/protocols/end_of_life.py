"""Servers whose vendor no longer mends them: a soft signal, since they still answer.

PostgreSQL: https://www.postgresql.org/support/versioning/
MySQL: https://www.mysql.com/support/ ; MariaDB: https://mariadb.org/about/#maintenance-policy
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

# The last day of support of each release series. A series that is not listed is not judged.
LAST_DAY: dict[str, dict[str, date]] = {
    "PostgreSQL": {
        "9.6": date(2021, 11, 11),
        "10": date(2022, 11, 10),
        "11": date(2023, 11, 9),
        "12": date(2024, 11, 21),
        "13": date(2025, 11, 13),
        "14": date(2026, 11, 12),
        "15": date(2027, 11, 11),
        "16": date(2028, 11, 9),
        "17": date(2029, 11, 8),
    },
    "MySQL": {"5.6": date(2021, 2, 5), "5.7": date(2023, 10, 21), "8.0": date(2026, 4, 30)},
    "MariaDB": {
        "10.4": date(2024, 6, 18),
        "10.5": date(2025, 6, 24),
        "10.6": date(2026, 7, 6),
        "10.11": date(2028, 2, 16),
    },
}
_VERSION = re.compile(r"(?:5\.5\.5-)?(\d+)\.?(\d+)?")  # MariaDB 10 puts 5.5.5- before its own, for old replicas


def end_of_life_warning(product: str, version: str, today: date | None = None) -> str | None:
    """What to say of a server past its series' end of life; None of any other, and of a version we do not know."""
    found = _VERSION.match(version)
    if not found:
        return None
    major, minor = found.group(1), found.group(2) or "0"
    series = next((name for name in (f"{major}.{minor}", major) if name in LAST_DAY[product]), None)
    if series is None:
        return None
    ended = LAST_DAY[product][series]
    if (today or datetime.now(UTC).date()) <= ended:
        return None
    return f"{product} {series} has been past its end of life since {ended.isoformat()}: plan an upgrade."
