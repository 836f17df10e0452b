"""Find a Chromium and a CJK font for the browser tests, or install them with apt."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = {"chromium": NAMES, "w3m": ("w3m",), "lynx": ("lynx",), "wrk": ("wrk",)}


def find() -> str | None:
    """Path of a Chromium, from GOVSITE_CHROMIUM or PATH."""
    named = os.environ.get("GOVSITE_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def missing() -> list[str]:
    """Debian packages that the tests want and this machine lacks."""
    wanted = [package for package, names in PACKAGES.items() if not any(map(shutil.which, names))]
    fonts = (
        subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False) if shutil.which("fc-list") else None
    )
    return wanted if fonts and fonts.stdout else [*wanted, "fonts-noto-cjk", "fontconfig"]


def main() -> None:
    """Install what is missing; stop with a sentence when that is not possible here."""
    packages = [] if os.environ.get("GOVSITE_CHROMIUM") else missing()
    if not packages:
        return
    if not shutil.which("apt-get"):
        sys.exit(f"please install: {' '.join(packages)} (or set GOVSITE_CHROMIUM to a Chromium)")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    print(f"==> apt-get install {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, env=env)
    install = [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(install, check=True, env=env, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
