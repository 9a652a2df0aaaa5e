"""Writes what is generated from protos/ anew: generated/, the Python client's messages, the compiled vendors.

`generate.py` makes Python, TypeScript and the OpenAPI document; `generate.py --polyglot` makes Go and Java, which need
toolchains of their own. A folder as argument is written into instead of the tree, which is how the tests compare.
"""

import argparse
from pathlib import Path

from generation.go import generate_go
from generation.java import generate_java
from generation.openapi import generate_openapi
from generation.protoc import ROOT, copy_googleapis
from generation.python import generate_client, generate_python
from generation.typescript import generate_typescript
from generation.vendors import compile_vendors

GENERATED = ROOT / "generated"
CLIENT = ROOT / "clients" / "python" / "src" / "connectors_client" / "proto"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="instead of the tree")
    parser.add_argument("--polyglot", action="store_true", help="Go and Java alone")
    arguments = parser.parse_args()
    target = arguments.folder or GENERATED
    copy_googleapis()
    if arguments.polyglot:
        generate_go(target / "go")
        generate_java(target / "java")
        return
    compile_vendors(
        (arguments.folder / "vendors" if arguments.folder else ROOT / "probes" / "vendors") / "compiled.json"
    )
    generate_python(target / "python")
    generate_openapi(target / "openapi" / "connectors.openapi.json", target / "python")
    generate_client(arguments.folder / "client" if arguments.folder else CLIENT)
    generate_typescript(target / "typescript")


if __name__ == "__main__":
    main()
