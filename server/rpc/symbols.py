"""What reflection finds by name: protobuf's pool, and the methods of services, which that does not know by theirs.

`grpcurl describe package.Service.Method` asks for them so:
https://github.com/grpc/grpc/blob/master/src/proto/grpc/reflection/v1alpha/reflection.proto (file_containing_symbol).
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.descriptor_pool import DescriptorPool


class Symbols:
    """A DescriptorPool as reflection asks one; raises KeyError for what there is not, as that does."""

    def __init__(self, pool: DescriptorPool | None = None) -> None:
        self._pool = pool or descriptor_pool.Default()

    def FindFileContainingSymbol(self, symbol: str) -> FileDescriptor:  # noqa: N802  the pool's name
        try:
            return self._pool.FindFileContainingSymbol(symbol)
        except KeyError:
            service, _, method = symbol.rpartition(".")
            return self._pool.FindServiceByName(service).methods_by_name[method].containing_service.file

    def __getattr__(self, name: str) -> Any:
        """The rest is the pool's own."""
        return getattr(self._pool, name)
