"""Go: messages and stubs, by the plugins that scripts/install_go.sh pins and installs below .build/go.

https://protobuf.dev/reference/go/go-generated/, https://grpc.io/docs/languages/go/quickstart/
"""

from pathlib import Path

from generation.fresh import fresh
from generation.protoc import ROOT, run_protoc

PLUGINS = ROOT / ".build" / "go" / "bin"


def generate_go(target: Path) -> None:
    """Each package lies where its go_package says, below the repository's own module."""
    with fresh(target) as folder:
        options = []
        for name in ("go", "go-grpc"):
            options += [f"--plugin=protoc-gen-{name}={PLUGINS / f'protoc-gen-{name}'}", f"--{name}_out={folder}"]
            options.append(f"--{name}_opt=paths=source_relative")
        run_protoc(*options)
