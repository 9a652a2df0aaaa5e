"""Tests a share by SMB 2 or 3: an NTLMv2 login, the share, and that the folder or file may be read."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field

from probes.protocols import ber, ntlm
from probes.protocols.database_target import missing, text_of
from probes.protocols.peer_stream import PeerStream
from probes.protocols.smb_errors import refusal
from probes.protocols.smb_wire import DIALECTS, SmbConnection
from probes.result import Finding, ProbeFailure, Reason, StepName
from probes.target import ProbeContext, Target

METHODS = ("access_key", "password")
MORE_PROCESSING_REQUIRED = 0xC0000016
GUEST, ENCRYPT = 1, 4  # SessionFlags, [MS-SMB2] §2.2.6
SPNEGO, NTLMSSP = bytes.fromhex("2b0601050502"), bytes.fromhex("2b06010401823702020a")


@dataclass(frozen=True, slots=True)
class SmbTarget:
    host: str
    port: int
    share: str
    path: str
    domain: str
    username: str
    password: str = field(repr=False)


def probe(target: Target, context: ProbeContext) -> Finding:
    """Proves, in this order: that the server accepts the login, lets it into the share, that the path may be read."""
    trace = context.trace
    with trace.step(StepName.CONFIG):
        share = smb_target(target)
    with closing(PeerStream(context.dialer.connect(share.host, share.port), "SMB")) as stream:
        connection = SmbConnection(stream)
        with trace.step(StepName.AUTHENTICATE):
            _log_in(connection, share)
        with trace.step(StepName.AUTHORIZE) as note:
            entered = connection.connect_tree(f"\\\\{share.host}\\{share.share}")
            if entered.status:
                raise refusal(entered.status, StepName.AUTHORIZE)
            note.message = f"entered the share {share.share}"
        with trace.step(StepName.RESOURCE) as note:
            shown = share.path or "the share's folder"
            opened = connection.open(share.path.replace("/", "\\"))
            if opened.status:
                raise refusal(opened.status, StepName.RESOURCE, shown)
            note.message = f"opened {shown} to read"
        connection.log_off()
    return Finding(note.message)


def smb_target(target: Target) -> SmbTarget:
    """Raises ProbeFailure: INVALID_CONFIG, CREDENTIAL_MISSING or UNSUPPORTED, before anything is dialled."""
    if target.auth_method not in METHODS:
        message = f"the auth method {target.auth_method} is not one of this type"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="authMethod", hint=f"use one of {', '.join(METHODS)}")
    config, given = target.parameters, target.credentials
    for name in ("host", "share"):
        if not config.get(name):
            hint = f"give config.{name}"
            raise ProbeFailure(Reason.INVALID_CONFIG, f"{name} is required", field=f"config.{name}", hint=hint)
    username = text_of(given, "username", "authConfig")
    password = text_of(given, "password", "authConfig")
    if not username:
        raise missing("authConfig.username", "user name", "give authConfig.username")
    if not password:
        raise missing("authConfig.password", "password", "give authConfig.password")
    by_name, separator, rest = username.partition("\\")  # DOMAIN\user
    return SmbTarget(
        host=str(text_of(config, "host")),
        port=int(config.get("port", 445)),
        share=str(text_of(config, "share")),
        path=(text_of(config, "path") or "").strip("/\\"),
        domain=by_name if separator else text_of(config, "domain") or "",
        username=rest if separator else username,
        password=password,
    )


def _log_in(connection: SmbConnection, share: SmbTarget) -> None:
    negotiated = connection.negotiate()
    if negotiated.status:
        raise refusal(negotiated.status, StepName.AUTHENTICATE)
    if negotiated.number("H", 4) not in DIALECTS:
        raise connection.stream.stranger()
    challenged = connection.set_up(_first(ntlm.negotiate()))
    if challenged.status != MORE_PROCESSING_REQUIRED:
        raise refusal(challenged.status, StepName.AUTHENTICATE)
    token = challenged.part(challenged.number("H", 4), challenged.number("H", 6))
    try:
        answer = ntlm.answer(token[max(0, token.find(ntlm.SIGNATURE)) :], share.username, share.password, share.domain)
    except ntlm.Malformed:
        raise connection.stream.stranger() from None
    done = connection.set_up(_second(answer.message))
    if done.status:
        raise refusal(done.status, StepName.AUTHENTICATE)
    flags = done.number("H", 2)
    if flags & GUEST:
        message = "the server knows no such user and let us in as a guest"
        hint = "check user name and domain, and have guests refused (map to guest)"
        raise ProbeFailure(Reason.AUTHENTICATION_FAILED, message, field="authConfig.username", hint=hint)
    if flags & ENCRYPT:
        message = "the server wants every message encrypted (SMB encryption), which is not spoken here"
        raise ProbeFailure(Reason.UNSUPPORTED, message, field="config.host", hint="let shares ask for it one by one")
    connection.sign_with(answer.session_key)


def _first(token: bytes) -> bytes:
    """SPNEGO's NegTokenInit, NTLM being the only mechanism (RFC 4178 §4.2.1)."""
    mechanisms = ber.sequence(ber.sequence(ber.encode(ber.OBJECT_ID, NTLMSSP)), tag=0xA0)
    offer = ber.sequence(ber.sequence(mechanisms, ber.sequence(ber.octets(token), tag=0xA2)), tag=0xA0)
    return ber.sequence(ber.encode(ber.OBJECT_ID, SPNEGO), offer, tag=0x60)


def _second(token: bytes) -> bytes:
    """SPNEGO's NegTokenResp (RFC 4178 §4.2.2)."""
    return ber.sequence(ber.sequence(ber.sequence(ber.octets(token), tag=0xA2)), tag=0xA1)
