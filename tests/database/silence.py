"""A way to a PostgreSQL server over loopback that can be cut without either side being told."""

from __future__ import annotations

import ctypes
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SO_ATTACH_FILTER = 26  # Linux
DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)  # the filter "return 0": the packet is as if it had never come


class Way:
    """Takes TCP connections on ``port`` and passes them on to a server's own socket."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, far = self._listener.accept()[0], socket.socket(socket.AF_UNIX)
                far.connect(self._target)
                self._open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=pump, args=(source, sink), daemon=True).start()

    def cut(self) -> None:
        """Lose every packet from now on, acknowledgements too, and let nobody in."""
        code = ctypes.create_string_buffer(DROP_ALL)
        program = struct.pack("HxxxxxxP", 1, ctypes.addressof(code))
        for end in self._open[::2]:
            end.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
        close(self._listener)

    def close(self) -> None:
        """End all that is open."""
        for end in (self._listener, *self._open):
            close(end)


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes until there is no more."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)


def close(end: socket.socket) -> None:
    """End a connection, also for a thread that waits for it."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def way_to(target: str) -> Iterator[Way]:
    """A way that is closed afterwards."""
    way = Way(target)
    try:
        yield way
    finally:
        way.close()


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]
