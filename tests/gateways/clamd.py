"""A virus scanner for tests: a fake one that speaks clamd's protocol, and clamd itself where it is installed."""

from __future__ import annotations

import shutil
import socket
import socketserver
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from govsite.gateways.settings import ClamavSettings
from tests.common.sent_files import EICAR
from tests.waiting import wait

LARGEST = 1024 * 1024  # bytes that the fake one takes, as StreamMaxLength sets it


class _Scanning(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > LARGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Demo.Eicar FOUND\0" if EICAR in content else b"stream: OK\0")


@contextmanager
def fake_clamd(path: Path | None = None) -> Iterator[ClamavSettings]:
    """On a socket of the machine, where a path is given, or on a port."""
    kind = socketserver.ThreadingTCPServer if path is None else socketserver.ThreadingUnixStreamServer
    with kind(("127.0.0.1", 0) if path is None else str(path), _Scanning) as server:  # type: ignore[arg-type]
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield ClamavSettings(path=str(path)) if path else ClamavSettings("", *server.server_address)  # type: ignore[arg-type]
        finally:
            server.shutdown()
            thread.join()


def installed() -> str | None:
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def real_clamd(folder: Path) -> Iterator[ClamavSettings]:
    """clamd with one signature of our own, so that nothing has to be downloaded."""
    folder.chmod(0o755)
    database, path = folder / "db", folder / "clamd.ctl"
    database.mkdir()
    (database / "demo.ndb").write_text(f"Demo.Eicar:0:*:{EICAR.hex()}\n", "ascii")
    settings = {"DatabaseDirectory": database, "LocalSocket": path, "Foreground": "yes", "User": "root"}
    (folder / "clamd.conf").write_text("".join(f"{key} {value}\n" for key, value in settings.items()), "utf-8")
    program = installed()
    assert program
    with subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL) as process:
        try:
            wait(lambda: _answers(path))
            yield ClamavSettings(path=str(path))
        finally:
            process.terminate()


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(b"zPING\0")
            return connection.recv(16).startswith(b"PONG")
    except OSError:
        return False
