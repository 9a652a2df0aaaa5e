"""The comments of protos/."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from generation.protoc import run_protoc
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from server.rest.proto_comments import read_comments


def contract_comments() -> Mapping[str, str]:
    """By the full name of what they stand above."""
    with tempfile.TemporaryDirectory() as folder:
        descriptors = Path(folder) / "descriptors.binpb"
        run_protoc("--include_imports", "--include_source_info", f"--descriptor_set_out={descriptors}")
        return read_comments(FileDescriptorSet.FromString(descriptors.read_bytes()))
