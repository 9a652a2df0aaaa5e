"""Two services never share a port in silence; workers of one do."""

import re
import socket

import pytest

from server.ports import PortTaken, listen, reserve, shown


def test_a_second_service_is_refused_before_and_after_the_first_listens() -> None:
    with reserve("127.0.0.1:0") as kept:
        address = shown(kept)
        with pytest.raises(PortTaken, match=f"{address} is in use"):
            reserve(address)
        with listen(kept), listen(kept), pytest.raises(PortTaken):
            reserve(address)


def test_a_restart_gets_the_port_back_though_old_connections_linger() -> None:
    with reserve("127.0.0.1:0") as kept, listen(kept) as listening:
        address = shown(kept)
        listening.setblocking(True)
        with socket.create_connection(kept.getsockname()) as client:
            accepted, _ = listening.accept()
            accepted.close()  # the service closes first: its end goes to TIME_WAIT
            assert client.recv(1) == b""
    reserve(address).close()


def test_an_address_that_is_not_ours_is_refused_in_words() -> None:
    with pytest.raises(PortTaken, match=re.escape("cannot listen on 192.0.2.1:8080")):
        reserve("192.0.2.1:8080")
