"""Kubernetes manifests and compose.yaml: valid by their schemas, and held to the rules of a restricted namespace."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.settings import PREFIX, SETTINGS
from tests.deploy.files import (
    DEPLOY,
    MANIFESTS,
    PROBER_MANIFESTS,
    ROOT,
    containers,
    documents,
    is_pinned,
    objects,
    pods,
    tool,
)

RESOURCES = [path for path in [*MANIFESTS, *PROBER_MANIFESTS] if path.name != "kustomization.yaml"]
OBJECTS, PROBER = objects(MANIFESTS), objects(PROBER_MANIFESTS)
COMPOSE = documents(DEPLOY / "compose.yaml")[0]
WRITTEN_BY_US = [
    *MANIFESTS,
    *PROBER_MANIFESTS,
    DEPLOY / "compose.yaml",
    DEPLOY / "nginx.conf",
    DEPLOY / "Containerfile",
]


@pytest.mark.parametrize("path", RESOURCES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_kubernetes_own_schemas_take_it(path: Path) -> None:
    command = [tool("kubernetes-validate"), "--strict", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_manifest_is_not_taken(tmp_path: Path) -> None:
    """That the tool judges at all."""
    wrong = OBJECTS["Deployment", "connector-service"] | {"spec": {"replica": 2}}
    path = tmp_path / "wrong.yaml"
    path.write_text(yaml.safe_dump(wrong))
    done = subprocess.run([tool("kubernetes-validate"), "--strict", str(path)], capture_output=True, check=False)
    assert done.returncode != 0


@pytest.mark.parametrize("manifests", [MANIFESTS, PROBER_MANIFESTS], ids=["service", "prober"])
def test_the_kustomization_names_every_manifest_but_the_example(manifests: list[Path]) -> None:
    [[kustomization]] = [documents(path) for path in manifests if path.name == "kustomization.yaml"]
    assert set(kustomization["resources"]) == {path.name for path in manifests} - {
        "kustomization.yaml",
        "secrets.example.yaml",
    }
    [image] = kustomization["images"]
    assert is_pinned(f"{image['newName']}:{image['newTag']}")
    assert {container["image"] for container in containers(objects(manifests))} == {image["name"]}


@pytest.mark.parametrize("found", [OBJECTS, PROBER], ids=["service", "prober"])
def test_no_container_may_more_than_it_needs(found: dict[tuple[str, str], dict[str, Any]]) -> None:
    for kind, pod in pods(found):
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] >= 10000
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys(), kind
        assert not [volume for volume in pod["volumes"] if "hostPath" in volume]
    for container in containers(found):
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["readOnlyRootFilesystem"] is True
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"].keys() >= {"cpu", "memory"}
        assert container["resources"]["requests"].keys() >= {"cpu", "memory"}


@pytest.mark.parametrize(
    ("found", "name"), [(OBJECTS, "connector-service"), (PROBER, "connector-prober")], ids=["service", "prober"]
)
def test_the_service_is_asked_how_it_is_and_given_time_to_stop(
    found: dict[tuple[str, str], dict[str, Any]], name: str
) -> None:
    pod = found["Deployment", name]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert container["startupProbe"]["httpGet"]["path"] == "/readyz"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    config = found["ConfigMap", name]["data"]
    pause = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] >= pause + float(config["CONNECTORS_GRACE_SECONDS"]) + 5


def test_what_is_referred_to_is_there() -> None:
    deployment = OBJECTS["Deployment", "connector-service"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    for kind, name in (
        ("Service", "connector-service"),
        ("Service", "connector-service-pods"),
    ):
        assert OBJECTS[kind, name]["spec"]["selector"].items() <= labels.items()
    assert (
        OBJECTS["PodDisruptionBudget", "connector-service"]["spec"]["selector"]["matchLabels"].items() <= labels.items()
    )
    for name in ("connector-service", "connector-service-database"):
        assert OBJECTS["NetworkPolicy", name]["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    target = OBJECTS["HorizontalPodAutoscaler", "connector-service"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) in OBJECTS
    for container in containers(OBJECTS):
        for source in container.get("envFrom", []):
            [(how, named)] = source.items()
            assert ({"configMapRef": "ConfigMap", "secretRef": "Secret"}[how], named["name"]) in OBJECTS
    for _, pod in pods(OBJECTS):
        volumes = {volume["name"] for volume in pod["volumes"]}
        mounts = {mount["name"] for each in pod["containers"] for mount in each["volumeMounts"]}
        assert mounts <= volumes
        for volume in pod["volumes"]:
            if "secret" in volume:
                assert ("Secret", volume["secret"]["secretName"]) in OBJECTS


def test_what_the_prober_refers_to_is_there() -> None:
    [(_, pod)] = pods(PROBER)
    labels = PROBER["Deployment", "connector-prober"]["spec"]["template"]["metadata"]["labels"]
    assert PROBER["Service", "connector-prober"]["spec"]["selector"].items() <= labels.items()
    for kind, key in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
        assert PROBER[kind, "connector-prober"]["spec"][key]["matchLabels"].items() <= labels.items()
    [container] = pod["containers"]
    mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    files = set()
    for volume in pod["volumes"]:
        if "secret" in volume:
            held = PROBER["Secret", volume["secret"]["secretName"]]["stringData"]
            files |= {f"{mounted[volume['name']]}/{name}" for name in held}
    config = PROBER["ConfigMap", "connector-prober"]["data"]
    assert files == {value for value in config.values() if value.startswith("/run/")}
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert config["CONNECTORS_PROBER_ADDRESS"] == f"0.0.0.0:{ports['prober']}"
    assert config["CONNECTORS_REST_ADDRESS"] == f"0.0.0.0:{ports['pages']}"


def test_the_prober_is_given_no_store_and_reaches_the_data_alone() -> None:
    config = PROBER["ConfigMap", "connector-prober"]["data"]
    assert not [name for name in config if re.search("DATABASE|KEYRING|REDIS|JWT", name)]
    assert not [source for container in containers(PROBER) for source in container["envFrom"] if "secretRef" in source]
    policy = PROBER["NetworkPolicy", "connector-prober"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    blocks = [peer["ipBlock"]["cidr"] for rule in policy["egress"] for peer in rule["to"] if "ipBlock" in peer]
    assert blocks == [config["CONNECTORS_EGRESS_ALLOW"]]


def test_probes_reach_no_private_network() -> None:
    [public] = OBJECTS["NetworkPolicy", "connector-service"]["spec"]["egress"]
    closed = set(public["to"][0]["ipBlock"]["except"])
    assert closed >= {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8"}
    assert OBJECTS["NetworkPolicy", "connector-service"]["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_workers_and_the_degraded_share_agree() -> None:
    config = OBJECTS["ConfigMap", "connector-service"]["data"]
    most = OBJECTS["HorizontalPodAutoscaler", "connector-service"]["spec"]["maxReplicas"]
    assert float(config["CONNECTORS_DEGRADED_LIMIT_SHARE"]) <= 1 / (most * int(config["CONNECTORS_WORKERS"]))


@pytest.mark.parametrize("path", WRITTEN_BY_US, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_setting_that_is_named_exists(path: Path) -> None:
    known = {PREFIX + setting.name for setting in SETTINGS}
    assert set(re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", path.read_text())) - known == set()


def test_the_configuration_is_one_that_the_service_takes(tmp_path: Path) -> None:
    from server.settings import Part, load

    config = OBJECTS["ConfigMap", "connector-service"]["data"]
    secret = OBJECTS["Secret", "connector-service"]["stringData"]
    assert load({**config, **secret}).auth == ("jwt",)
    assert load(COMPOSE["x-service"]["environment"]).auth == ("headers",)
    assert load(PROBER["ConfigMap", "connector-prober"]["data"], Part.PROBER).prober_client_ca


def test_compose_lets_in_this_machine_alone_and_contains_every_service() -> None:
    services: dict[str, dict[str, Any]] = COMPOSE["services"]
    for name, service in services.items():
        assert is_pinned(service["image"]), name
        assert service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory"}, name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
        if name != "postgres":  # its image starts as root, prepares the data folder and then runs as postgres
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
        for other, condition in (service.get("depends_on") or {}).items():
            assert other in services
            if condition["condition"] == "service_healthy":
                assert "healthcheck" in services[other] or other.startswith("replica-"), other  # the image's own
        assert set(service["networks"]) <= COMPOSE["networks"].keys()
        named = [volume.partition(":")[0] for volume in service.get("volumes", [])]
        assert all(name in COMPOSE["volumes"] or (DEPLOY / name).exists() for name in named)
    assert {name for name, service in services.items() if "ports" in service} == {"nginx"}
    assert services["replica-1"]["user"] == "10001:10001"
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert (ROOT / "deploy" / services["replica-1"]["build"]["context"]).resolve() == ROOT
