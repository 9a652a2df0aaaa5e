"""What an interceptor is: it takes a method and its handler and gives the handler that goes round it."""

from __future__ import annotations

from collections.abc import Callable

from server.call import Handler
from server.method_policy import Method

Interceptor = Callable[[Method, Handler], Handler]
