"""TLS contexts: 1.2 and up, the system's authorities, client certificates that never touch a file system."""

from __future__ import annotations

import os
import ssl
from contextlib import ExitStack

from probes.egress.deadline_socket import DeadlineTlsSocket
from probes.egress.trust import trusting_context
from probes.result import ProbeFailure, Reason

_PIPE_CAPACITY = 65_536  # Linux, pipe(7): what fits without a reader


def context(
    *,
    verify: bool = True,
    check_hostname: bool = True,
    ca_pem: str | None = None,
    client_cert_pem: str | None = None,
    client_key_pem: str | None = None,
    client_key_password: str | None = None,
    ca_field: str = "config.sslRootCert",
    client_field: str = "authConfig.clientCertificate",
) -> ssl.SSLContext:
    """A client context. With `verify` the chain is checked, with `check_hostname` the name too.

    `ca_pem`, the connector's own authorities, stand alone: they replace those of the system and of the operator.
    Raises ProbeFailure (INVALID_CONFIG) when a PEM text cannot be used, naming its field.
    """
    made = trusting_context() if verify and not ca_pem else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.sslsocket_class = DeadlineTlsSocket  # a driver that wraps our socket keeps its deadline
    made.check_hostname = verify and check_hostname
    made.verify_mode = ssl.CERT_REQUIRED if verify else ssl.CERT_NONE
    if verify and ca_pem:
        _trust_alone(made, ca_pem, ca_field)
    if client_cert_pem:
        _present(made, client_cert_pem, client_key_pem or client_cert_pem, client_key_password, client_field)
    elif client_key_pem:
        raise ProbeFailure(
            Reason.CREDENTIAL_MISSING, "a client key is given without its certificate", field=client_field
        )
    return made


def _trust_alone(made: ssl.SSLContext, ca_pem: str, field: str) -> None:
    try:
        made.load_verify_locations(cadata=ca_pem)
    except (ssl.SSLError, ValueError):
        raise ProbeFailure(
            Reason.INVALID_CONFIG,
            "the CA certificate cannot be read",
            field=field,
            hint="give it as PEM text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
        ) from None


def _present(made: ssl.SSLContext, certificate: str, key: str, password: str | None, field: str) -> None:
    """Loads a client certificate, which Python's ssl reads from paths only: from pipes, so that no file is made. A pipe
    can be written where RLIMIT_FSIZE is 0; a memfd cannot."""
    with ExitStack() as open_pipes:
        try:
            made.load_cert_chain(
                _pipe_path(open_pipes, certificate, field),
                _pipe_path(open_pipes, key, field),
                # Called when the key is encrypted; without it OpenSSL would ask on the terminal.
                password=lambda: password or "",
            )
        except (OSError, ValueError):  # after a failure Python may show the pipe's ESPIPE in place of OpenSSL's reason
            raise ProbeFailure(
                Reason.INVALID_CONFIG,
                "the client certificate or its key cannot be read, or they do not belong together",
                field=field,
                hint="give both as PEM text; an encrypted key needs its passphrase",
            ) from None


def _pipe_path(open_pipes: ExitStack, pem: str, field: str) -> str:
    content = pem.encode()
    if len(content) > _PIPE_CAPACITY:
        message = "the client certificate or its key is longer than 64 KiB"
        raise ProbeFailure(Reason.INVALID_CONFIG, message, field=field, hint="give the certificate's own chain alone")
    reader, writer = os.pipe()
    open_pipes.callback(os.close, reader)
    try:
        os.write(writer, content)
    finally:
        os.close(writer)
    return f"/proc/self/fd/{reader}"
