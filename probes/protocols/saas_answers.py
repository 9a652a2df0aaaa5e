"""What a vendor's refusal means: the vendor's own rules first, then what any HTTPS API means by its status."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from probes.diagnosis import scrub
from probes.egress.http import HttpAnswer
from probes.protocols.http_status import retry_after
from probes.protocols.json_path import parse_json, texts_at
from probes.result import ProbeFailure, Reason
from probes.vendors.declaration import AnswerRule, Vendor

# They blame the credential itself; the rest blame what was asked for.
OF_CREDENTIALS = frozenset({Reason.AUTHENTICATION_FAILED, Reason.CREDENTIAL_EXPIRED, Reason.CREDENTIAL_MISSING})


@dataclass(frozen=True, slots=True)
class Blame:
    """The fields that a refusal may name: the credential's, and the one that says what was asked for."""

    credential: str
    resource: str | None
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal; `recognised` where it shows that the vendor knew the credential, `by_rule` where it is one of the
    vendor's own."""

    failure: ProbeFailure
    recognised: bool = False
    by_rule: bool = False


def refusal(vendor: Vendor, answer: HttpAnswer, blame: Blame) -> Refusal | None:
    """None where the answer is a success and no rule of the vendor's says otherwise."""
    content = parse_json(answer.body)
    rule = matching_rule(vendor, answer.status, content)
    if rule is not None:
        return Refusal(_of_rule(rule, answer, blame), recognised=rule.proves is not None, by_rule=True)
    if 200 <= answer.status < 300:
        return None
    return Refusal(_of_status(vendor, answer, content, blame))


def matching_rule(vendor: Vendor, status: int, content: Any) -> AnswerRule | None:
    """The first of the vendor's rules that fits. Successes are looked at too: some vendors refuse with 200."""
    codes = set(texts_at(content, *vendor.code))
    said = " ".join(texts_at(content, *vendor.detail))
    for rule in vendor.answers:
        fits = (
            (status >= 300 if rule.status is None else rule.status == status)
            and (not rule.code or not codes.isdisjoint(rule.code))
            and (rule.says is None or re.search(rule.says, said, re.IGNORECASE) is not None)
        )
        if fits:
            return rule
    return None


def _of_rule(rule: AnswerRule, answer: HttpAnswer, blame: Blame) -> ProbeFailure:
    field = rule.field or (blame.resource if rule.reason is Reason.RESOURCE_NOT_FOUND else None) or blame.credential
    hint = _hint(rule.hint, rule.reason, answer)
    return ProbeFailure(rule.reason, f"{rule.message} (HTTP {answer.status})", field=field, hint=hint)


def _of_status(vendor: Vendor, answer: HttpAnswer, content: Any, blame: Blame) -> ProbeFailure:
    reason, message, hint, field = _by_status(vendor, answer.status, blame)
    detail = scrub(" ".join(texts_at(content, *vendor.detail)), blame.secrets)
    said = f"{message} (HTTP {answer.status})" + (f": {detail}" if detail else "")
    return ProbeFailure(reason, said, field=field, hint=_hint(hint, reason, answer))


def _by_status(vendor: Vendor, status: int, blame: Blame) -> tuple[Reason, str, str, str | None]:
    name = vendor.title
    at = blame.resource or blame.credential
    match status:
        case 401:
            hint = f"check that it is whole, not revoked, and of this account; see {vendor.source}"
            return Reason.AUTHENTICATION_FAILED, f"{name} refused the credential", hint, blame.credential
        case 403:
            hint = "grant the credential the right to read it, and check the account's list of allowed addresses"
            return Reason.PERMISSION_DENIED, f"{name} does not permit the request", hint, blame.credential
        case 404 | 410:
            return Reason.RESOURCE_NOT_FOUND, f"{name} has nothing there", "check its name or id", at
        case 429:
            hint = "wait, then test again; others use the same account's quota"
            return Reason.RATE_LIMITED, f"{name} asks to come back later", hint, None
        case _ if 300 <= status < 400:
            return Reason.PEER_ERROR, f"{name} answers with a redirect", "check the address of the account", at
        case _ if 400 <= status < 500:
            return Reason.PEER_ERROR, f"{name} refused the request", f"see {vendor.source}", at
        case _ if 500 <= status < 600:
            hint = "the fault is on the vendor's side: see its status page, then test again"
            return Reason.PEER_ERROR, f"{name} fails", hint, None
        case _:
            return Reason.PROTOCOL_MISMATCH, f"{name} answers with an unknown status", f"see {vendor.source}", at


def _hint(hint: str, reason: Reason, answer: HttpAnswer) -> str:
    wait = retry_after(answer.headers.get("Retry-After", "")) if reason is Reason.RATE_LIMITED else None
    return hint if wait is None else f"{hint}; it asks to wait {wait} s"
