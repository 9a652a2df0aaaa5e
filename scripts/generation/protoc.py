"""protoc, over every proto of ours. Run as a program, it lays googleapis' protos where buf and protoc look."""

import shutil
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import google.api
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent.parent
PROTOS = ROOT / "protos"
GOOGLEAPIS = ROOT / ".build" / "googleapis"
# What our protos import, and what the details of our errors are made of.
ANNOTATIONS = ("google/api/annotations.proto", "google/api/field_behavior.proto", "google/api/http.proto")
ERROR_DETAILS = ("google/rpc/error_details.proto",)


def copy_googleapis() -> None:
    """Lays the .proto files that googleapis-common-protos ships beside ours, for buf and protoc."""
    source = Path(next(iter(google.api.__path__))).parent.parent
    for name in (*ANNOTATIONS, *ERROR_DETAILS):
        (GOOGLEAPIS / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, GOOGLEAPIS / name)


def sources() -> list[str]:
    """Our protos, as protoc is told them."""
    return sorted(str(path.relative_to(PROTOS)) for path in PROTOS.rglob("*.proto"))


def includes() -> list[str]:
    return [f"-I{PROTOS}", f"-I{GOOGLEAPIS}", f"-I{files('grpc_tools') / '_proto'}"]


def run_protoc(*options: str, also: Sequence[str] = ()) -> None:
    """Runs the protoc of grpcio-tools over every proto of ours, and `also`."""
    if protoc.main(["protoc", *includes(), *options, *sources(), *also]) != 0:
        sys.exit("protoc failed")


if __name__ == "__main__":
    copy_googleapis()
