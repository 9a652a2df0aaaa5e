"""Servers whose vendor no longer mends them: a soft signal, since they still answer.

As https://endoflife.date had it on 2026-08-22 (postgresql, mysql, mariadb), which names as its sources
PostgreSQL: https://www.postgresql.org/support/versioning/
MySQL: https://www.oracle.com/us/support/library/lifetime-support-technology-069183.pdf
MariaDB: https://mariadb.org/about/#maintenance-policy
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

# The last day of support of each release series. A series that is not listed is not judged. Of MySQL it is that of
# extended support, which its vendor gives by the month: the month's last day.
LAST_DAY: dict[str, dict[str, date]] = {
    "PostgreSQL": {
        "9.0": date(2015, 10, 8),
        "9.1": date(2016, 10, 27),
        "9.2": date(2017, 11, 9),
        "9.3": date(2018, 11, 8),
        "9.4": date(2020, 2, 13),
        "9.5": date(2021, 2, 11),
        "9.6": date(2021, 11, 11),
        "10": date(2022, 11, 10),
        "11": date(2023, 11, 9),
        "12": date(2024, 11, 21),
        "13": date(2025, 11, 13),
        "14": date(2026, 11, 12),
        "15": date(2027, 11, 11),
        "16": date(2028, 11, 9),
        "17": date(2029, 11, 8),
        "18": date(2030, 11, 14),
    },
    "MySQL": {
        "5.5": date(2018, 12, 31),
        "5.6": date(2021, 2, 28),
        "5.7": date(2023, 10, 31),
        "8.0": date(2026, 4, 30),
        "8.1": date(2023, 10, 25),
        "8.2": date(2023, 12, 14),
        "8.3": date(2024, 4, 10),
        "8.4": date(2032, 4, 30),
        "9.0": date(2024, 10, 15),
        "9.1": date(2025, 1, 21),
        "9.2": date(2025, 4, 15),
        "9.3": date(2025, 7, 22),
        "9.4": date(2025, 10, 21),
        "9.5": date(2026, 1, 20),
        "9.6": date(2026, 4, 21),
    },
    "MariaDB": {
        "5.5": date(2020, 4, 11),
        "10.0": date(2019, 3, 31),
        "10.1": date(2020, 10, 17),
        "10.2": date(2022, 5, 23),
        "10.3": date(2023, 5, 25),
        "10.4": date(2024, 6, 18),
        "10.5": date(2025, 6, 24),
        "10.6": date(2026, 7, 6),
        "10.7": date(2023, 2, 9),
        "10.8": date(2023, 5, 20),
        "10.9": date(2023, 8, 22),
        "10.10": date(2023, 11, 17),
        "10.11": date(2028, 2, 16),
        "11.0": date(2024, 6, 6),
        "11.1": date(2024, 8, 21),
        "11.2": date(2024, 11, 21),
        "11.3": date(2024, 5, 29),
        "11.4": date(2029, 5, 29),
        "11.5": date(2024, 11, 21),
        "11.6": date(2025, 2, 13),
        "11.7": date(2025, 5, 12),
        "11.8": date(2028, 6, 4),
        "12.0": date(2025, 11, 18),
        "12.1": date(2026, 2, 13),
        "12.2": date(2026, 5, 28),
        "12.3": date(2029, 6, 12),
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
