"""Writes generated/ from protos/: Python messages with type stubs, and the OpenAPI document.

`generate.py [folder]` writes into another folder, which is how the test compares without touching the tree.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import google.api
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"
GOOGLEAPIS = ROOT / ".build" / "googleapis"


def copy_googleapis() -> None:
    """Lays the .proto files that googleapis-common-protos ships beside ours, for buf and protoc."""
    source = Path(next(iter(google.api.__path__)))
    target = GOOGLEAPIS / "google" / "api"
    shutil.rmtree(GOOGLEAPIS, ignore_errors=True)
    target.mkdir(parents=True)
    for name in ("annotations.proto", "http.proto", "field_behavior.proto"):
        shutil.copy(source / name, target / name)


def run_protoc(*options: str) -> None:
    """Runs protoc over every proto of ours."""
    sources = sorted(str(path.relative_to(PROTOS)) for path in PROTOS.rglob("*.proto"))
    includes = [f"-I{PROTOS}", f"-I{GOOGLEAPIS}", f"-I{files('grpc_tools') / '_proto'}"]
    if protoc.main(["protoc", *includes, *options, *sources]) != 0:
        sys.exit("protoc failed")


def generate_python(target: Path) -> None:
    """Messages, type stubs, gRPC stubs."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    # mypy-protobuf's stubs know the types of extensions; protoc's own do not.
    mypy_plugin = f"--plugin=protoc-gen-mypy={Path(sys.executable).parent / 'protoc-gen-mypy'}"
    outputs = [f"--{plugin}_out={target}" for plugin in ("python", "mypy", "grpc_python")]
    run_protoc(mypy_plugin, *outputs)
    for package in (target / "connectors", target / "connectors" / "v1"):
        (package / "__init__.py").touch()
    # A file without services generates an empty gRPC module.
    for module in target.rglob("*_pb2_grpc.py"):
        if "Servicer" not in module.read_text():
            module.unlink()


def generate_openapi(target: Path, python: Path) -> None:
    """The REST document, by a process of its own: it must import the messages that were just generated."""
    with tempfile.TemporaryDirectory() as folder:
        descriptors = Path(folder) / "descriptors.binpb"
        run_protoc("--include_imports", "--include_source_info", f"--descriptor_set_out={descriptors}")
        command = [sys.executable, "-m", "server.rest.openapi", str(descriptors), str(target)]
        path = os.pathsep.join([str(python), str(ROOT)])
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path})


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "generated"
    copy_googleapis()
    generate_python(target / "python")
    generate_openapi(target / "openapi" / "connectors.openapi.json", target / "python")


if __name__ == "__main__":
    main()
