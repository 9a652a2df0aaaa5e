"""A key of the transit engine of HashiCorp Vault or OpenBao, over their HTTP API.

https://developer.hashicorp.com/vault/api-docs/secret/transit (encrypt, decrypt). The context goes as `context`, from
which a key made with derived=true derives the one it uses, and as `associated_data`, which binds it where the key is
not derived. The token is read from its file for each call, so an agent may renew it. The policy needs `update` on
<mount>/encrypt/<key> and <mount>/decrypt/<key>.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import urllib3

from server.errors import DataLoss, Unavailable
from server.vault.providers.provider import WrapContext, canonical

CONNECT_SECONDS = 2.0
READ_SECONDS = 3.0
MAX_ANSWER_BYTES = 1 << 16


class TransitKey:
    kind = "transit"

    def __init__(
        self,
        key: str,
        address: str,
        token_file: Path,
        *,
        mount: str = "transit",
        namespace: str | None = None,
        ca_file: Path | None = None,
    ) -> None:
        """`address` is https://host:port, `namespace` Vault Enterprise's or OpenBao's, `ca_file` who signs for it."""
        self._key = key
        self._address = address.rstrip("/")
        self._token_file = token_file
        self._mount = mount
        self._namespace = namespace
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            retries=False,
            ca_certs=str(ca_file) if ca_file else None,
        )

    def wrap(self, plaintext: bytes, context: WrapContext) -> bytes:
        answer = self._ask("encrypt", context, plaintext=base64.b64encode(plaintext).decode())
        return str(answer["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes, context: WrapContext) -> bytes:
        answer = self._ask("decrypt", context, ciphertext=wrapped.decode("latin-1"))
        try:
            return base64.b64decode(answer["plaintext"], validate=True)
        except (binascii.Error, ValueError):
            raise Unavailable("the transit engine answered no plaintext") from None

    def _ask(self, action: str, context: WrapContext, **fields: str) -> dict[str, Any]:
        bound = base64.b64encode(canonical(context)).decode()
        url = f"{self._address}/v1/{quote(self._mount)}/{action}/{quote(self._key, safe='')}"
        try:
            answer = self._http.request(
                "POST",
                url,
                body=orjson.dumps({**fields, "context": bound, "associated_data": bound}),
                headers=self._headers(),
                redirect=False,
                preload_content=False,
            )
            try:
                body = answer.read(MAX_ANSWER_BYTES)
            finally:
                answer.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unavailable(
                f"the transit engine did not {action}: {type(error).__name__}", retry_after=2.0
            ) from error
        if answer.status == 400 and action == "decrypt":
            raise DataLoss("a tenant's key was changed or moved outside the service, or the transit key is another one")
        if answer.status != 200:
            raise Unavailable(f"the transit engine refused to {action}: HTTP {answer.status}", retry_after=5.0)
        return _data(body, "ciphertext" if action == "encrypt" else "plaintext")

    def _headers(self) -> dict[str, str]:
        headers = {
            "X-Vault-Token": self._token_file.read_text().strip(),
            "X-Vault-Request": "true",  # what an agent in between asks for
            "Content-Type": "application/json",
        }
        if self._namespace:
            headers["X-Vault-Namespace"] = self._namespace
        return headers

    def __repr__(self) -> str:
        return f"TransitKey({self._key!r}, mount={self._mount!r})"


def _data(body: bytes, name: str) -> dict[str, Any]:
    try:
        data = orjson.loads(body)["data"]
        if isinstance(data[name], str):
            return dict(data)
    except (ValueError, KeyError, TypeError):
        pass
    raise Unavailable("the transit engine's answer could not be read")
