"""What counts as a secret, by its name and by its form: the one table. Config moves such values to the vault, logs
blacken them.

Forms, each found inside a longer text and never changed outside the secret itself:
- userinfo of a URL, RFC 3986 §3.2.1, also where the password holds unescaped `/`, `?`, `#` or `@`;
- query, fragment and `;` parameters with a secret's name (JDBC, SAS, signed URLs);
- keyword lists: libpq `host=… password='…'` (postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING),
  ADO and ODBC `Server=…;Pwd={…};`, Azure `AccountName=…;AccountKey=…`;
- Go's `user:password@tcp(host)/db`, Oracle's `thin:user/password@host`;
- private keys in PEM.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

Span = tuple[int, int]
"""Start and end of a secret in a text."""

# A name is a secret's when its words, run together, end so: dbPassword, DB_PASSWORD, x-api-key, sslpassword.
_ENDINGS = (
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "apikey",
    "privatekey",
    "accesskey",
    "secretkey",
    "accountkey",
    "sharedkey",
    "masterkey",
    "encryptionkey",
    "signingkey",
    "subscriptionkey",
    "functionskey",
    "serviceaccountkey",
    "serviceaccountjson",
    "keyjson",
    "credential",
    "credentials",
    "credentialsjson",
    "authorization",
    "sharedaccesssignature",
)

# Too short to be looked for inside other words ("bypass", "compass"): they must be the last word.
_LAST_WORDS = frozenset({"pass", "pwd", "pw", "sas", "cookie", "jwt", "passwords", "secrets", "pat"})

# Tokens that open nothing.
_NOT_SECRET = frozenset(
    {"pagetoken", "nexttoken", "nextpagetoken", "synctoken", "continuationtoken", "cancellationtoken"}
)

# In a URL these carry a credential too: SAS `sig`, signed URLs, Google's `key`.
_PARAMETERS = frozenset({"sig", "signature", "key", "auth"})

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
# Every pattern takes time linear in the text, or nearly: texts come from callers.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}://")
_HOST = re.compile(r"(?:\[[^\]]*\]|[^:@\[\]]*)(?::[0-9]*)?")  # one host of an authority, its port a number or absent
_PARAMETER = re.compile(r"[?&#]([^=&#?]+)=([^&#]*)")
_SEMICOLON_PARAMETER = re.compile(r";([^=;]+)=(\{(?:[^}]|\}\}){0,512}\}|[^;]*)")
_GO_DSN = re.compile(r"[^:@/\s]*:(?P<secret>.+)@(?:tcp6?|unix|udp)?\(")
_ORACLE = re.compile(r"jdbc:oracle:\w+:[^/@\s]+/(?P<secret>.+)@")
_BARE_USERINFO = re.compile(r"[^:/@\s?=]+:(?!//|\d+/)(?P<secret>\S+)@[^@/\s]+")

# A keyword list starts with one: a key of up to three words ("Trust Server Certificate"), then `=`.
_KEYWORD_LIST = re.compile(r"\s*[A-Za-z_][\w.-]*(?: [\w.-]+){0,2}\s*=")
_BLANK_KEY = re.compile(r"(?:^|(?<=\s))([A-Za-z_][\w.-]{0,63})\s{0,8}=\s*")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'(?=\s|$)", re.S)
_SEMICOLON_PAIR = re.compile(
    r"([^=;]+)=\s*(\{(?:[^}]|\}\}){0,512}\}|\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[^;]*)(?:;\s*|$)"
)
_LIBPQ_KEY = re.compile(r"\s(?:host|hostaddr|port|dbname|user|password|sslmode)\s*$")

# A connection string is shorter. What is longer and might be one is secret as a whole, rather than searched.
_LONGEST = 8192


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a key of this name clearly holds a secret, in camelCase, snake_case, kebab-case or run together."""
    words = [word.lower() for word in _WORD.findall(name)]
    together = "".join(words)
    if not words or together in _NOT_SECRET:
        return False
    return together.endswith(_ENDINGS) or words[-1] in _LAST_WORDS


def secret_spans(text: str) -> list[Span]:
    """Where the secrets of a config value stand, in order, none overlapping another. Empty: the text has none."""
    if _PEM.search(text) or (len(text) > _LONGEST and ("://" in text or _KEYWORD_LIST.match(text))):
        return [(0, len(text))]
    found = _keyword_spans(text) if _KEYWORD_LIST.match(text) else _connection_spans(text)
    return _merged(found)


def bare_userinfo_spans(text: str) -> list[Span]:
    """The password of `user:password@host` without a scheme: only for a value that is known to be an address."""
    match = _BARE_USERINFO.match(text)
    return [match.span("secret")] if match else []


def masked(text: str, spans: list[Span], mask: str) -> str:
    """The text with each span replaced; all else stays as it is, character by character."""
    parts, end = [], 0
    for start, stop in spans:
        parts += [text[end:start], mask]
        end = stop
    return "".join([*parts, text[end:]])


def url_spans(text: str, *, nested: bool = True) -> list[Span]:
    """The secrets of the URL that starts at the first scheme in the text and runs to its end.

    `nested`: also of a URL that is the value of one of its parameters.
    """
    scheme = _SCHEME.search(text)
    if scheme is None:
        return []
    start, name = scheme.end(), scheme.group().lower()
    at = _userinfo_end(text, start, is_web=name.startswith(("http", "ws")))
    tail = start if at < 0 else at + 1
    spans = [] if at < 0 else _userinfo_spans(text, start, at, is_http=name.startswith("http"))
    pattern = _PARAMETER if "?" in text[tail:] or "#" in text[tail:] else _SEMICOLON_PARAMETER
    for match in pattern.finditer(text, tail):
        if _is_secret_parameter(match.group(1)):
            spans.append(match.span(2))
        elif nested:
            spans += _shifted(url_spans(match.group(2), nested=False), match.start(2))
    return spans


def _connection_spans(text: str) -> list[Span]:
    for pattern in (_GO_DSN, _ORACLE):
        if match := pattern.match(text):
            return [match.span("secret")]
    return url_spans(text)


def _userinfo_end(text: str, start: int, *, is_web: bool) -> int:
    """Where the `@` of the userinfo stands, -1 without one.

    A password may hold what should have been escaped. Reading too much as the password is the safe mistake, yet a
    web path may hold `@` by right (https://example.com:8443/@user), so there only an authority that cannot be one
    ("user:p", cut short by the password's `/`) is read on.
    """
    ends = [position for position in (text.find(mark, start) for mark in "/?#") if position >= 0]
    authority_end = min(ends, default=len(text))
    query = text.find("?", start)
    limit = authority_end if is_web else (len(text) if query < 0 else query)
    at = text.rfind("@", start, limit)
    if at >= 0:
        return at
    hosts = text[start:authority_end].split(",")
    if all(_HOST.fullmatch(host) for host in hosts):
        return -1
    return text.rfind("@", start)


def _userinfo_spans(text: str, start: int, at: int, *, is_http: bool) -> list[Span]:
    colon = text.find(":", start, at)
    if colon >= 0 and colon + 1 < at:
        return [(colon + 1, at)]
    # https://TOKEN@host and https://KEY:@host: what stands alone is the credential.
    end = at if colon < 0 else colon
    return [(start, end)] if is_http and end > start else []


def _is_secret_parameter(name: str) -> bool:
    plain = unquote_plus(name)
    words = _WORD.findall(plain)
    return is_secret_name(plain) or bool(words and words[-1].lower() in _PARAMETERS)


def _keyword_spans(text: str) -> list[Span]:
    spans: list[Span] = []
    for name, start, end in _semicolon_pairs(text) or _blank_pairs(text):
        if is_secret_name(name):
            spans.append((start, end))
        else:
            spans += _shifted(url_spans(text[start:end]), start)
    return spans


def _semicolon_pairs(text: str) -> list[tuple[str, int, int]]:
    """The pairs of a list that `;` separates; none where blanks do, and a `;` belongs to a value."""
    if ";" not in text:
        return []
    pairs, position = [], 0
    while position < len(text):
        pair = _SEMICOLON_PAIR.match(text, position)
        if pair is None or _LIBPQ_KEY.search(pair.group(1)) or _BLANK_KEY.search(pair.group(2)):
            return []
        pairs.append((pair.group(1), *pair.span(2)))
        position = pair.end()
    return pairs


def _blank_pairs(text: str) -> list[tuple[str, int, int]]:
    """The pairs of a list that blanks separate. A value that should have been quoted runs to the next key."""
    pairs = []
    key = _BLANK_KEY.search(text)
    while key:
        start = key.end()
        quoted = _QUOTED.match(text, start)
        following = _BLANK_KEY.search(text, quoted.end() if quoted else start)
        end = quoted.end() if quoted else following.start() if following else len(text)
        pairs.append((key.group(1), start, start + len(text[start:end].rstrip())))
        key = following
    return pairs


def _shifted(spans: list[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
