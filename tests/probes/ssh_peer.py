"""Scripted SSH servers, by paramiko's server side: what a real sshd does not do on demand."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import paramiko
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL, OPEN_SUCCEEDED

from tests.egress.scripted import Conversation, Peer, peer


@dataclass
class Script(paramiko.ServerInterface):
    """`questions` are asked by keyboard-interactive, the one way to log in; none: the password method is."""

    password: str
    questions: Sequence[str] = ()
    silent_after_login: bool = False
    answers: list[list[str]] = field(default_factory=list)

    def get_allowed_auths(self, _username: str) -> str:
        return "keyboard-interactive" if self.questions else "password"

    def check_auth_password(self, _username: str, password: str) -> int:
        return AUTH_SUCCESSFUL if not self.questions and password == self.password else AUTH_FAILED

    def check_auth_interactive(self, _username: str, _submethods: str) -> Any:
        return paramiko.InteractiveQuery("", "", *((question, False) for question in self.questions))

    def check_auth_interactive_response(self, responses: list[str]) -> int:
        self.answers.append(responses)
        return AUTH_SUCCESSFUL if responses == [self.password] else AUTH_FAILED

    def check_channel_request(self, _kind: str, _chanid: int) -> int:
        if self.silent_after_login:
            threading.Event().wait(5)
        return OPEN_SUCCEEDED


@contextlib.contextmanager
def ssh_server(script: Script, **algorithms: Sequence[str]) -> Iterator[Peer]:
    """`algorithms` are attributes of paramiko's SecurityOptions: kex, ciphers, digests, key_types."""
    key = paramiko.ECDSAKey.generate()

    def converse(conversation: Conversation) -> None:
        transport = paramiko.Transport(conversation.sock)
        transport.daemon = True
        transport.add_server_key(key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, paramiko.SFTPServerInterface)
        for name, values in algorithms.items():
            setattr(transport.get_security_options(), name, values)
        try:
            with contextlib.suppress(paramiko.SSHException, EOFError):
                transport.start_server(server=script)
            while transport.is_active() and not conversation.stopped.wait(0.02):
                pass
        finally:
            transport.close()

    with peer(converse) as seen:
        yield seen
