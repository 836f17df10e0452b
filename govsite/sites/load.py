"""Loads sites.yaml and words.txt into a SiteTree, or reports the mistakes with line, column, site and advice.

A valid file is parsed once and validated as a whole. An invalid one is parsed again, with the position of every key.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from pydantic import ValidationError

from govsite.sites.build import build_tree
from govsite.sites.causes import Mark
from govsite.sites.check import check
from govsite.sites.errors import SiteError, SitesInvalid, decode
from govsite.sites.files import Files, read_files
from govsite.sites.parse import Document, Path, parse
from govsite.sites.schema import SitesFile
from govsite.sites.tree import SiteTree
from govsite.sites.wording import KEY_ITSELF, sentence
from govsite.sites.words import WORDS_FILE, WordsFile, read_words

VERSION_LENGTH = 16  # hexadecimal digits


class Loaded(NamedTuple):
    """Files, and the tree that they make."""

    files: Files
    tree: SiteTree


_last: deque[Loaded] = deque(maxlen=1)


def load_file(path: str | FilePath) -> SiteTree:
    """Load a file and the words.txt beside it. Raises SitesInvalid, and OSError if one of them cannot be read."""
    path = FilePath(path)
    return load_files(read_files(path), str(path)).tree


def load_files(files: Files, name: str) -> Loaded:
    """Load files that were read; ``name`` is the path of sites.yaml in messages. Raises SitesInvalid."""
    return Loaded(files, load_bytes(files[0], name, files[1]))


def load_text(text: str, name: str = "sites.yaml") -> SiteTree:
    """Load a text; ``name`` is the file's name in messages. Raises SitesInvalid."""
    return load_bytes(text.encode("utf-8", "surrogatepass"), name)


def version_of(data: bytes, words: bytes | None = None) -> str:
    """The version of a tree: a hash of the bytes of its files."""
    files = data if words is None else data + b"\0" + words
    return hashlib.sha256(files).hexdigest()[:VERSION_LENGTH]


def load_bytes(
    data: bytes, name: str = "sites.yaml", words: bytes | None = None, parsed: Document | None = None
) -> SiteTree:
    """Load the bytes of a file, and of the words.txt beside it if there is one. Raises SitesInvalid.

    ``parsed`` is what they say, where that is known. What was loaded last is not loaded again: who publishes a file
    has loaded it just before.
    """
    for kept in tuple(_last):
        if kept.files == (data, words):
            return kept.tree
    text = decode(data, name)
    file = _file(parsed or parse(text))
    if file is None:
        raise SitesInvalid(_errors(parse(text, places=True)), name)
    lines = read_words(words, str(FilePath(name).with_name(WORDS_FILE))) if words else WordsFile()
    tree = build_tree(file, version_of(data, words), lines)
    _last.append(Loaded((data, words), tree))
    return tree


def _file(document: Document) -> SitesFile | None:
    """The file, or None where it has a mistake."""
    if document.problems or any(True for _ in check(document.data)):
        return None
    try:
        return SitesFile.model_validate(document.data)
    except ValidationError:
        return None


def _findings(document: Document) -> Iterator[tuple[Path, str]]:
    """The mistakes in the values, each as path and sentence."""
    if document.data is None:
        if not document.problems:
            yield (), "文件是空的：请放回原来的内容"
        return
    yield from check(document.data)
    try:
        SitesFile.model_validate(document.data)
    except ValidationError as error:
        yield from (_finding(found, document) for found in error.errors(include_url=False, include_context=False))


def _finding(found: Any, document: Document) -> tuple[Path, str]:
    loc: Path = found["loc"]
    words = sentence(found["type"], loc, found.get("input"), document.raw.get(loc))
    return ((*loc, KEY_ITSELF) if found["type"] == "extra_forbidden" else loc), words


def _errors(document: Document) -> Iterator[SiteError]:
    for problem in document.problems:
        yield _error(problem.mark, problem.path, problem.message)
    seen: set[tuple[Path, str]] = set()
    for path, message in _findings(document):
        if (path, message) in seen:
            continue
        seen.add((path, message))
        yield _error(_place(document, path), path[:-1] if path[-1:] == (KEY_ITSELF,) else path, message)


def _error(mark: Mark, path: Path, message: str) -> SiteError:
    site = path[1] if len(path) > 1 and path[0] == "sites" else path[0] if path else ""
    return SiteError(mark[0] + 1, mark[1] + 1, str(site), ".".join(map(str, path)), message)


def _place(document: Document, path: Path) -> Mark:
    """The position of the value at a path (for a table, of its key), or of the nearest one above it."""
    if path[-1:] == (KEY_ITSELF,):
        return document.keys.get(path[:-1], (0, 0))
    for length in range(len(path), 0, -1):
        known = path[:length]
        value, key = document.values.get(known), document.keys.get(known)
        if value is None:
            continue
        above = length < len(path) or _is_table(document.data, known)
        return key if above and key is not None else value
    return document.values.get((), (0, 0))


def _is_table(data: Any, path: Path) -> bool:
    for part in path:
        data = data[part]
    return isinstance(data, dict | list)
