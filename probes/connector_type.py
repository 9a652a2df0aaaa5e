"""What a connector type is: its fields, secrets, auth methods and probe. Declarations live in probes/types/.

Docs, form, JSON Schema, validation and redaction derive from a declaration; nothing about a type is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from probes.field import Field, JsonValue, Kind, Secrecy, Violation, is_kind, kind_of
from probes.grammar import out_of_grammar, quoted, wrong_kind
from probes.result import Level
from probes.suggest import nearest

__all__ = [
    "AuthMethod",
    "ConnectorType",
    "Field",
    "JsonValue",
    "Kind",
    "OwnType",
    "Secrecy",
    "Violation",
    "is_kind",
    "kind_of",
    "out_of_grammar",
]

_CREDENTIALS = "authConfig."


@dataclass(frozen=True, slots=True)
class AuthMethod:
    """A way to prove who we are, and the credential fields it takes. Without those that are `needed` a test fails."""

    name: str
    title: str
    fields: tuple[Field, ...] = ()
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnType:
    """What a type has besides where it is a tenant's own: the JSON text it was declared by. A probe's process knows
    the built-in types alone, so this goes with the job."""

    declaration: str = field(repr=False)
    version: int


@dataclass(frozen=True, slots=True)
class ConnectorType:
    """A declared type. `either` lists groups of which at least one field must be given, as paths relative to
    config or, with the prefix `authConfig.`, to the credentials: ("instanceUrl", "authConfig.apiKey").

    `description` says in a sentence what the system is; `documentation` is the https URL of the page that says how to
    connect to it. `probe` names a probes.target.Probe as "module:function": drivers are imported only where probes run.
    `verified_against` says which peer the tests ran the probe against, and of which kind: the vendor's server, the
    vendor's emulator, an emulator behind our own gate, or one scripted from the vendor's page.
    """

    name: str
    title: str
    category: str
    fields: tuple[Field, ...] = ()
    auth_methods: tuple[AuthMethod, ...] = ()
    either: tuple[tuple[str, ...], ...] = ()
    highest_level: Level = Level.NONE
    proves: str = ""
    probe: str | None = None
    verified_against: str = ""
    description: str = ""
    documentation: str = ""
    own: OwnType | None = None
    by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", _index(self.fields))

    def auth_method(self, name: str) -> AuthMethod | None:
        return next((method for method in self.auth_methods if method.name == name), None)

    def wrong_kinds(self, config: Mapping[str, JsonValue]) -> list[Violation]:
        """Declared keys whose JSON type is wrong; what Create and Update refuse. Null counts as absent."""
        return [
            violation
            for name, item in self.by_name.items()
            if config.get(name) is not None and (violation := wrong_kind(item, config[name], f"config.{name}"))
        ]

    def parameters(self, config: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The declared keys alone, aliases resolved, defaults applied: all that a driver ever sees."""
        return _declared(self.fields, config)

    def credentials(self, auth_method: str, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The credential fields that the auth method takes, aliases resolved. Of an undeclared method: of all methods.

        A field given empty stays empty: the probe says which one it is.
        """
        fields = self._taken(auth_method)
        found = _declared(fields, given)
        empty = {item.name: "" for item in fields for name in (item.name, *item.aliases) if given.get(name) == ""}
        return {**empty, **found}

    def credential_fields(self) -> tuple[Field, ...]:
        """The fields of all auth methods, each name once."""
        return tuple({item.name: item for method in self.auth_methods for item in method.fields}.values())

    def missing(
        self,
        config: Mapping[str, JsonValue],
        credentials: Mapping[str, JsonValue],
        auth_method: str = "access_key",
    ) -> list[Violation]:
        """Every field that a test needs and does not find, and every value outside its grammar, all at once."""
        parameters = self.parameters(config)
        taken = self._taken(auth_method)
        held = _declared(self.credential_fields(), credentials)
        found = [
            Violation(f"config.{item.name}", "is required" + self._look_alike(item, config))
            for item in self.fields
            if item.required and item.name not in parameters and item.unless not in parameters
        ]
        found += [violation for group in self.either if (violation := _one_of(group, parameters, held))]
        found += _out_of_grammar(self.by_name, config, "config")
        found += [
            Violation(f"authConfig.{item.name}", "is required")
            for item in taken
            if item.required and item.name not in held and item.unless not in held
        ]
        found += _out_of_grammar(_index(taken), credentials, "authConfig")
        return found

    def _taken(self, auth_method: str) -> tuple[Field, ...]:
        method = self.auth_method(auth_method)
        return method.fields if method else self.credential_fields()

    def _look_alike(self, item: Field, config: Mapping[str, JsonValue]) -> str:
        """What is said of an undeclared key that may be meant for the missing one."""
        undeclared = [key for key, value in config.items() if key not in self.by_name and value not in (None, "")]
        given = nearest((item.name, *item.aliases), undeclared)
        return "" if given is None else f"; {quoted(given)} is no key of {self.name}: did you mean {item.name}?"


def _index(fields: Iterable[Field]) -> dict[str, Field]:
    return {name: item for item in fields for name in (item.name, *item.aliases)}


def _out_of_grammar(by_name: Mapping[str, Field], given: Mapping[str, JsonValue], within: str) -> list[Violation]:
    return [
        violation
        for name, item in by_name.items()
        if given.get(name) not in (None, "")
        and (violation := out_of_grammar(item, given[name], within=within, name=name))
    ]


def _declared(fields: tuple[Field, ...], given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for item in fields:
        present = (given[name] for name in (item.name, *item.aliases) if given.get(name) not in (None, ""))
        value = next(present, item.default)
        if value is not None:
            found[item.name] = value
    return found


def _one_of(
    group: tuple[str, ...], parameters: Mapping[str, JsonValue], credentials: Mapping[str, JsonValue]
) -> Violation | None:
    for path in group:
        name = path.removeprefix(_CREDENTIALS)
        if name in (parameters if name == path else credentials):
            return None
    first = group[0] if "." in group[0] else f"config.{group[0]}"
    return Violation(first, f"one of {', '.join(group)} is required")
