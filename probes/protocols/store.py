"""Asks a data store over its HTTP API as the connector's account: the questions are a type's own, the rest is here.

What a status means where the store gives no code of its own is RFC 9110 §15. A store may be open to anyone; a success
proves a credential only where the same question without it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from probes.diagnosis import Diagnosis
from probes.egress.dial import Dialer
from probes.egress.http import HttpAnswer, HttpClient
from probes.egress.url import parse_url
from probes.protocols.aws_xml import parse_xml
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.http_request import Credential
from probes.protocols.http_status import retry_after
from probes.protocols.json_path import parse_json
from probes.result import ProbeFailure, Reason, StepName, Trace
from probes.target import ProbeContext, Target

# In a Diagnosis these stand for the path of the credential in use, and for the field that names the peer.
CREDENTIAL, ADDRESS = "authConfig", "config.url"


_OF_CREDENTIALS = frozenset({Reason.AUTHENTICATION_FAILED, Reason.CREDENTIAL_EXPIRED, Reason.CREDENTIAL_MISSING})
_OPEN = "{title} answers without credentials too, so they were not proven."
_NOT_ASKED = "Whether {title} answers without credentials could not be found out, so they were not proven."


@dataclass(frozen=True, slots=True)
class Signature:
    """A credential that signs each request: `headers` makes them of method, URL and body. `path` is where the
    connector holds the key."""

    path: str
    headers: Callable[[str, str, bytes], Mapping[str, str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a kind of store refuses. `codes_of` reads an answer's own codes, the most exact first; `rows` says what each
    means; `accepted` are the codes (or statuses, as text) that show that the credential was taken."""

    title: str
    codes_of: Callable[[HttpAnswer], tuple[str, ...]]
    rows: Mapping[str, Diagnosis] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset({"403"})
    may_be_open: bool = False
    mismatch: str = "check the URL: its port, and that it leads to the API and not to a web page"


@dataclass(frozen=True, slots=True)
class Question:
    """A request that changes nothing. `path` follows the store's URL, percent-encoded; `proves` is the step that an
    answer passes, `said` what a person is told then; `meanings` what codes and statuses mean here in particular."""

    path: str
    proves: StepName
    said: str = ""
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Diagnosis] = field(default_factory=dict)


@dataclass(slots=True)
class Store:
    """One store for one probe. `address` is the config path that names it."""

    dialect: Dialect
    base: str
    client: HttpClient = field(repr=False)
    exchange: Exchange = field(repr=False)
    context: ProbeContext = field(repr=False)
    target: Target = field(repr=False)
    credential: Credential | None = field(repr=False, default=None)
    signature: Signature | None = field(repr=False, default=None)
    address: str = ADDRESS
    proven: bool = False
    warning: str | None = None

    def ask(self, question: Question, read: Callable[[HttpAnswer], Any]) -> Any:
        """What `read` makes of the answer; None says that no such store wrote it. Raises ProbeFailure."""
        return self.judge(self.send(self.client, question, proving=True), question, read)

    def judge(self, answer: HttpAnswer, question: Question, read: Callable[[HttpAnswer], Any]) -> Any:
        """As `ask`, of an answer that is there already."""
        found = read(answer) if answer.status // 100 == 2 else None
        if found is None:
            self.refuse(answer, question)
        self._prove(question, read)
        if question.proves is not StepName.AUTHENTICATE:
            self.passed(question.proves, question.said)
        return found

    def refuse(self, answer: HttpAnswer, question: Question) -> NoReturn:
        """Raises the ProbeFailure that the answer means, after what it proves all the same."""
        codes = (*self.dialect.codes_of(answer), str(answer.status))
        failure = self._failure(answer, codes, question)
        says_nothing = (*_OF_CREDENTIALS, Reason.PROTOCOL_MISMATCH, Reason.RATE_LIMITED)
        # A bare status may be a gateway's; the store's own says why.
        telling = codes if _says_why(answer) else codes[:-1]
        accepted = failure.reason not in says_nothing and any(code in self.dialect.accepted for code in telling)
        if accepted and self._knows_us() and not self.proven:
            self.proven = True
            self.exchange.passed(StepName.AUTHENTICATE, f"{self.dialect.title} knows the credential")
        self.exchange.stage = stage_of(failure.reason)
        raise failure

    def fail(self, diagnosis: Diagnosis, detail: str = "") -> NoReturn:
        """Raises what an answer means that was HTTP's success and the store's refusal."""
        failure = diagnosis.failure(detail, [str(value) for value in self.target.credentials.values()])
        self.exchange.stage = stage_of(failure.reason)
        message = failure.message.replace("{title}", self.dialect.title)
        raise ProbeFailure(failure.reason, message, field=self._at(failure.field), hint=failure.hint)

    def passed(self, step: StepName, said: str) -> None:
        """Records what a whole conversation proves, unless anyone may have it."""
        if self.warning is None:
            self.exchange.passed(step, said)

    def send(self, client: HttpClient, question: Question, *, proving: bool) -> HttpAnswer:
        """The answer as it is, without following redirects: a credential goes to this peer alone."""
        url = question.path if question.path.startswith(("http://", "https://")) else self.base + question.path
        headers = {**question.headers}
        if proving and self.signature:
            headers.update(self.signature.headers(question.method, url, question.body))
        if proving and self.credential:
            headers.update(self.credential.headers)
        data = question.body if question.body or question.method == "POST" else None
        return client.request(
            question.method, url, headers=headers, data=data, field=self.address, follow_redirects=False
        )

    def _knows_us(self) -> bool:
        return self.credential is not None or self.signature is not None

    def _prove(self, question: Question, read: Callable[[HttpAnswer], Any]) -> None:
        """Records that the credential was taken, once, where it can have been looked at."""
        if self.proven or not self._knows_us() or self.warning is not None:
            return
        if self.dialect.may_be_open:
            self.warning = self._open_to_anyone(question, read)
            if self.warning:
                return
        self.proven = True
        self.exchange.passed(StepName.AUTHENTICATE, question.said or f"{self.dialect.title} took the credential")

    def _open_to_anyone(self, question: Question, read: Callable[[HttpAnswer], Any]) -> str | None:
        # Dialled by the same rules; its steps are no part of the test's own trace.
        quiet = Dialer(self.context.dialer.policy, Trace(), self.context.deadline)
        title = self.dialect.title
        try:
            anonymous = self.send(client_for(self.target.parameters, quiet), question, proving=False)
        except ProbeFailure:
            return _NOT_ASKED.format(title=title)
        if anonymous.status // 100 == 2 and read(anonymous) is not None:
            return _OPEN.format(title=title)
        return _NOT_ASKED.format(title=title) if anonymous.status in (408, 429) or anonymous.status >= 502 else None

    def _failure(self, answer: HttpAnswer, codes: tuple[str, ...], question: Question) -> ProbeFailure:
        tables = (question.meanings, self.dialect.rows)
        known = next((table[code] for code in codes[:-1] for table in tables if code in table), None)
        # A proxy in front writes pages too, with these: who is to log in, what is too much, what fails.
        page = answer.body[:64].lstrip().lower().startswith((b"<!doctype html", b"<html"))
        strange = page and answer.status not in (401, 429) and answer.status < 500
        if known is None and (strange or answer.status // 100 in (2, 3)):
            return self.unlike(answer)
        status = codes[-1]
        found = known or question.meanings.get(status) or self.dialect.rows.get(status) or _of_status(answer.status)
        if answer.status == 401 and not self._knows_us():
            found = _NO_CREDENTIAL
        elif self.proven and found.reason is Reason.AUTHENTICATION_FAILED:
            found = replace(found, reason=Reason.PERMISSION_DENIED)
        failure = found.failure()
        shown = ", ".join((*codes[:1], f"HTTP {status}") if len(codes) > 1 else (f"HTTP {status}",))
        hint = failure.hint
        wait = retry_after(answer.headers.get("Retry-After", ""))
        if wait is not None and failure.reason in (Reason.RATE_LIMITED, Reason.PEER_ERROR):
            hint = f"{self.dialect.title} asks to wait {wait} s before the next request"
        message = failure.message.replace("{title}", self.dialect.title)
        return ProbeFailure(failure.reason, f"{message} ({shown})", field=self._at(failure.field), hint=hint)

    def unlike(self, answer: HttpAnswer) -> ProbeFailure:
        """The answer is none that such a store writes: a login page, a proxy's, another program's."""
        message = f"the URL does not answer as {self.dialect.title} does (HTTP {answer.status})"
        return ProbeFailure(Reason.PROTOCOL_MISMATCH, message, field=self.address, hint=self.dialect.mismatch)

    def _at(self, path: str | None) -> str | None:
        if path == CREDENTIAL:
            used = self.credential or self.signature
            return used.path if used else CREDENTIAL
        return self.address if path == ADDRESS else path


def _says_why(answer: HttpAnswer) -> bool:
    return parse_json(answer.body) is not None or parse_xml(answer.body) is not None


def stage_of(reason: Reason) -> StepName:
    if reason in _OF_CREDENTIALS:
        return StepName.AUTHENTICATE
    return StepName.AUTHORIZE if reason is Reason.PERMISSION_DENIED else StepName.RESOURCE


def base_of(text: str, *, path: str = ADDRESS, query: bool = False) -> str:
    """A store's URL without userinfo and without a slash at its end. Raises ProbeFailure, unless `query`, for one that
    has a query."""
    url = parse_url(text, path=path)
    if "?" in url.target and not query:
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            f"{path} holds a query",
            field=path,
            hint="give scheme, host, port and at most a path; the rest has fields of its own",
        )
    return str(replace(url, user=None, password=None)).rstrip("/")


_NO_CREDENTIAL = Diagnosis(
    Reason.CREDENTIAL_MISSING,
    "{title} asks for credentials and the connector has none",
    "choose an auth method and give its credentials in authConfig",
    CREDENTIAL,
)
_STATUSES = {
    401: Diagnosis(
        Reason.AUTHENTICATION_FAILED,
        "{title} refused the credential",
        "check that it is whole, not revoked, and meant for this server and environment",
        CREDENTIAL,
    ),
    403: Diagnosis(
        Reason.PERMISSION_DENIED,
        "{title} refuses what was asked",
        "grant the account the right to read here, and check whether the server lets this service's address in",
        CREDENTIAL,
    ),
    404: Diagnosis(
        Reason.RESOURCE_NOT_FOUND, "there is nothing of {title} at the URL", "check the URL and its path", ADDRESS
    ),
    429: Diagnosis(
        Reason.RATE_LIMITED,
        "{title} asks to come back later",
        "wait, then test again; ask for a higher limit if it lasts",
    ),
    426: Diagnosis(Reason.TLS_REQUIRED, "{title} asks for another protocol", "try the URL with https://", ADDRESS),
}
_FAILING = Diagnosis(
    Reason.PEER_ERROR, "{title} fails", "the fault is on the server's side: look there, then test again", ADDRESS
)
_REFUSING = Diagnosis(
    Reason.PEER_ERROR, "{title} refuses the request", "check the URL, and the names that the connector gives", ADDRESS
)


def _of_status(status: int) -> Diagnosis:
    return _STATUSES.get(status) or (_FAILING if status >= 500 else _REFUSING)
