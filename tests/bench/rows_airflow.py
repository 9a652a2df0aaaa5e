"""What a call costs in CPU beside Airflow's connections API: REST, PostgreSQL and one worker, both."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.bench import airflow as other
from tests.bench.airflow import airflow
from tests.bench.connectors import TENANT, WRITER, Answers, create_body
from tests.bench.load import http_requests
from tests.bench.plan import Plan
from tests.bench.rounds import Side, Turn, alternate, compare_numbers
from tests.bench.rows_calls import CREATE_SCRIPT, fill
from tests.bench.servers import Target, rest_of, service
from tests.bench.table import Result, number
from tests.peers.certificates import make_certificates
from tests.peers.postgresql import PostgresqlPeer

CONNECTIONS = 4  # one worker each: more would only wait


def beside_airflow(plan: Plan) -> Iterator[Result]:
    plan.folder.chmod(0o711)  # PostgreSQL runs as a user of its own
    peer = PostgresqlPeer(plan.folder / "postgresql", make_certificates(plan.folder / "certificates"), durable=True)
    with ExitStack() as stack:
        stack.callback(peer.stop)
        peer.prepare()
        peer.spawn()
        server = peer.settle()
        theirs = stack.enter_context(airflow(plan.folder / "airflow", server.new_database()))
        settings = {"workers": "1", "database_url": server.new_database(), "keyring": str(_keyring(plan.folder))}
        running = stack.enter_context(service(plan.folder / "service", **settings))
        fill(running)
        ours, path = rest_of(running), "/api/v1/connectors"
        one = Answers(running).one
        reading, writing = {"X-Tenant-Id": TENANT}, {"X-Tenant-Id": WRITER}
        acts: Mapping[str, tuple[Side, Side]] = {
            "list": (
                _get(plan, ours, f"{path}?limit=20", reading),
                _get(plan, theirs.target, f"{other.CONNECTIONS}?limit=20", theirs.headers),
            ),
            "get": (
                _get(plan, ours, f"{path}/{one}", reading),
                _get(plan, theirs.target, f"{other.CONNECTIONS}/{other.FIRST}", theirs.headers),
            ),
            "create": (
                _post(plan, ours, path, create_body(), writing),
                _post(plan, theirs.target, other.CONNECTIONS, other.create_body(), theirs.headers),
            ),
        }
        for name, (mine, its) in acts.items():
            turns = alternate({"theirs": its, "ours": mine}, plan.rounds)
            compared = compare_numbers(*([_cpu(turn) for turn in turns[side]] for side in ("ours", "theirs")))
            rates = compare_numbers(*([turn.rate for turn in turns[side]] for side in ("ours", "theirs")))
            note = f"{number(rates.ours, '/s')} against {number(rates.reference, '/s')}"
            yield Result.of(f"airflow-{name}", compared, note)


def _cpu(turn: Turn) -> float:
    """In milliseconds."""
    if not turn.cpu:
        raise ValueError("no CPU was seen")
    return 1000 * turn.cpu


def _get(plan: Plan, target: Target, path: str, headers: Mapping[str, str]) -> Side:
    def load() -> tuple[int, float]:
        done = http_requests(f"http://{target.address}{path}", plan.seconds, headers, connections=CONNECTIONS)
        return done.answers, done.seconds

    return lambda: target.turn(load)


def _post(plan: Plan, target: Target, path: str, body: str, headers: Mapping[str, str]) -> Side:
    url, sent = f"http://{target.address}{path}", {"Content-Type": "application/json", **headers}

    def load() -> tuple[int, float]:
        arguments = (body, uuid.uuid4().hex)
        done = http_requests(
            url, plan.seconds, sent, script=CREATE_SCRIPT, arguments=arguments, connections=CONNECTIONS
        )
        return done.answers, done.seconds

    return lambda: target.turn(load)


def _keyring(folder: Path) -> Path:
    """On PostgreSQL the service makes none by itself."""
    path = folder / "keyring.json"
    path.touch(mode=0o600)
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    path.write_text(json.dumps({"format": 1, "primary": "bench", "keys": {"bench": key}}))
    return path
