"""What an operator copies out of docs/operating.md: the tests run it, so it cannot drift from what works."""

from __future__ import annotations

import re
import shlex

from govsite.config import PROJECT

OPERATING = (PROJECT / "docs" / "operating.md").read_text("utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text("utf-8")


def block(language: str, has: str) -> str:
    """The one block of a language that has some text in it."""
    (found,) = [text for text in re.findall(rf"^```{language}\n(.*?)^```$", OPERATING, re.M | re.S) if has in text]
    return str(found)


def service_command() -> list[str]:
    """The words after the program in the service's ExecStart."""
    unit = block("ini", "Description=Government-service portal").replace("\\\n", " ")
    (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.M)
    return shlex.split(line)[1:]


def run_command() -> list[str]:
    """The words after the program in what ``make run`` starts."""
    (line,) = re.findall(r"\$\(BIN\)/granian (.*wsgi:app)$", MAKEFILE.replace("\\\n", " "), re.M)
    return shlex.split(line)


def options(words: list[str]) -> dict[str, str]:
    """The options that have a value."""
    pairs = zip(words, words[1:], strict=False)
    return {name: value for name, value in pairs if name.startswith("--") and not value.startswith("--")}
