"""What the protos beside this file declare, compiled when the tests are: it belongs to no contract."""

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# What everything.proto imports must be in the pool.
from google.api import annotations_pb2  # noqa: F401
from google.protobuf import (  # noqa: F401
    any_pb2,
    descriptor_pool,
    duration_pb2,
    field_mask_pb2,
    struct_pb2,
    timestamp_pb2,
    wrappers_pb2,
)
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.message_factory import GetMessageClass
from grpc_tools import protoc

from connectors.v1 import method_policy_pb2  # noqa: F401 (it too)

HERE = Path(__file__).parent
PROTOS = HERE.parent.parent / "protos"
GOOGLEAPIS = HERE.parent.parent / ".build" / "googleapis"


def _add(name: str) -> Any:
    with TemporaryDirectory() as folder:
        output = Path(folder) / "compiled.binpb"
        includes = [f"-I{HERE}", f"-I{PROTOS}", f"-I{GOOGLEAPIS}", f"-I{files('grpc_tools') / '_proto'}"]
        assert protoc.main(["protoc", *includes, f"--descriptor_set_out={output}", name]) == 0
        (file,) = FileDescriptorSet.FromString(output.read_bytes()).file
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(file.SerializeToString())
    return pool


Everything: Any = GetMessageClass(_add("everything.proto").FindMessageTypeByName("tests.rest.Everything"))
CLOCK = _add("ticks.proto").FindServiceByName("tests.rest.Clock")
