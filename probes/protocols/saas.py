"""Tests a vendor's HTTPS API as its declaration says (probes/vendors/): a token where one is to be fetched, then the
cheapest requests that read with it. Nothing is changed at the vendor, and nothing sent that it would count as an event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from probes.diagnosis import scrub
from probes.egress.http import HttpAnswer, HttpClient
from probes.protocols.http_exchange import Exchange, client_for
from probes.protocols.json_path import parse_json, texts_at, values_at
from probes.protocols.saas_answers import OF_CREDENTIALS, Blame, Refusal, refusal
from probes.protocols.saas_given import Given
from probes.protocols.saas_request import SentCredential, credential_of, credential_path, request_of
from probes.protocols.saas_token import fetch_token, form_of
from probes.result import Finding, ProbeFailure, Reason, StepName, Trace
from probes.target import ProbeContext, Target
from probes.vendors.catalogue import vendors
from probes.vendors.consistency import TOKEN
from probes.vendors.declaration import TEMPLATED_PATH, Check, Method, Vendor

_MOST_SCOPES = 12


def probe(target: Target, context: ProbeContext) -> Finding:
    """Raises ProbeFailure."""
    with context.trace.step(StepName.CONFIG):
        vendor = target.vendor or vendors()[target.type_name]
        given = Given(vendor, target)
        method = given.method(target.auth_method)
        checks = [check for check in vendor.checks if _applies(check, method, given)]
        form = form_of(method.token, given) if method.token else {}
        if method.token is None:
            credential_of(method, given)  # what no header can carry is refused before anything is dialled
        for check in checks:
            request_of(vendor, check, given)
        client = client_for({}, context.dialer)
    proven: set[StepName] = set()
    if method.token:
        given.credentials[TOKEN] = fetch_token(
            vendor,
            method.token,
            given,
            form=form,
            blamed=credential_path(method, given),
            client=client,
            trace=context.trace,
        )
        proven.add(StepName.AUTHENTICATE)
    run = _Run(vendor, given, client, credential_of(method, given), credential_path(method, given), proven)
    return run.all_of(checks, context.trace)


def _applies(check: Check, method: Method, given: Given) -> bool:
    return (
        (check.when is None or given.has(check.when))
        and (check.unless is None or not given.has(check.unless))
        and (not check.methods or method.name in check.methods)
    )


def _holds(content: Any, path: str) -> bool:
    if path == ".":
        return isinstance(content, list | dict)
    return any(value is not None for value in values_at(content, path))


@dataclass(slots=True)
class _Run:
    """The checks of one probe, in order. `proven` are the steps that need no second proof."""

    vendor: Vendor
    given: Given
    client: HttpClient
    credential: SentCredential
    credential_path: str
    proven: set[StepName] = field(default_factory=set)
    accepted: bool = False  # an answer has shown that the API itself takes the credential

    def all_of(self, checks: list[Check], trace: Trace) -> Finding:
        with Exchange(trace, StepName.AUTHENTICATE) as exchange:
            for check in checks:
                try:
                    self._one(check, exchange)
                except ProbeFailure:
                    if not check.aside:
                        raise
                if check.warning:
                    trace.warn(check.warning)
        return Finding()

    def _one(self, check: Check, exchange: Exchange) -> None:
        answer = self._ask(check)
        if check.any_answer:
            return
        blame = Blame(self.credential_path, check.field, self.given.secrets)
        content = parse_json(answer.body)
        refused = refusal(self.vendor, answer, blame) or self._unlike_the_vendor(check, content)
        if refused:
            failure = self._of_accepted(refused.failure)
            self._record(failure, exchange, recognised=refused.recognised)
            raise failure
        if check.learns:
            self.given.learn(check.learns, content)
        self.accepted = True
        said = self._said(check, content, answer)
        fresh = [StepName(step) for step in check.proves if StepName(step) not in self.proven]
        for step in fresh:
            exchange.passed(step, said if step is fresh[-1] else "")
            self.proven.add(step)

    def _ask(self, check: Check) -> HttpAnswer:
        request = request_of(self.vendor, check, self.given)
        credential = None if check.any_answer else self.credential
        url = request.url_with(credential)
        return self.client.request(
            request.method,
            url,
            headers={**request.headers, **(credential.headers_for(request.method, url) if credential else {})},
            data=request.body,
            field=self._host_field(),
            follow_redirects=False,  # an API that moves says so in its documentation; the credential goes nowhere else
        )

    def _host_field(self) -> str:
        """What to blame when the host cannot be reached: the field that its name is made of, if any."""
        return self.given.host_field() or "config"

    def _unlike_the_vendor(self, check: Check, content: Any) -> Refusal | None:
        if check.expects is None or _holds(content, check.expects):
            return None
        if check.within and _holds(content, check.within):
            message = f"{self.vendor.title} shows the credential nothing of that name or id"
            hint = "check its name or id, and that the credential may see it"
            return Refusal(
                ProbeFailure(Reason.RESOURCE_NOT_FOUND, message, field=check.field, hint=hint), recognised=True
            )
        failure = ProbeFailure(
            Reason.PROTOCOL_MISMATCH,
            f"the answer is not one of {self.vendor.title}'s API",
            field=self._host_field(),
            hint="check the address of the account, and any proxy that answers in the vendor's place",
        )
        return Refusal(failure)

    def _of_accepted(self, failure: ProbeFailure) -> ProbeFailure:
        """A credential that was taken a moment ago is not wrong: a refusal of it now is one of what it may read."""
        if not self.accepted or failure.reason is not Reason.AUTHENTICATION_FAILED:
            return failure
        message = f"{self.vendor.title} takes the credential, and refuses it for what is read"
        return ProbeFailure(Reason.PERMISSION_DENIED, message, field=failure.field, hint=failure.hint)

    def _record(self, failure: ProbeFailure, exchange: Exchange, *, recognised: bool) -> None:
        """The step that the refusal fails, after what it proves all the same."""
        if recognised and StepName.AUTHENTICATE not in self.proven:
            exchange.passed(StepName.AUTHENTICATE, f"{self.vendor.title} knows the credential")
            self.proven.add(StepName.AUTHENTICATE)
        of_credentials = failure.reason in OF_CREDENTIALS
        if of_credentials and StepName.AUTHENTICATE not in self.proven:
            exchange.stage = StepName.AUTHENTICATE
        elif (of_credentials or failure.reason is Reason.PERMISSION_DENIED) and StepName.AUTHORIZE not in self.proven:
            exchange.stage = StepName.AUTHORIZE
        else:
            exchange.stage = StepName.RESOURCE

    def _said(self, check: Check, content: Any, answer: HttpAnswer) -> str:
        """What a person is told of the answer: names and scopes, none of it a secret."""
        parts = []
        if check.says:
            parts.append(TEMPLATED_PATH.sub(lambda found: ", ".join(texts_at(content, found[1])) or "?", check.says))
        listed = [*texts_at(content, *check.scopes)]
        if check.scopes_header:
            listed.append(answer.headers.get(check.scopes_header, "").replace(",", " "))
        scopes = sorted({word for text in listed for word in text.split()})
        if scopes:
            more = f" and {len(scopes) - _MOST_SCOPES} more" if len(scopes) > _MOST_SCOPES else ""
            parts.append(f"scopes: {', '.join(scopes[:_MOST_SCOPES])}{more}")
        return scrub("; ".join(parts), self.given.secrets)
