"""What a vendor documents of its traffic: `samples` in the vendor's own file (probes/vendors/*.yaml), read strictly.

A sample is concrete where a declaration is a template: the request as the vendor's page shows it, credential included,
and the answers. The peer (saas_declared.py) takes nothing from the declaration itself, so that a declaration which
sends its credential elsewhere, asks another path or expects another answer fails its suite.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from probes import vendors as declarations
from probes.result import Reason
from probes.vendors.catalogue import vendors

STATUS_OF = {"wrong": 401, "permission": 403, "absent": 404, "limited": 429}
REASON_OF = {
    "wrong": Reason.AUTHENTICATION_FAILED,
    "permission": Reason.PERMISSION_DENIED,
    "absent": Reason.RESOURCE_NOT_FOUND,
    "limited": Reason.RATE_LIMITED,
}


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What these share: an unknown key refuses the file."""


class Refused(Shape, frozen=True, kw_only=True):
    """A documented refusal, and what the probe must say of it. `cell` is wrong, permission, absent or limited, which
    have a usual status and reason, or any other word. `field` "-" is none and "credential" that of
    the credential, `text` a body that is no JSON."""

    cell: str
    status: int | None = None
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = {}
    reason: Reason | None = None
    level: str | None = None
    field: str | None = None
    hint: str = ""
    methods: tuple[str, ...] = ()


class Exchange(Shape, frozen=True, kw_only=True):
    """A request and its answer. `ask` is `GET host/path?query` without the credential; `sends` are further headers that
    the vendor wants, `json` and `form` the body. In a form, an object is a JWT that holds these claims and headers. One
    of a `variant` is asked with the config of a variant alone."""

    ask: str
    methods: tuple[str, ...] = ()
    sends: dict[str, str] = {}
    json: Any = None
    form: dict[str, Any] = {}
    answer: Any = None
    headers: dict[str, str] = {}
    refuses: tuple[Refused, ...] = ()
    variant: bool = False


class Access(Shape, frozen=True, kw_only=True):
    """An auth method in use: what the connector gives, and how that travels. A key of `sends` is a header, or, behind
    "?", a parameter; `Basic user:password` stands for its base64, `OAuth1 consumer:token` for a signature with the
    secrets that are given. `wrong` replaces what is given where the credential is to be wrong."""

    give: dict[str, Any]
    sends: dict[str, str] = {}
    token: Exchange | None = None
    wrong: dict[str, Any] = {}
    config: dict[str, Any] = {}
    level: str | None = None
    said: str = ""


class Variant(Shape, frozen=True, kw_only=True):
    """Another config, in place of `config`, that must succeed too."""

    config: dict[str, Any]
    method: str | None = None
    level: str
    asks: tuple[str, ...]


class Samples(Shape, frozen=True, kw_only=True):
    """Of one vendor. `config` is whole: it names a resource where the type has one. `at` is the field to blame where
    the vendor cannot be reached; `cannot` says why a cell does not exist."""

    config: dict[str, Any] = {}
    at: str = "config"
    methods: dict[str, Access]
    exchanges: tuple[Exchange, ...]
    cannot: dict[str, str] = {}
    variants: tuple[Variant, ...] = ()

    def asked_by(self, method: str) -> tuple[Exchange, ...]:
        """The exchanges of a method in order, after the one that fetches its token."""
        return tuple(item for item in self.known_to(method) if not item.variant)

    def known_to(self, method: str) -> tuple[Exchange, ...]:
        """Those, and what variants ask."""
        return tuple(item for item in self.exchanges if not item.methods or method in item.methods)

    def hosts(self) -> set[str]:
        tokens = (access.token for access in self.methods.values() if access.token)
        return {host_of(item.ask) for item in (*self.exchanges, *tokens)}


@cache
def samples() -> dict[str, Samples]:
    """By vendor, of every file that has some. Raises ValueError naming the file."""
    folder = Path(declarations.__path__[0])
    found = {}
    for name in vendors():
        written = yaml.load((folder / f"{name}.yaml").read_text(), yaml.CSafeLoader).get("samples")
        if written is None:
            continue
        try:
            found[name] = msgspec.convert(written, Samples)
        except msgspec.ValidationError as error:
            raise ValueError(f"{name}.yaml: samples: {error}") from None
    return found


def host_of(ask: str) -> str:
    return ask.partition(" ")[2].partition("/")[0]
