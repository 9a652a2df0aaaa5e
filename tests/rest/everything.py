"""The message class of everything.proto, compiled when the tests are: it belongs to no contract."""

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.message_factory import GetMessageClass
from grpc_tools import protoc

from connectors.v1 import method_policy_pb2  # noqa: F401 (everything.proto imports it: it must be in the pool)

HERE = Path(__file__).parent
PROTOS = HERE.parent.parent / "protos"


def _compiled() -> Any:
    with TemporaryDirectory() as folder:
        output = Path(folder) / "everything.binpb"
        includes = [f"-I{HERE}", f"-I{PROTOS}", f"-I{files('grpc_tools') / '_proto'}"]
        assert protoc.main(["protoc", *includes, f"--descriptor_set_out={output}", "everything.proto"]) == 0
        (file,) = FileDescriptorSet.FromString(output.read_bytes()).file
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(file.SerializeToString())
    return GetMessageClass(pool.FindMessageTypeByName("tests.rest.Everything"))


Everything = _compiled()
