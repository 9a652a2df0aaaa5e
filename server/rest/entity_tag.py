"""Entity tags (RFC 9110 §8.8.3, §13.1.2): of any answer whose message has an `etag`, which names its content."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from google.protobuf.message import Message

from server.rest.http import Headers, Response, json_response

_MOST_KEPT = 64  # written answers a binding; a list of all connector types takes some hundred kilobytes


class TaggedAnswers:
    """Writes tagged answers, each content once: what was written is kept by its tag."""

    def __init__(self, write: Callable[[Message], bytes]) -> None:
        self._write = write
        self._written: OrderedDict[str, bytes] = OrderedDict()

    def answer(self, message: Message, tag: str, *, status: int, if_none_match: str | None) -> Response:
        """304 where the caller has this content already."""
        # It may be kept by the caller alone, and is to be asked for each time: with the tag.
        headers: Headers = (("etag", f'"{tag}"'), ("cache-control", "private, no-cache"))
        if if_none_match is not None and names(if_none_match, tag):
            return Response(304, headers=headers)
        written = self._written.get(tag)
        if written is None:
            written = self._written[tag] = self._write(message)
            if len(self._written) > _MOST_KEPT:
                self._forget_oldest()
        return json_response(status, written, headers)

    def _forget_oldest(self) -> None:
        try:
            self._written.popitem(last=False)
        except KeyError:  # another thread emptied it
            return


def names(if_none_match: str, tag: str) -> bool:
    """Compared weakly, as If-None-Match is."""
    given = (item.strip().removeprefix("W/") for item in if_none_match.split(","))
    return any(item in ("*", f'"{tag}"') for item in given)
