"""The errors of the service: the one table of server/errors.py, and what the tree above it says of each."""

import re

from reference.tables import table
from server import errors

HEAD = """# Errors

Every refusal has a `google.rpc.Status` with an `ErrorInfo` (domain `connectors.v1`) whose `reason` is for programs.
Over REST it is the body: `{"code": …, "message": …, "details": […]}`. `BadRequest` names the fields that are wrong,
`RetryInfo` (over REST also `Retry-After`) says when to try again.

A test that fails is no error: the call succeeds with `success: false`, and
[its reason](../how-to/fix-a-failed-test.md) is from a list of its own.
"""
# A line of the tree: its branches, the class, the HTTP status, and what it means.
_LINE = re.compile(r"^[ │├└─]+(?P<name>\w+) +\d{3}(?: +(?P<when>.+))?$", re.MULTILINE)


def errors_page() -> str:
    said = {found["name"]: found["when"] or "" for found in _LINE.finditer(errors.__doc__ or "")}
    rows = [
        (f"`{status.reason}`", status.code.name, str(status.http), said.get(kind.__name__, "") or _words(kind.__name__))
        for kind, status in errors.STATUS.items()
    ]
    return f"{HEAD.strip()}\n\n{table(('reason', 'gRPC', 'HTTP', 'when'), sorted(rows, key=lambda row: row[2]))}\n"


def _words(name: str) -> str:
    """A class's name is a sentence: NameTaken."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
