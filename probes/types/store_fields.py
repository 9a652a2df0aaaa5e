"""The fields and auth methods that stores with an HTTP API share."""

from __future__ import annotations

from probes.connector_type import AuthMethod, Field, Secrecy
from probes.types.http_fields import HTTP_URL

NAME = r"[^\x00-\x1f\x7f]{1,255}"


def url(example: str, description: str = "") -> Field:
    """Where the store's API is. A password in it is sealed."""
    return Field(
        "url",
        "URL",
        required=True,
        secrecy=Secrecy.URL,
        aliases=("endpoint", "endpointUrl"),
        pattern=HTTP_URL,
        description=description or "Scheme, host and port, and a path where a proxy adds one.",
        example=example,
    )


def named(name: str, title: str, *, example: str, pattern: str = NAME, required: bool = False, description: str = "",
          aliases: tuple[str, ...] = ()) -> Field:  # fmt: skip
    """Something in the store that the connector names."""
    return Field(
        name, title, required=required, pattern=pattern, example=example, description=description, aliases=aliases
    )


def whatever(*methods: AuthMethod) -> tuple[AuthMethod, ...]:
    """The methods, before them `access_key`, which takes what any of them does."""
    fields = {field.name: field for method in methods for field in method.fields}
    return (AuthMethod("access_key", "Whatever is given", tuple(fields.values())), *methods)
