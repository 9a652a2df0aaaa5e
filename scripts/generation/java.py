"""Java: messages and stubs. grpcio-tools' protoc writes no Java, so protoc itself comes from Maven too.

3.25 is the oldest protobuf whose generated code runs beside the runtimes 3.25 and 4, and what grpc-java stands on.
https://protobuf.dev/support/cross-version-runtime-guarantee/
"""

import platform
import subprocess
import sys
from pathlib import Path

from generation.fresh import fresh
from generation.protoc import ROOT, includes, sources

PROTOC = "com.google.protobuf:protoc:3.25.9"
GRPC = "io.grpc:protoc-gen-grpc-java:1.83.0"
PROGRAMS = ROOT / ".build" / "protoc-java"


def generate_java(target: Path) -> None:
    """One file a message, below io/connectorservice."""
    with fresh(target) as folder:
        options = [
            f"--plugin=protoc-gen-grpc-java={program(GRPC)}",
            f"--java_out={folder}",
            f"--grpc-java_out={folder}",
        ]
        # Without it, each stub says by which version of the plugin it was made, and when that is.
        options.append("--grpc-java_opt=@generated=omit")
        subprocess.run([program(PROTOC), *includes(), *options, *sources()], check=True)


def program(artifact: str) -> Path:
    """The artifact's program for this machine; Maven fetches it once."""
    _, name, version = artifact.split(":")
    path = PROGRAMS / f"{name}-{version}-{classifier()}.exe"
    if not path.exists():
        wanted = f"-Dartifact={artifact}:exe:{classifier()}"
        subprocess.run(["mvn", "-q", "-B", "dependency:copy", wanted, f"-DoutputDirectory={PROGRAMS}"], check=True)
        path.chmod(0o755)
    return path


def classifier() -> str:
    """Maven's name of this machine: https://github.com/trustin/os-maven-plugin."""
    system = {"linux": "linux", "darwin": "osx"}.get(sys.platform)
    machine = {"x86_64": "x86_64", "aarch64": "aarch_64", "arm64": "aarch_64"}.get(platform.machine())
    if system is None or machine is None:
        sys.exit(f"no protoc of Maven's for {sys.platform} on {platform.machine()}")
    return f"{system}-{machine}"
