"""TypeScript: JavaScript modules with their declarations, by protoc-gen-es, which the npm client's lock file pins.

https://github.com/bufbuild/protobuf-es/tree/main/packages/protoc-gen-es
"""

from pathlib import Path

from generation.fresh import fresh
from generation.protoc import ANNOTATIONS, ERROR_DETAILS, ROOT, run_protoc

PLUGIN = ROOT / "clients" / "typescript" / "node_modules" / ".bin" / "protoc-gen-es"


def generate_typescript(target: Path) -> None:
    """google/ is generated too: our files import its annotations, and no npm package of Google's has them for this."""
    with fresh(target) as folder:
        # Node.js's modules name each other with their extension.
        options = ["--es_opt=target=js+dts,import_extension=js", f"--es_out={folder}"]
        run_protoc(f"--plugin=protoc-gen-es={PLUGIN}", *options, also=[*ANNOTATIONS, *ERROR_DETAILS])
