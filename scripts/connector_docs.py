"""Writes docs/connectors.md from the declarations in probes/types/; `make generate` runs it."""

from collections.abc import Iterable
from pathlib import Path

from probes.connector_type import ConnectorType, Field, Secrecy
from probes.registry import connector_types
from probes.vendors.catalogue import vendors

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "connectors.md"

HEAD = """# Connector types

Written by `make generate` from the declarations in `probes/types/`; change those.

A key of `config` that a type does not declare is stored and returned, and never reaches a driver. Secrets are sealed
and shown as `********`. `authMethod` is `access_key` where none is given: it takes whatever of the fields below is
there.

`verified against` says what the tests run a type against. Of a vendor's API that is a script, so `facts compared with`
says when its host, its way of sending the credential, its requests and its versions were last held against stored
copies of public material, and whose. What that did not say, such as the words of some refusals, is from public
knowledge.
"""
NOT_COMPARED = "from public knowledge, not re-read"


def document(types: Iterable[ConnectorType]) -> str:
    ordered = sorted(types, key=lambda item: (item.category, item.name))
    rows = [
        f"| [`{item.name}`](#{item.name}) | {item.category} | {_level(item)} | {_verified(item)} | {_compared(item)} |"
        for item in ordered
    ]
    table = [
        "| type | category | proves up to | verified against | facts compared with |",
        "|---|---|---|---|---|",
        *rows,
    ]
    return "\n\n".join([HEAD.strip(), "\n".join(table), *(_section(item) for item in ordered)]) + "\n"


def _section(item: ConnectorType) -> str:
    about = f"{item.title}. {item.description}".strip() + (
        f" [Documentation]({item.documentation})." if item.documentation else ""
    )
    parts = [f"## {item.name}", about, item.proves, _fields("config", item.fields)]
    parts += [f"At least one of {', '.join(f'`{path}`' for path in group)}." for group in item.either]
    for method in item.auth_methods:
        parts.append(_fields(f"`{method.name}`: {method.title}", method.fields))
    return "\n\n".join(part for part in parts if part)


def _fields(title: str, fields: tuple[Field, ...]) -> str:
    if not fields:
        return f"**{title}**: no field."
    rows = [f"| {_names(item)} | {item.kind} | {_rule(item)} | {_escaped(item.description)} |" for item in fields]
    return "\n".join([f"**{title}**", "", "| field | type | rule | meaning |", "|---|---|---|---|", *rows])


def _names(item: Field) -> str:
    aliases = f" (or {', '.join(f'`{name}`' for name in item.aliases)})" if item.aliases else ""
    return f"`{item.name}`{aliases}"


def _rule(item: Field) -> str:
    rules = []
    if item.required:
        rules.append(f"required unless `{item.unless}`" if item.unless else "required")
    if item.default is not None:
        rules.append(f"default `{item.default}`".replace("True", "true").replace("False", "false"))
    if item.choices:
        rules.append("one of " + ", ".join(f"`{choice}`" for choice in item.choices))
    if item.minimum is not None or item.maximum is not None:
        rules.append(" ".join(_bounds(item)))
    if item.secrecy is not Secrecy.NONE:
        rules.append("secret" if item.secrecy is Secrecy.WHOLE else "its password is secret")
    return ", ".join(rules)


def _bounds(item: Field) -> Iterable[str]:
    if item.minimum is not None:
        yield f"from {item.minimum}"
    if item.maximum is not None:
        yield f"to {item.maximum}"


def _level(item: ConnectorType) -> str:
    return item.highest_level.name if item.probe else "no probe yet"


def _verified(item: ConnectorType) -> str:
    return _escaped(item.verified_against) if item.probe else ""


def _compared(item: ConnectorType) -> str:
    """Of a vendor's API alone: other types are held against a server, or a specification that `verified` names."""
    vendor = vendors().get(item.name)
    if vendor is None:
        return ""
    checked = vendor.checked
    return f"{', '.join(checked.against)}, {checked.date.isoformat()}" if checked else NOT_COMPARED


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> None:
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(connector_types().values()))


if __name__ == "__main__":
    main()
