"""简体 and 繁體: templates are converted once, when they are compiled; values when they are put out.

Both Jinja environments share the template files. In the Traditional one ``TraditionalText`` converts the literal
text of a template while it is parsed, and the environment sends every value through ``to_traditional``; what a
person typed is a ``Typed`` and stays. Conversion is OpenCC ``s2tw`` (phrases and glyphs, no change of vocabulary)
with the words of script_terms.txt before its own, in the pieces between the names that names.py finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from threading import Lock
from typing import Any

import opencc
from jinja2 import Environment
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from govsite.folding import fold as fold
from govsite.typed import Typed
from govsite.web.dictionaries import make_converter
from govsite.web.names import Piece, in_name, told

HANS, HANT = "hans", "hant"
LANG = {HANS: "zh-Hans", HANT: "zh-Hant"}

MEMORY, ENTRY = 1_000_000, 64  # characters remembered at most; what an entry costs besides its text
_memory: dict[str, str] = {}
_spent = 0
_lock = Lock()


@cache
def _converter() -> opencc.OpenCC:
    return make_converter()


def _convert(text: str, cut: Callable[[str], list[Piece]] = told) -> str:
    convert = _converter().convert
    pieces = cut(text)
    try:
        if len(pieces) == 1:  # nearly always
            return str(convert(text))
        return "".join([convert(piece) + form for piece, form in pieces])
    except UnicodeEncodeError:
        return _convert(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), cut)


def name_to_traditional(text: str) -> str:
    """A name of a place or a person in Traditional: all its characters are a name's, whatever stands around them."""
    return text if text.isascii() else _convert(text, in_name)


def to_traditional(text: str, remember: bool = True) -> str:
    """The same text in Traditional. Lone surrogates become U+FFFD; NUL, which no page may hold, is left out.

    What was converted is remembered, at most MEMORY characters of it, unless it stands on somebody's own page.
    """
    known = _memory.get(text)
    if known is not None:
        return known
    if text.isascii():
        return text
    done = _convert(text)
    if remember:
        _remember(text, done)
    return done


def _remember(text: str, done: str) -> None:
    global _spent
    cost = len(text) + ENTRY
    if cost > MEMORY // 100:
        return
    with _lock:
        if _spent + cost > MEMORY:
            _memory.clear()
            _spent = 0
        _memory[text] = done
        _spent += cost


# What a person reads or hears; all other attributes are for machines.
READ = {"title", "alt", "placeholder", "content", "label", "summary", "data-hx-confirm", "data-hx-prompt"}
READ |= {"data-label", "data-words", "data-failed", "data-left", "data-over", "data-on", "data-off"} | {
    f"aria-{name}" for name in ("label", "description", "placeholder", "roledescription", "valuetext")
}
RAW = {"script", "style", "textarea"}
KEPT = RAW | {"code", "pre"}
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_MARKUP = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][^\s/>]*)", re.DOTALL)
_IN_TAG = re.compile(r"(?P<end>/?>)|=\s*(?P<quote>[\"'])|=\s*[^\s\"'>]+|(?P<name>[^\s\"'=<>/]+)|.", re.DOTALL)


class Reader:
    """Reads a template's literal text piece by piece, and knows where in the markup each piece ends.

    Typed fields, code, attributes for machines and elements marked translate="no" are kept, also when
    expressions cut them in two. Write translate="no" before the other attributes of its tag.
    """

    def __init__(self) -> None:
        self.tag = self.attribute = self.quote = ""
        self.closing = self.marked = False
        self.kept, self.depth = "", 0  # the name of the element that is kept, and how many of this name are open

    @property
    def keeps(self) -> bool:
        """Whether a value put out here is for machines, or is somebody's own words."""
        in_reading = not self.tag or (self.quote != "" and self.attribute in READ)
        return self.kept != "" or self.marked or not in_reading

    def convert(self, piece: str) -> str:
        """The next piece, in Traditional."""
        out: list[str] = []
        at = 0
        while at < len(piece):
            step = self._value if self.quote else self._tag if self.tag else self._text
            at = step(piece, at, out)
        return "".join(out)

    def _put(self, text: str, out: list[str]) -> None:
        out.append(text if self.keeps else to_traditional(text))

    def _text(self, piece: str, at: int, out: list[str]) -> int:
        pattern = re.compile(f"<(/)({self.kept})", re.IGNORECASE) if self.kept in RAW else _MARKUP
        found = pattern.search(piece, at)
        end = found.start() if found else len(piece)
        self._put(piece[at:end], out)
        if found is None:
            return end
        out.append(found.group())
        if found[2]:
            self.closing, self.tag, self.attribute, self.marked = bool(found[1]), found[2].lower(), "", False
        return found.end()

    def _tag(self, piece: str, at: int, out: list[str]) -> int:
        found = _IN_TAG.match(piece, at)
        assert found  # the pattern ends in "any character"
        out.append(found.group())
        if found["name"]:
            self.attribute = found["name"].lower()
        elif found["quote"]:
            self.quote = found["quote"]
        elif found["end"]:
            self._end_tag(empty=found["end"] == "/>" or self.tag in EMPTY)
        return found.end()

    def _value(self, piece: str, at: int, out: list[str]) -> int:
        end = piece.find(self.quote, at)
        text = piece[at : end if end >= 0 else len(piece)]
        self._put(text, out)
        if end < 0:
            return len(piece)
        self.marked = self.marked or (self.attribute, text) == ("translate", "no")
        out.append(self.quote)
        self.quote = self.attribute = ""
        return end + 1

    def _end_tag(self, empty: bool) -> None:
        if not self.kept and not self.closing and not empty and (self.marked or self.tag in KEPT):
            self.kept = self.tag
        if self.tag == self.kept and not empty:
            self.depth += -1 if self.closing else 1
            self.kept = self.kept if self.depth else ""
        self.tag, self.marked = "", False


def convert_markup(source: str) -> str:
    """Convert the text of a piece of markup and the attributes that people read; everything else stays."""
    return Reader().convert(source)


def as_written(value: Any) -> Any:
    """A value that stays as it is; markup and numbers stay what they are."""
    return Typed(value) if type(value) is str and not value.isascii() else value


class TraditionalText(Extension):
    """Jinja extension: the literal text of templates is converted when they are compiled.

    Values in places that are kept get the filter ``as_written``, so it need not be written in templates.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["as_written"] = as_written

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Convert the data tokens; raises TemplateSyntaxError when a tag or a kept element is left open."""
        reader, line, inside = Reader(), 1, False
        for token in stream:
            line = token.lineno
            if token.type == "data":
                yield Token(line, "data", reader.convert(token.value))
            elif token.type == "variable_begin" and reader.keeps and not _is_root(stream):
                yield from (token, Token(line, "lparen", "("))
                inside = True
            elif token.type == "variable_end" and inside:
                yield from (Token(line, "rparen", ")"), Token(line, "pipe", "|"), Token(line, "name", "as_written"))
                yield token
                inside = False
            else:
                yield token
        if reader.tag or reader.kept:
            message = f"<{reader.tag or reader.kept}> is left open at the end of the template"
            raise TemplateSyntaxError(message, line, stream.name, stream.filename)


def _is_root(stream: TokenStream) -> bool:
    """Whether what comes is ``root }}``: the prefix of every link is plain ASCII, so it needs no filter."""
    return stream.current.value == "root" and stream.look().type == "variable_end"
