"""A key of AWS KMS: Encrypt and Decrypt, the context as the encryption context, which KMS authenticates and logs.

https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html. Who calls is found by botocore as every
tool of AWS finds it (environment, profile, container or instance role). The policy needs kms:Encrypt and kms:Decrypt.
"""

from __future__ import annotations

import threading
from typing import Any

from server.errors import DataLoss, Unavailable
from server.vault.providers.provider import WrapContext

CONNECT_SECONDS = 2.0
READ_SECONDS = 3.0

# https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors
_NOT_OURS = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


class AwsKmsKey:
    kind = "aws-kms"

    def __init__(self, key: str, region: str, endpoint: str | None = None) -> None:
        """`key` is an id, an ARN or an alias; `endpoint` a VPC endpoint or an emulator instead of the region's."""
        self._key = key
        self._region = region
        self._endpoint = endpoint
        self._client: Any = None
        self._making = threading.Lock()

    def wrap(self, plaintext: bytes, context: WrapContext) -> bytes:
        answer = self._ask("encrypt", Plaintext=plaintext, context=context)
        return bytes(answer["CiphertextBlob"])

    def unwrap(self, wrapped: bytes, context: WrapContext) -> bytes:
        answer = self._ask("decrypt", CiphertextBlob=wrapped, context=context)
        return bytes(answer["Plaintext"])

    def _ask(self, action: str, *, context: WrapContext, **arguments: bytes) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - heavy, and only for keys of KMS

        try:
            call = getattr(self._connected(), action)
            answer: dict[str, Any] = call(KeyId=self._key, EncryptionContext=dict(context), **arguments)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if action == "decrypt" and code in _NOT_OURS:
                raise DataLoss("a tenant's key was changed or moved outside the service") from None
            raise Unavailable(f"AWS KMS refused to {action}: {code or 'no reason given'}", retry_after=5.0) from error
        except BotoCoreError as error:
            # Its own words name the endpoint, which callers have no business with; the log has them as the cause.
            raise Unavailable(f"AWS KMS did not {action}: {type(error).__name__}", retry_after=2.0) from error
        return answer

    def _connected(self) -> Any:
        from botocore.config import Config  # noqa: PLC0415
        from botocore.session import Session  # noqa: PLC0415

        with self._making:  # making a client is not safe for threads, using one is
            if self._client is None:
                self._client = Session().create_client(
                    "kms",
                    region_name=self._region,
                    endpoint_url=self._endpoint,
                    config=Config(
                        connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"total_max_attempts": 1}
                    ),
                )
            return self._client

    def __repr__(self) -> str:
        return f"AwsKmsKey({self._key!r}, region={self._region!r})"
