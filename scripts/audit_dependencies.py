"""Asks pip-audit whether a release in a lock file has a known vulnerability, and never takes silence for a no.

Usage: audit_dependencies.py LOCK …

pip-audit itself ends with 0 and "No known vulnerabilities found" where its database knows no package at all, as behind
a mirror without PyPI's JSON API. Exit code here: 0 all were looked up and nothing is known; 1 something is; 2 one
or more could not be looked up, so nothing is certain.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off")
LOCK_SECONDS = 300.0


class NotAudited(Exception):
    """One line: why the database said nothing."""


def main() -> int:
    uncertain = vulnerable = False
    for name in sys.argv[1:]:
        try:
            found = report(Path(name))
        except NotAudited as reason:
            print(f"{name}: NOT AUDITED: {reason}")
            uncertain = True
            continue
        unknown = [entry["name"] for entry in found if "skip_reason" in entry]
        known = [(entry, flaw) for entry in found for flaw in entry.get("vulns", ())]
        for entry, flaw in known:
            print(f"{name}: {entry['name']} {entry['version']}: {flaw['id']}, fixed in {_fixed(flaw)}")
        if unknown:
            print(f"{name}: NOT AUDITED: {len(unknown)} of {len(found)} are not in the database: {', '.join(unknown)}")
        elif not known:
            print(f"{name}: {len(found)} releases, no vulnerability known")
        uncertain, vulnerable = uncertain or bool(unknown), vulnerable or bool(known)
    return 1 if vulnerable else 2 if uncertain else 0


def report(lock: Path) -> list[dict[str, Any]]:
    """What pip-audit says of each release. Raises NotAudited where it says nothing."""
    command = [*COMMAND, "--format=json", "--desc=off", f"--requirement={lock}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LOCK_SECONDS, check=False)
        listed: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        raise NotAudited(f"no answer within {LOCK_SECONDS:g} s") from None
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        raise NotAudited(f"pip-audit ended with {done.returncode}: {last[:300]}") from None
    if not listed:
        raise NotAudited("the file names no release")
    return listed


def _fixed(flaw: dict[str, Any]) -> str:
    return " or ".join(flaw.get("fix_versions", ())) or "no release yet"


if __name__ == "__main__":
    sys.exit(main())
