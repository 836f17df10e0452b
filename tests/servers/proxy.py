"""The documented nginx in front of a real portal: as the manual has it, but for ports, paths and certificate."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.servers.manual import block
from tests.servers.portal import Server, read_all, request, served
from tests.waiting import PATIENCE, wait
from tools.machine import find_program

HOST = "zwfw.example.gov.cn"
SETTINGS = {"GOVSITE_HOSTS": HOST, "GOVSITE_PROXIES": "127.0.0.1"}
NGINX = find_program("nginx")
RECIPE = block("nginx", "proxy_cache_path")
OF_CERTIFICATES = block("nginx", "ssl_client_certificate")
AROUND = """daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log notice;
events {{ worker_connections 512; }}
http {{
access_log off;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{recipe}
}}
"""


class Proxy:
    """A running nginx: ``tls`` and ``plain`` are its ports, ``portal`` is what it stands before."""

    def __init__(self, folder: Path, portal: Server) -> None:
        self.folder, self.portal = folder, portal
        self.tls, self.plain = free_port(), free_port()

    def connect(self, source: str = "127.0.0.1", host: str = HOST, shown: Path | None = None) -> ssl.SSLSocket:
        """A connection by https, from one of this machine's own addresses; ``shown`` is a client's certificate."""
        context = ssl.create_default_context(cafile=str(self.folder / "zwfw.pem"))
        context.check_hostname = False
        if shown:
            context.load_cert_chain(shown)
        line = socket.create_connection(("127.0.0.1", self.tls), PATIENCE, (source, 0))
        return context.wrap_socket(line, server_hostname=host)

    def ask(self, data: bytes, source: str = "127.0.0.1") -> bytes:
        """All that comes back for some bytes; nothing when the connection is cut off."""
        with self.connect(source) as line, suppress(ConnectionError, ssl.SSLError):
            line.sendall(data)
            return read_all(line)
        return b""

    def get(self, path: str, *lines: str, source: str = "127.0.0.1") -> tuple[int, str, str]:
        """Status, head and body of one answer; ``lines`` are further headers."""
        return parts(self.ask(request(path, HOST, *lines), source))

    def kept(self) -> dict[str, str]:
        """What lies in nginx's cache, by its key."""
        files = (path.read_text("latin-1") for path in (self.folder / "govsite").rglob("*") if path.is_file())
        return {text.partition("\nKEY: ")[2].partition("\n")[0]: text for text in files}

    @property
    def access_log(self) -> str:
        """nginx's requests."""
        return (self.folder / "govsite.log").read_text("utf-8")

    @property
    def log(self) -> str:
        """nginx's errors."""
        return (self.folder / "error.log").read_text("utf-8")


def parts(answer: bytes) -> tuple[int, str, str]:
    """Status, head in lower case and body of an answer; 0 for none."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head[9:12] or 0), head.decode("latin-1").lower(), body.decode("utf-8", "replace")


def adapted(recipe: str, proxy: Proxy) -> str:
    """The recipe with our own ports, paths and certificate."""
    ports = {"80": proxy.plain, "443": proxy.tls}
    recipe = re.sub(r"listen (80|443)\b", lambda found: f"listen 127.0.0.1:{ports[found[1]]}", recipe)
    recipe = recipe.replace("127.0.0.1:8000", f"127.0.0.1:{proxy.portal.port}")
    for folder in ("/etc/nginx/", "/var/cache/nginx/", "/var/log/nginx/"):
        recipe = recipe.replace(folder, f"{proxy.folder}/")
    return recipe


def certify(folder: Path) -> None:
    """A certificate that vouches for itself."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    command += ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", "zwfw.key", "-out", "zwfw.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@contextmanager
def proxied(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    timeout: str = "30s",
    files: Mapping[str, bytes] | None = None,
    **changed: object,
) -> Iterator[Proxy]:
    """nginx and portal, both running; ``timeout`` is for an answer, ``changed`` are options of granian.

    With the ``files`` that it wants beside its configuration, the host of certificates is there, too.
    """
    if NGINX is None or shutil.which("openssl") is None:
        pytest.skip("nginx is not installed (Debian: nginx-light) or openssl is missing")
    with served(folder, settings or SETTINGS, **changed) as portal:
        proxy = Proxy(folder / "nginx", portal)
        proxy.folder.mkdir()
        certify(proxy.folder)
        for name, data in (files or {}).items():
            (proxy.folder / name).write_bytes(data)
        recipe = RECIPE + (OF_CERTIFICATES if files else "")
        text = AROUND.format(folder=proxy.folder, recipe=adapted(recipe, proxy))
        text = text.replace("proxy_read_timeout 30s", f"proxy_read_timeout {timeout}")
        (proxy.folder / "nginx.conf").write_text(text, "utf-8")
        command = [NGINX, "-p", str(proxy.folder), "-c", "nginx.conf"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                wait(lambda: process.poll() is not None or _listens(proxy.tls))
                assert process.poll() is None, process.stderr and process.stderr.read()
                yield proxy
            finally:
                process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
