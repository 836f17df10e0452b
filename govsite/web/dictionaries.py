"""The dictionaries of Traditional output: OpenCC's of ``s2tw``, with our words and names before them.

OpenCC searches several dictionaries in a group through tables that take 24 MB in each worker; a single one in its own
format is searched where it lies, in 4 MB. So the group is made one dictionary with the tool OpenCC comes with, in
0.15 s; where that tool is missing or may not run, the group does the same.
"""

from __future__ import annotations

import json
import logging
import subprocess  # noqa: S404
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import opencc

TOOL, SECONDS = "bin/opencc_dict", 20
log = logging.getLogger(__name__)


@cache
def read_terms(file: str = "script_terms.txt") -> dict[str, list[str]]:
    """script_terms.txt or names.txt by section: the items between blanks."""
    sections: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / file).read_text("utf-8").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current += line.split()
    return sections


def make_converter(compact: bool = True) -> opencc.OpenCC:
    """``s2tw``, with the text cut at the edges of the words we know before phrases are looked for in the pieces.

    OpenCC by itself takes the longest phrase it knows from the left, across words it does not know: 資金髮放.
    """
    shipped = next(Path(opencc.__file__).parent.rglob("s2tw.json"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        config = _configure(shipped, folder)
        if compact:
            _join(config["conversion_chain"][0], shipped.parents[2] / TOOL, folder)
        path = folder / "s2tw.json"
        path.write_text(json.dumps(config), "utf-8")
        return opencc.OpenCC(str(path))


def _configure(shipped: Path, folder: Path) -> dict[str, Any]:
    """OpenCC's configuration with our dictionaries in it, which are written to a folder."""
    terms = read_terms()
    variants, words, phrases, names = (
        dict(zip(rows[::2], rows[1::2], strict=True))
        for rows in (terms["variants"], terms["words"], terms["phrases"], read_terms("names.txt")["names"])
    )
    words |= names
    edges = {word: word for word in [*words, *terms["edges"]]}
    for name, rows in {"variants": variants, "own": variants | words | phrases, "edges": edges}.items():
        _write(folder / name, rows)

    def table(name: str) -> dict[str, str]:
        return {"type": "text", "file": str(folder / name)}

    def place(part: Any) -> Any:
        if isinstance(part, list):
            return [place(each) for each in part]
        if not isinstance(part, dict):
            return part
        made = {key: place(value) for key, value in part.items()}
        if "file" in part:
            made["file"] = str(shipped.parent / part["file"])
        files = [each.get("file") for each in part.get("dicts", ())]
        for sign, name in (("STPhrases.ocd2", "own"), ("TWVariants.ocd2", "variants")):
            if sign in files:
                made["dicts"].insert(0, table(name))
        return made

    config: dict[str, Any] = place(json.loads(shipped.read_text("utf-8")))
    config["segmentation"] = {"type": "mmseg", "dict": table("edges")}
    return config


def _join(stage: dict[str, Any], tool: Path, folder: Path) -> None:
    """Put one dictionary in place of a stage's group: what comes first in the group wins, as the longest word does.

    A group takes any word of its first part before one of its last, but the last one's are single characters.
    """
    try:
        parts = [_as_text(leaf, tool, folder / f"part{number}") for number, leaf in enumerate(_leaves(stage["dict"]))]
        _merge(parts, folder / "whole")
        _run(tool, folder / "whole", "text", folder / "whole.ocd2", "ocd2")
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("each worker takes 20 MB more for Traditional: %s", error)
    else:
        stage["dict"] = {"type": "ocd2", "file": str(folder / "whole.ocd2")}


def _leaves(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "dicts" not in part:
        yield part
    for each in part.get("dicts", ()):
        yield from _leaves(each)


def _as_text(leaf: dict[str, Any], tool: Path, text: Path) -> Path:
    if leaf["type"] == "text":
        return Path(leaf["file"])
    _run(tool, Path(leaf["file"]), leaf["type"], text, "text")
    return text


def _merge(parts: Sequence[Path], whole: Path) -> None:
    """Write the lines of all parts, each word once. The words of the largest part are not kept in memory."""
    few = sorted(parts, key=lambda part: part.stat().st_size)[:-1]
    shared = {_word(line) for part in few for line in _lines(part)}
    written: set[str] = set()
    with whole.open("w", encoding="utf-8") as out:
        for line in (line for part in parts for line in _lines(part)):
            word = _word(line)
            if word in written:
                continue
            if word in shared:
                written.add(word)
            out.write(line)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def _word(line: str) -> str:
    return line.partition("\t")[0]


def _write(path: Path, rows: dict[str, str]) -> None:
    path.write_text("".join(f"{key}\t{value}\n" for key, value in rows.items()), "utf-8")


def _run(tool: Path, source: Path, kind: str, made: Path, into: str) -> None:
    command: list[str | Path] = [tool, "-i", source, "-f", kind, "-o", made, "-t", into]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
