"""Apache Kafka itself: one KRaft node with SASL, TLS and ACLs. It needs Java 17 and Maven: `make test-polyglot`.

https://kafka.apache.org/documentation/#kraft, #security
"""

from __future__ import annotations

import contextlib
import getpass
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, NewTopic, ResourcePattern, ResourceType
from kafka.errors import KafkaError

from tests.peers.certificates import Certificates
from tests.peers.process import PeerFailed, ServerProcess, find_program, free_port

VERSION = "4.4.0"
JARS = Path(__file__).resolve().parent.parent.parent / ".build" / f"kafka-{VERSION}"
CLUSTER = "AAAAAAAAAAAAAAAAAAAAAQ"
USER, PASSWORD = "reader", "reader-CANARY"

POM = f"""<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId><version>1</version>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
<version>{VERSION}</version></dependency></dependencies></project>"""

PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAIN://127.0.0.1:{clear},SASLS://127.0.0.1:{sasl},MTLS://127.0.0.1:{mtls},CTRL://127.0.0.1:{controller}
advertised.listeners=PLAIN://127.0.0.1:{clear},SASLS://127.0.0.1:{sasl},MTLS://127.0.0.1:{mtls}
listener.security.protocol.map=PLAIN:PLAINTEXT,SASLS:SASL_SSL,MTLS:SSL,CTRL:PLAINTEXT
inter.broker.listener.name=PLAIN
controller.listener.names=CTRL
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasls.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
user_{user}="{password}";
listener.name.sasls.scram-sha-256.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasls.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
allow.everyone.if.no.acl.found=false
ssl.keystore.type=PEM
ssl.keystore.location={folder}/server.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/ca.pem
listener.name.mtls.ssl.client.auth=required
log.dirs={folder}/data
offsets.topic.replication.factor=1
auto.create.topics.enable=true
"""


@dataclass(frozen=True, slots=True)
class JavaKafka:
    """Ports of 127.0.0.1: `clear` lets anyone do anything, `sasl` is SASL_SSL, `mtls` wants a client certificate.

    USER may read `orders` and the group `loader`, may only see `seen`, and knows nothing of `secret`.
    """

    clear: int
    sasl: int
    mtls: int


@contextlib.contextmanager
def java_kafka(certificates: Certificates) -> Iterator[JavaKafka]:
    """A node with its data in a temporary folder; fetches its jars into .build/ the first time."""
    java = find_program("java")
    if not (JARS / "libs").is_dir():
        _fetch()
    ports = {name: free_port() for name in ("clear", "sasl", "mtls", "controller")}
    with tempfile.TemporaryDirectory(prefix="peers-kafka-") as name:
        folder = Path(name)
        pair = certificates.server
        (folder / "server.pem").write_text(pair.key.read_text() + pair.certificate.read_text())
        (folder / "ca.pem").write_text(certificates.ca.read_text())
        properties = folder / "server.properties"
        properties.write_text(PROPERTIES.format(folder=folder, user=USER, password=PASSWORD, **ports))
        program = [java, "-Xmx512m", "-cp", f"{JARS}/libs/*"]
        _format(program, properties)
        process = ServerProcess(
            [*program, "kafka.Kafka", str(properties)], log=folder / "server.log", user=getpass.getuser()
        )
        process.spawn()
        try:
            process.wait_until(lambda: _fill(ports["clear"]), KafkaError, OSError)
            yield JavaKafka(ports["clear"], ports["sasl"], ports["mtls"])
        finally:
            process.stop()


def _fetch() -> None:
    JARS.mkdir(parents=True, exist_ok=True)
    (JARS / "pom.xml").write_text(POM)
    command = [find_program("mvn"), "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={JARS}/part"]
    done = subprocess.run(command, cwd=JARS, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise PeerFailed(f"Maven did not fetch Kafka: {done.stdout[-2000:]}")
    (JARS / "part").rename(JARS / "libs")


def _format(program: list[str], properties: Path) -> None:
    command = [*program, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", str(properties)]
    for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
        command += ["--add-scram", f"{mechanism}=[name={USER},password={PASSWORD}]"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise PeerFailed(f"Kafka's storage was not made: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _fill(port: int) -> None:
    admin = KafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}", bootstrap_timeout_ms=2000)
    try:
        admin.create_topics([NewTopic(name, partitions, 1) for name, partitions in TOPICS.items()])
        admin.create_acls([_allowed(*right) for right in RIGHTS])
    finally:
        admin.close()


TOPICS = {"orders": 3, "seen": 1, "secret": 1}
RIGHTS = (
    (ResourceType.TOPIC, "orders", ACLOperation.READ),
    (ResourceType.TOPIC, "seen", ACLOperation.DESCRIBE),
    (ResourceType.GROUP, "loader", ACLOperation.READ),
)


def _allowed(kind: ResourceType, name: str, operation: ACLOperation) -> ACL:
    return ACL(
        principal=f"User:{USER}",
        host="*",
        operation=operation,
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(kind, name),
    )
