"""Template filters: how numbers, dates and addresses are said to a reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any
from urllib.parse import quote

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import pass_environment
from markupsafe import Markup, escape

from govsite.domain.articles.markdown import to_html
from govsite.domain.common import phones, workday_words
from govsite.domain.common.bounded import Bounded
from govsite.domain.common.days import ZONE
from govsite.folding import in_place
from govsite.sites.columns import NO_COLUMN, find_column
from govsite.typed import Typed
from govsite.web.frame import at_home, on_page
from govsite.web.jinja import PageEnvironment
from govsite.web.script import convert_markup, name_to_traditional

LOCALE = "zh_Hans_CN"
MOST_MARKED = 2_000
_marked: Bounded[tuple[bool, str, tuple[str, ...]], Markup] = Bounded(MOST_MARKED)
_OURS = re.compile(r'href="(/([a-z]+)(?:[/?#][^"]*)?)"')
_in_place = lru_cache(maxsize=MOST_MARKED)(in_place)


@lru_cache(maxsize=1024)
def long_date(day: date) -> str:
    """2026年11月3日."""
    return format_date(day, "y年M月d日", locale=LOCALE)


def short_date(day: date) -> str:
    """11月3日, for tables whose days are near."""
    return f"{day.month}月{day.day}日"


@lru_cache(maxsize=1024)
def number(value: int) -> str:
    """12,345."""
    return format_decimal(value, locale=LOCALE)


def day(moment: datetime) -> date:
    """The day of a moment, in Beijing."""
    return moment.astimezone(ZONE).date()


def moment(at: datetime) -> str:
    """2026年11月3日 9:05; at midnight the day alone: that is what comes from tables, which have days only."""
    local = at.astimezone(ZONE)
    if local.time() == time():
        return long_date(local.date())
    return f"{long_date(local.date())} {local.hour}:{local.minute:02}"


def filesize(size: int) -> str:
    """350 KB, 1.2 MB; never on two lines."""
    mega = size / 1024 / 1024
    number, unit = (f"{mega:.1f}", "MB") if mega >= 1 else (max(1, round(size / 1024)), "KB")
    return f"{number}\N{NO-BREAK SPACE}{unit}"


def quoted(text: str) -> Typed:
    """Text as one part of a URL's path or query."""
    return Typed(quote(str(text), safe=""))


def asis(text: str) -> Typed:
    """A value for machines or a name of a person: never converted to the other script."""
    return Typed(text)


@pass_environment
def name(env: PageEnvironment, text: str) -> Typed:
    """A name that stands alone and may have no sign of one (余店, 辛冲): its characters are written as in names."""
    return Typed(name_to_traditional(text) if env.traditional and type(text) is not Typed else text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, split at blank lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@pass_environment
def join(env: PageEnvironment, values: Iterable[Any], between: str = "") -> str:
    """The values in one text; Typed where a person's own words are among them, as by ``~``."""
    return env.joined(tuple(chain.from_iterable((between, value) for value in values))[1:])


def telephone(phone: str) -> Typed:
    """The first number of a phone field as a tel: address."""
    found = phones.lines(phone)
    return Typed("tel:" + (found[0].digits if found else ""))


@pass_environment
def marked(env: PageEnvironment, text: str, marks: Sequence[str]) -> Markup:
    """A text with the folded marks in it highlighted, however they are written there; they may overlap."""
    folded = in_place(text) if type(text) is Typed else _in_place(text)
    here = tuple([mark for mark in marks if mark in folded])
    if type(text) is Typed or not env.remembers:
        return _highlight(env, text, here)
    return _marked.get((env.traditional, text, here), lambda: _highlight(env, text, here))


def _highlight(env: PageEnvironment, text: str, marks: Sequence[str]) -> Markup:
    """The text is converted whole: its pieces would be other words (余店 of 余店镇)."""
    folded = in_place(text)
    covered = bytearray(len(text))
    for mark in marks:
        at = folded.find(mark)
        while at >= 0:
            covered[at : at + len(mark)] = b"\1" * len(mark)
            at = folded.find(mark, at + 1)
    written = text if type(text) is Typed else env.written(text)
    if len(written) != len(text):  # rare: a NUL, which is left out
        return escape(written)
    letters = zip(covered, written, strict=False)
    runs = ((hit, escape("".join(char for _, char in run))) for hit, run in groupby(letters, itemgetter(0)))
    highlighted = "".join(f"<mark>{run}</mark>" if hit else run for hit, run in runs)
    return Markup(highlighted)  # noqa: S704


@pass_environment
def marked_up(env: PageEnvironment, text: str, root: str) -> Markup:
    """The text of an article as HTML; links into a column of ours lead there at this site and in this script."""
    html = _OURS.sub(lambda found: f'href="{root}{found[1]}"' if _is_column(found[2]) else found[0], to_html(text))
    return Markup(convert_markup(html) if env.traditional else html)  # noqa: S704


def _is_column(segment: str) -> bool:
    return find_column(segment) is not NO_COLUMN


FILTERS: dict[str, Callable[..., Any]] = {
    "long_date": long_date,
    "short_date": short_date,
    "number": number,
    "day": day,
    "moment": moment,
    "filesize": filesize,
    "counted": workday_words.counted,
    "left_out": workday_words.left_out,
    "quoted": quoted,
    "join": join,
    "asis": asis,
    "name": name,
    "paragraphs": paragraphs,
    "marked": marked,
    "marked_up": marked_up,
    "on_page": on_page,
    "at_home": at_home,
    "telephone": telephone,
    "lines": phones.lines,
}
