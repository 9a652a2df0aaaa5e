"""What a vendor's HTTPS API is, as data: one YAML file a vendor beside this one, read strictly.

A key that is not named here, a wrong type or a missing one refuses the file (catalogue.py says where). Templates hold
`{name}`: a value of `values`, a field of `config`, or, where a credential is sent, a field of the auth method.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from probes.connector_type import Kind, Secrecy
from probes.result import Reason

Step = Literal["authenticate", "authorize", "resource"]
Witness = Literal[
    "vendor's page",
    "vendor's specification",
    "vendor's client library",
    "Airbyte's connector",
    "API Evangelist's record",
    "Elastic's connector",
    "n8n's credentials",
    "Nango's providers",
    "Singer's tap",
    "other public code",
]
HttpsUrl = Annotated[str, Meta(pattern=r"^https://")]
FieldPath = Annotated[str, Meta(pattern=r"^(config|authConfig)\.[A-Za-z]+$")]

TEMPLATED = re.compile(r"\{([A-Za-z]+)\}")
TEMPLATED_PATH = re.compile(r"\{([A-Za-z0-9_.*]+)\}")  # in `says`: a path in the answer


class Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """What all of these share: immutable, by keyword, no unknown key, camelCase in YAML."""


class FieldSpec(Declared, frozen=True, kw_only=True):
    """A probes.connector_type.Field, key for key."""

    name: str
    title: str
    kind: Kind = Kind.STRING
    required: bool = False
    default: Any = None
    secrecy: Secrecy = Secrecy.NONE
    description: str = ""
    aliases: tuple[str, ...] = ()
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    example: Any = None


class Source(Declared, frozen=True, kw_only=True):
    """Where a value may come from. Without `from` it is the constant `is`. With it the field must be given and, where
    there is a `match`, fit it whole; the value is then `is`, or the first group, or the field. An `instance` is the
    https URL of a server of the user's own: the value is its host, port and path, which the egress guard judges."""

    from_: FieldPath | None = field(default=None, name="from")
    match: str | None = None
    is_: str | None = field(default=None, name="is")
    instance: bool = False


class OAuth1(Declared, frozen=True, kw_only=True):
    """A signature of each request (RFC 5849, HMAC-SHA256) by a client that holds its token already."""

    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str
    realm: str | None = None


class Sending(Declared, frozen=True, kw_only=True):
    """How a credential travels. `basic` is user name and password (RFC 7617)."""

    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    basic: tuple[str, str] | None = None
    oauth1: OAuth1 | None = None

    def templates(self) -> tuple[str, ...]:
        """Everything in it that may name a field of the auth method."""
        signed = self.oauth1
        parts = (signed.consumer_key, signed.consumer_secret, signed.token, signed.token_secret) if signed else ()
        return (*parts, *self.headers.values(), *self.query.values(), *(self.basic or ()))


BEARER = Sending(headers={"Authorization": "Bearer {accessToken}"})


class Learned(Declared, frozen=True, kw_only=True):
    """A value that an answer tells at the path `key`, where the connector does not give the field of `unless`:
    Salesforce's login server says which host the org is at. `match` fits the whole text, its first group is the value.
    """

    value: str
    key: str
    match: str
    unless: FieldPath


class TokenGrant(Declared, frozen=True, kw_only=True):
    """A request that turns the method's fields into an access token: RFC 6749 §4.4 and §6, RFC 7523 §2.1 (the grant is
    signed) and §2.2 (the client is), a Google service account, or the vendor's `own`.

    `form` and `headers` go along, `client` says how id and secret travel; with GET the form is the query. The token
    stands at `key` in the answer. Assertions carry `claims`, are signed by `algorithm`, and name their key by `key_id`.
    """

    url: HttpsUrl
    grant: Literal[
        "client_credentials", "refresh_token", "jwt_bearer", "client_assertion", "google_service_account", "own"
    ]
    http_method: Literal["POST", "GET"] = "POST"
    client: Literal["basic", "body", "none"] = "body"
    scope: str | None = None
    form: dict[str, str] = {}
    headers: dict[str, str] = {}
    key: str = "access_token"
    claims: dict[str, str] = {}
    algorithm: Literal["RS256", "PS256", "ES256"] = "RS256"
    key_id: str | None = None
    learns: Learned | None = None


class Method(Declared, frozen=True, kw_only=True):
    """An auth method. A field is declared here, or named where it is one of credential_fields.py. All but the
    `optional` ones are needed. With a `token` it is the token that is sent."""

    name: str
    title: str
    fields: tuple[str | FieldSpec, ...]
    optional: tuple[str, ...] = ()
    send: Sending = BEARER
    token: TokenGrant | None = None


class AnswerRule(Declared, frozen=True, kw_only=True):
    """What an answer means: the first rule that fits decides, before the engine's own by status. All that is given must
    fit: the status, one of the codes, a pattern somewhere in the vendor's message. `proves` is what a refusal shows all
    the same: who is told that a scope is missing has been recognised."""

    status: int | None = None
    code: tuple[str, ...] = ()
    says: str | None = None
    reason: Reason
    message: str
    hint: str
    field: FieldPath | Literal["authConfig", "authMethod"] | None = None
    proves: Literal["authenticate"] | None = None


class Check(Declared, frozen=True, kw_only=True):
    """A request that reads. POST is for the few reads that vendors made a POST of, and says so in `reads`.

    `expects` is a path in the JSON answer that must hold something: a login page with status 200 is no success; "." is
    any JSON list or object. Where it is not there but `within` is, what `field` names is absent (GraphQL says so).
    `scopes` are paths to the permissions that the answer lists, and `scopesHeader` a header that does; `says` is a
    sentence with paths of the answer in it. The strings in `json` are templates.
    An `aside` may fail: it proves nothing and is there for what it says. With `any_answer` only TLS is proven.
    """

    path: Annotated[str, Meta(pattern=r"^/")]
    base: HttpsUrl | None = None
    proves: tuple[Step, ...] = ()
    when: FieldPath | None = None
    unless: FieldPath | None = None
    methods: tuple[str, ...] = ()
    http_method: Literal["GET", "POST"] = "GET"
    reads: str = ""
    json: dict[str, Any] = {}
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    expects: str | None = None
    within: str | None = None
    says: str = ""
    scopes: tuple[str, ...] = ()
    scopes_header: str | None = None
    field: FieldPath | None = None
    learns: Learned | None = None
    aside: bool = False
    any_answer: bool = False
    warning: str | None = None


class Checked(Declared, frozen=True, kw_only=True):
    """When the host, the way the credential travels, the requests and the versions were last compared, and with whom.
    What a witness does not say, such as the words of a refusal, stays as it is known."""

    date: date
    against: Annotated[tuple[Witness, ...], Meta(min_length=1)]


class Refusals(Declared, frozen=True, kw_only=True):
    """How the refusals of several types of one vendor read (shared/*.yaml); keys as those of Vendor."""

    code: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    answers: tuple[AnswerRule, ...] = ()


class Vendor(Declared, frozen=True, kw_only=True):
    """One connector type. `description` says in a sentence what the vendor's product is; `source` is the vendor's page
    that says how to authenticate; `code` and `detail` are paths in the JSON of a refusal, and `refuses_as` names files
    of shared/ whose rules follow its own; a file without `checked` was compared with nothing. The highest level is that
    of its checks. A file also has `samples`, what the vendor documents of its traffic, which are the tests' alone
    (tests/peers/saas_samples.py)."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,62}$")]
    title: str
    category: str
    source: HttpsUrl
    description: str = ""
    proves: str
    verified_against: str
    checked: Checked | None = None
    base: HttpsUrl
    fields: tuple[FieldSpec, ...] = ()
    either: tuple[tuple[str, ...], ...] = ()
    values: dict[str, tuple[Source, ...]] = {}
    methods: Annotated[tuple[Method, ...], Meta(min_length=1)]
    headers: dict[str, str] = {}
    checks: Annotated[tuple[Check, ...], Meta(min_length=1)]
    code: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    answers: tuple[AnswerRule, ...] = ()
    refuses_as: tuple[str, ...] = ()

    def method(self, name: str) -> Method | None:
        return next((method for method in self.methods if method.name == name), None)


def names_in(template: str) -> list[str]:
    """The names that a template needs."""
    return TEMPLATED.findall(template)
