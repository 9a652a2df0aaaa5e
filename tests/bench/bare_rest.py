"""The bare limit of REST: one process of uvicorn (uvloop, httptools) that writes prepared answers as JSON, each anew.

    python -m tests.bench.bare_rest FOLDER PORT

`/plan` encodes protobuf messages by the plan that the gateway has for them; `/json_format` one by protobuf's own
json_format; `/orjson` a dict by orjson.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from google.protobuf import json_format

from connectors.v1 import connector_service_pb2 as pb
from server.rest.json_plan import dumps

Send = Callable[[dict[str, Any]], Awaitable[None]]


def application(folder: Path) -> Callable[[dict[str, Any], object, Send], Awaitable[None]]:
    prepared = orjson.loads((folder / "ListConnectors.json").read_bytes())
    message = pb.ListConnectorsResponse.FromString((folder / "ListConnectors.bin").read_bytes())

    def by_plan() -> bytes:
        return b'{"data":[%b],"pagination":%b}' % (b",".join(map(dumps, message.data)), dumps(message.pagination))

    bodies: dict[str, Callable[[], bytes]] = {
        "/plan": by_plan,
        "/json_format": lambda: json_format.MessageToJson(message).encode(),
        "/orjson": lambda: orjson.dumps(prepared),
    }

    async def answer(scope: dict[str, Any], _receive: object, send: Send) -> None:
        body = bodies[scope["path"]]()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


def main(folder: Path, port: int) -> None:
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind(("127.0.0.1", port))
        config = uvicorn.Config(
            application(folder),
            loop="uvloop",
            http="httptools",
            lifespan="off",
            ws="none",
            access_log=False,
            log_level="warning",
        )
        uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
