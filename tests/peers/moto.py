"""Amazon's APIs by moto, with its authorisation switched on: signatures, unknown keys and policies are checked.

moto is an emulator; what it proves of AWS is the wire protocol and the error codes, which it takes from AWS's models.
"""

from __future__ import annotations

import getpass
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import botocore.session
import requests
from botocore.client import BaseClient

from tests.peers.certificates import Certificates
from tests.peers.process import PeerFailed, ServerProcess, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
REGION = "us-east-1"
OPEN_ACTIONS = 3  # calls let in without a signature: those that make the first user


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What AWS hands out for a user."""

    access_key_id: str
    secret_access_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MotoServer:
    """Where it is and who may do what. `endpoint` is http://127.0.0.1:port.

    `owner` may do everything; `reader` may list and read `bucket`, which has two objects below `prefix`, and
    `empty_bucket`; `denied` is a good key without any policy. `missing_bucket` does not exist.
    """

    host: str
    port: int
    region: str
    bucket: str
    prefix: str
    empty_bucket: str
    missing_bucket: str
    owner: AccessKey
    reader: AccessKey
    denied: AccessKey

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}:{self.port}"

    def client(self, service: str, key: AccessKey | None = None) -> BaseClient:
        """A botocore client; the owner's unless another key is given."""
        key = key or self.owner
        return _client(self.endpoint, service, key.access_key_id, key.secret_access_key)


class MotoPeer:
    name = "moto"
    description = MotoServer

    def __init__(self, folder: Path, _certificates: Certificates) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: ServerProcess | None = None

    def prepare(self) -> None:
        self._folder.mkdir(parents=True)

    def spawn(self) -> None:
        program = ROOT / ".build" / "venvs" / "moto" / "bin" / "moto_server"
        if not os.access(program, os.X_OK):
            raise PeerFailed(f"{program.relative_to(ROOT)} is not installed: run `make test`, which does it")
        self._process = ServerProcess(
            [str(program), "-H", "127.0.0.1", "-p", str(self._port)],
            log=self._folder / "server.log",
            # A Python program of the tree, which nobody else may be allowed to read.
            user=getpass.getuser(),
            env={"INITIAL_NO_AUTH_ACTION_COUNT": str(OPEN_ACTIONS)},
        )
        self._process.spawn()

    def settle(self) -> MotoServer:
        if self._process is None:
            raise RuntimeError("spawn comes before settle")
        endpoint = f"http://127.0.0.1:{self._port}"
        self._process.wait_until(lambda: requests.get(endpoint + "/moto-api/", timeout=5), requests.RequestException)
        unsigned = _client(endpoint, "iam", "none", "none")
        owner = _user(unsigned, "owner", ["*"], ["*"])
        iam = _client(endpoint, "iam", owner.access_key_id, owner.secret_access_key)
        buckets = ["data-bucket", "empty-bucket"]
        resources = [f"arn:aws:s3:::{bucket}{suffix}" for bucket in buckets for suffix in ("", "/*")]
        server = MotoServer(
            host="127.0.0.1",
            port=self._port,
            region=REGION,
            bucket="data-bucket",
            prefix="with-files/",
            empty_bucket="empty-bucket",
            missing_bucket="missing-bucket",
            owner=owner,
            reader=_user(iam, "reader", ["s3:ListBucket", "s3:GetObject"], resources),
            denied=_user(iam, "denied", [], []),
        )
        s3 = server.client("s3")
        for bucket in buckets:
            s3.create_bucket(Bucket=bucket)
        for name in ("a.csv", "b.csv"):
            s3.put_object(Bucket=server.bucket, Key=server.prefix + name, Body=b"id,name\n1,Ada\n")
        return server

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()


def _user(iam: BaseClient, name: str, actions: list[str], resources: list[str]) -> AccessKey:
    iam.create_user(UserName=name)
    if actions:
        statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return AccessKey(key["AccessKeyId"], key["SecretAccessKey"])


def _client(endpoint: str, service: str, access_key_id: str, secret_access_key: str) -> BaseClient:
    return botocore.session.Session().create_client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret_access_key,
        config=botocore.config.Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )
