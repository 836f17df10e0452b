"""Forms of a site's settings (站点设置): the values of a topic, and beside each what holds where it is left blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms.fields import HiddenField

from govsite.forms import built
from govsite.forms.base import Form, Paragraphs
from govsite.forms.built import BuiltForm, Described
from govsite.sites.origins import Origin, origin_of, said_at
from govsite.sites.site import Site
from govsite.sites.topics import Setting, Shape, Topic
from govsite.sites.tree import SiteTree
from govsite.sites.wording import in_form

KINDS = {
    Shape.LINE: built.LINE,
    Shape.TEXT: built.TEXT,
    Shape.CHOICE: built.CHOICE,
    Shape.SWITCH: built.RADIO,
    Shape.LINES: built.LINES,
    Shape.TABLE: built.TABLE,
    Shape.ITEMS: built.TICKS,
}
ON, OFF = "on", "off"
SWITCH, WHETHER = ((ON, "开"), (OFF, "关")), ((ON, "是"), (OFF, "否"))
Choices = Mapping[str, Sequence[tuple[str, str]]]  # by the names of settings
LONGEST_SHOWN = 80  # characters of an inherited value


@dataclass(frozen=True, slots=True)
class Line:
    """A setting as a page shows it: its part of the form, what the site says, "" for nothing, what it has otherwise."""

    setting: Setting
    part: built.Part
    own: bool
    said: str
    otherwise: str


class SettingsForm:
    """The form of a topic; ``own`` is what the site's block says, as plain values.

    ``choices`` are those of settings that are one of a list.
    """

    def __init__(
        self, tree: SiteTree, site: Site, topic: Topic, own: Any, choices: Choices, typed: built.Typed | None = None
    ) -> None:
        self.topic, self.own, self.choices = topic, own, choices
        self.inherited: set[str] = set()
        origins = {one.name: origin_of(tree, site, own, one.path) for one in topic.settings}
        self.otherwise = {one.name: self._otherwise(one, origins[one.name]) for one in topic.settings}
        values = {one.name: _shown(one, said_at(own, one.path)) for one in topic.settings}
        described = [self._described(one, values[one.name]) for one in topic.settings]
        # As it comes back where nobody changes it: what a browser or the form makes of a text is no change.
        self.before = BuiltForm(described, {}, BuiltForm(described, values).sent()).values()
        self.built = BuiltForm(described, values, typed)

    @property
    def form(self) -> Form:
        """The form for the macros."""
        return self.built.form

    def inherit(self, name: str) -> None:
        """Let a setting be what it is without this site's own word."""
        self.inherited.add(name)
        self.built.clear(name)

    @property
    def lines(self) -> list[Line]:
        """What the page shows, in order."""
        return [self._line(one, part) for one, part in zip(self.topic.settings, self.built.parts, strict=True)]

    def _line(self, one: Setting, part: built.Part) -> Line:
        own = said_at(self.own, one.path)
        said = "" if own is None else _words(one, own, dict(self._choices(one)))
        return Line(one, part, own is not None, said, self.otherwise[one.name])

    def changes(self) -> dict[tuple[str, ...], Any]:
        """What was typed over: by the path of the block, None for what the site says no more."""
        after = self.built.values()
        return {
            one.path: _stored(one, after[one.name])
            for one in self.topic.settings
            if after[one.name] != self.before[one.name] or one.name in self.inherited
        }

    def blame(self, path: str, sentence: str) -> bool:
        """Put a sentence of the loader beside the field of a path; False where it is of another topic."""
        return self.built.blame(path, in_form(sentence, path.rpartition(".")[2]))

    def _described(self, one: Setting, value: Any) -> Described:
        columns = tuple(Described(".".join(c.path), KINDS[c.shape], c.label, c.hint) for c in one.columns)
        hint = "一行写一个。" + one.hint if one.shape is Shape.LINES else one.hint
        choices = list(self._choices(one))
        if one.shape in (Shape.CHOICE, Shape.SWITCH):
            blank = "请选一个" if one.needed else "继承"
            choices = [("", blank), *choices]
            if value and value not in dict(choices):
                choices.append((value, value))
        return Described(one.name, KINDS[one.shape], one.label, hint, choices, columns, one.needed)

    def _choices(self, one: Setting) -> Sequence[tuple[str, str]]:
        if one.shape is Shape.SWITCH:
            return SWITCH if len(one.path) > 1 else WHETHER
        return self.choices.get(one.name, ())

    def _otherwise(self, one: Setting, origin: Origin) -> str:
        """What holds where the site says nothing, and from where."""
        value = False if one.shape is Shape.SWITCH and origin.value is None else origin.value
        if value is None or one.needed:
            return "" if one.needed else "没有写"
        words = _words(one, value, dict(self._choices(one)))
        return f"{f'上级（{origin.site.name}）的' if origin.site else '默认'}：{words}"


class WordsForm(Form):
    """The text of words.txt."""

    seen = HiddenField()
    text = Paragraphs(
        "用词",
        [built.MayBeBlank()],
        description="一行一个意思：先写正式的说法，空一格，再写百姓的说法。// 后面是说明。全省的搜索都用它。",
    )


def _shown(one: Setting, value: Any) -> Any:
    """A value of the block as the form has it; what has another shape is shown as text, to be put right."""
    if value is None:
        return None
    if one.shape is Shape.SWITCH:
        return {True: ON, False: OFF}.get(value, str(value)) if isinstance(value, bool) else str(value)
    if one.shape is Shape.TABLE:
        rows = value if isinstance(value, list) else []
        return [{str(key): str(cell) for key, cell in row.items()} for row in rows if isinstance(row, dict)]
    if one.shape in (Shape.LINES, Shape.ITEMS):
        return [str(each) for each in value] if isinstance(value, list) else []
    return str(value)


def _stored(one: Setting, value: Any) -> Any:
    if one.shape is Shape.SWITCH:
        return {ON: True, OFF: False}.get(value, value)
    return value


def _words(one: Setting, value: Any, choices: Mapping[str, str]) -> str:
    shown = _shown(one, value)
    if one.shape is Shape.TABLE:
        words = "、".join(next(iter(row.values()), "") for row in shown)
    elif isinstance(shown, list):
        words = "、".join(choices.get(each, each) for each in shown)
    else:
        words = choices.get(shown, shown)
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"
