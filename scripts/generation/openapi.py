"""The REST document."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from generation.protoc import ROOT, run_protoc


def generate_openapi(target: Path, python: Path) -> None:
    """Written by a process of its own: it must import the messages that were just generated into `python`."""
    with tempfile.TemporaryDirectory() as folder:
        descriptors = Path(folder) / "descriptors.binpb"
        run_protoc("--include_imports", "--include_source_info", f"--descriptor_set_out={descriptors}")
        command = [sys.executable, "-m", "server.rest.openapi", str(descriptors), str(target)]
        path = os.pathsep.join([str(python), str(ROOT)])
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path})
