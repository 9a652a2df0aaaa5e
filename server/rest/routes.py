"""Path templates of google.api.http, compiled into a tree, and which method a verb and a path mean.

    Template = "/" Segments [ ":" Verb ]    Segments = Segment { "/" Segment }
    Segment  = "*" | "**" | LITERAL | "{" FieldPath [ "=" Segments ] "}"

(google/api/http.proto.) A path names a resource first: literal segments win over variables, then the verb is looked
up there, so that a verb the resource does not have is 405 with its `Allow`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from server.errors import MethodNotAllowed, NoSuchRoute
from server.rest import percent

T = TypeVar("T")

_VERB = re.compile(r":([^/{}:]+)$")
_SEGMENT = re.compile(r"/(?:\{([A-Za-z_][\w.]*)(?:=([^{}]+))?\}|([^/{}]+))")


class BadTemplate(ValueError):
    """A path template outside the grammar; the service does not start with one."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A field bound to segments `start` to `end` (exclusive; None: to the last)."""

    field: str
    start: int
    end: int | None

    def value(self, raw: Sequence[str]) -> str:
        covered = raw[self.start : self.end]
        if self.end is not None and self.end - self.start == 1:
            return percent.decode(covered[0], self.field)
        return "/".join(percent.decode_but_slashes(segment, self.field) for segment in covered)


@dataclass(frozen=True, slots=True)
class Template:
    """A template taken apart: its segments (literals, `*`, `**`), its variables, its verb suffix."""

    segments: tuple[str, ...]
    variables: tuple[Variable, ...]
    suffix: str


def parse_template(text: str) -> Template:
    """Raises BadTemplate."""
    verb = _VERB.search(text)
    path = text[: verb.start()] if verb else text
    segments: list[str] = []
    variables: list[Variable] = []
    position = 0
    for match in _SEGMENT.finditer(path):
        if match.start() != position:
            break
        position = match.end()
        name, pattern, literal = match.groups()
        if name is None:
            segments.append(literal)
            continue
        covered = (pattern or "*").split("/")
        start = len(segments)
        segments += covered
        variables.append(Variable(name, start, None if covered[-1] == "**" else len(segments)))
    if not segments or position != len(path) or "" in segments or "**" in segments[:-1]:
        raise BadTemplate(f"{text}: not a path template of google.api.http")
    return Template(tuple(segments), tuple(variables), verb.group(1) if verb else "")


@dataclass(slots=True)
class _Node(Generic[T]):
    """A place in the tree. `methods` of a suffix: verb -> (variables, target)."""

    literals: dict[str, _Node[T]] = field(default_factory=dict)
    one: _Node[T] | None = None
    rest: _Node[T] | None = None
    methods: dict[str, dict[str, tuple[tuple[Variable, ...], T]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resource(Generic[T]):
    """What a path names."""

    raw: tuple[str, ...]
    methods: dict[str, tuple[tuple[Variable, ...], T]]

    @property
    def allowed(self) -> tuple[str, ...]:
        """The verbs it has, HEAD wherever GET is."""
        return tuple(sorted({*self.methods, *(["HEAD"] if "GET" in self.methods else [])}))

    def take(self, verb: str) -> tuple[T, dict[str, str]]:
        """The target of a verb, and the values of the path's variables. Raises MethodNotAllowed."""
        found = self.methods.get("GET" if verb == "HEAD" else verb)
        if found is None:
            raise MethodNotAllowed(f"expected {' or '.join(self.allowed)}", self.allowed)
        variables, target = found
        return target, {variable.field: variable.value(self.raw) for variable in variables}


class Routes(Generic[T]):
    """A tree of templates."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, verb: str, path: str, target: T) -> None:
        """Raises BadTemplate, for a verb and path that another route has too."""
        template = parse_template(path)
        node = self._root
        for segment in template.segments:
            node = _child(node, segment)
        methods = node.methods.setdefault(template.suffix, {})
        if verb in methods:
            raise BadTemplate(f"{verb} {path}: two methods have this route")
        methods[verb] = (template.variables, target)

    def find(self, path: str) -> Resource[T]:
        """The resource of a path that is still percent-encoded. Raises NoSuchRoute, MalformedRequest."""
        if not path.startswith("/"):
            raise NoSuchRoute("no such path")
        raw = path[1:].split("/")
        decoded = [percent.decode(segment, "path") for segment in raw]
        for last, raw_last, suffix in _readings(decoded[-1], raw[-1]):
            segments = [*decoded[:-1], last]
            for node in _walk(self._root, segments, 0):
                if suffix in node.methods:
                    return Resource((*raw[:-1], raw_last), node.methods[suffix])
        raise NoSuchRoute("no such path")


def _child(node: _Node[T], segment: str) -> _Node[T]:
    if segment == "*":
        node.one = node.one or _Node()
        return node.one
    if segment == "**":
        node.rest = node.rest or _Node()
        return node.rest
    return node.literals.setdefault(segment, _Node())


def _readings(last: str, raw_last: str) -> Iterator[tuple[str, str, str]]:
    """A last segment `name:verb` may end in a suffix, or be a value that holds a colon."""
    if ":" in raw_last:
        head, _, suffix = raw_last.rpartition(":")
        yield percent.decode(head, "path"), head, suffix
    yield last, raw_last, ""


def _walk(node: _Node[T], segments: Sequence[str], position: int) -> Iterator[_Node[T]]:
    """The nodes that the segments lead to, most literal first."""
    if position == len(segments):
        yield node
        return
    segment = segments[position]
    if segment in node.literals:
        yield from _walk(node.literals[segment], segments, position + 1)
    if segment and node.one is not None:
        yield from _walk(node.one, segments, position + 1)
    if segment and node.rest is not None:
        yield node.rest
