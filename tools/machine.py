"""What the two commands need of the machine itself: looked for first, installed with apt where that is allowed.

Runs on the system's Python, before there is a virtual environment: only the standard library, and syntax that an
old Python understands well enough to say that it is too old.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

OLDEST = (3, 11)
SHELL = "chromium-headless-shell"  # the engine without a window around each page: a third of the work
CHROMIUMS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAMS = {"w3m": "w3m", "lynx": "lynx", "wrk": "wrk", "nginx-light": "nginx", "openssl": "openssl"}
FONTS = ["fonts-noto-cjk", "fontconfig"]
NODE = "libatomic1"  # node needs it: npm's, which fetches htmx, and Playwright's
HTMX = Path(__file__).resolve().parent.parent / "govsite/static/vendor/htmx.min.js"


def find_chromium() -> str | None:
    """Path of a Chromium, from GOVSITE_CHROMIUM or PATH."""
    named = os.environ.get("GOVSITE_CHROMIUM")
    return named or next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


def find_program(name: str) -> str | None:
    """Path of a program; what is for administrators need not be in everybody's PATH."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))


def wanted(command: str) -> list[str]:
    """Debian packages that ``run`` or ``test`` needs and this machine lacks."""
    node = command == "test" or not (HTMX.exists() or shutil.which("npm"))
    packages = [NODE] if node and not has_library("libatomic.so.1") else []
    if command == "test":
        packages += [package for package, program in PROGRAMS.items() if not find_program(program)]
        packages += [] if has_chinese_font() else FONTS
        packages += [SHELL] if wants_shell(bool(packages)) else []
    return packages


def wants_shell(is_asked: bool) -> bool:
    """Whether apt shall bring the shell: where there is no Chromium, where apt ``is_asked`` anyway or knows of it."""
    if os.environ.get("GOVSITE_CHROMIUM") or shutil.which(SHELL):
        return False
    return is_asked or not find_chromium() or is_known(SHELL)


def is_known(package: str) -> bool:
    """Whether apt has a package: Debian has the shell, others do not."""
    ask = ["apt-cache", "show", package]
    return bool(shutil.which(ask[0])) and subprocess.run(ask, check=False, capture_output=True).returncode == 0


def without_venv() -> list[str]:
    """The package that Debian leaves out of its Python."""
    return [] if find_spec("ensurepip") and find_spec("venv") else ["python3-venv"]


def has_library(name: str) -> bool:
    """Whether the loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese characters."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout)


def install(packages: list[str]) -> bool:
    """Install with apt, as root or by sudo without a password; whether that went well.

    Where there is no shell, any Chromium will do.
    """
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not all(map(shutil.which, [*sudo[:1], "apt-get"])):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, env=env, capture_output=True)
    if SHELL in packages and not is_known(SHELL):
        packages = [*packages, *([] if find_chromium() else ["chromium"])]
        packages.remove(SHELL)
    print(f"==> apt-get install {' '.join(packages)}", flush=True)
    fetch = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run([*sudo, "apt-get", *fetch], check=False, env=env, capture_output=True).returncode == 0


def is_sound(venv: Path) -> bool:
    """Whether a virtual environment has a Python that is new enough, and pip."""
    code = f"import pip, sys; sys.exit(sys.version_info[:2] < {OLDEST})"
    try:
        return subprocess.run([str(venv / "bin/python"), "-c", code], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def main() -> None:
    """Make the machine ready for a command, and the virtual environment where there is none that is sound."""
    command, venv = sys.argv[1], Path(sys.argv[2])
    sound = is_sound(venv)
    if not sound and sys.version_info[:2] < OLDEST:
        sys.exit(
            f"govsite needs Python 3.11 or newer, {sys.executable} is {sys.version.split()[0]}: try make PYTHON=..."
        )
    packages = wanted(command) if sound else [*without_venv(), *wanted(command)]
    needless = command == "run" and packages == [NODE]  # without htmx the portal works, too
    needless |= packages == [SHELL] and bool(find_chromium())
    if packages and not install(packages) and not needless:
        sys.exit(f"please install these packages, then try again: {' '.join(packages)}")
    if not sound:
        print(f"==> virtual environment {venv}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
    if not (venv / ".made").exists():
        (venv / ".made").touch()


if __name__ == "__main__":
    main()
