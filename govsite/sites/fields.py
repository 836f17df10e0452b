"""Changes single fields of a site's block of sites.yaml: comments, order and writing of all others stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from ruamel.yaml.error import YAMLError

from govsite.characters import as_shown
from govsite.sites.errors import SiteError, SitesInvalid
from govsite.sites.labels import rank_of
from govsite.sites.outline import Entry, Node, entry_end, indent_of, line_end, line_start, outline
from govsite.sites.parse import parse
from govsite.sites.values import entry_lines, inline, item_lines, lines_of, same, shown

Keys = tuple[str, ...]
_AFTER = re.compile(r"[ \t]*(#.*)?")
_COMMA = re.compile(r"(\s|#.*\n)*,[ \t]*")


def edit_fields(block: str, changes: Mapping[Keys, Any]) -> str:
    """The block with fields set, or taken out where the value is None: ``{("contact", "phone"): "0717-6219300"}``.

    Lists are set as a whole. What the loader reads of the block is exactly what was set. Raises SitesInvalid for a
    block that is no YAML, or written in a way in which a field cannot be changed alone.
    """
    data = parse(as_shown(block)).data
    if not isinstance(data, dict) or len(data) != 1:
        raise _cannot("")
    return edit_top(block, next(iter(data)), changes)


def edit_top(text: str, key: str, changes: Mapping[Keys, Any]) -> str:
    """A text with fields set below one of its outermost keys, which is put before the last one where it is missing."""
    text = as_shown(text)
    text = text if text.endswith("\n") else f"{text}\n"
    wanted = deepcopy(parse(text).data)
    if not isinstance(wanted, dict):
        raise _cannot("")
    for keys, value in changes.items():
        new = shown(value)
        try:
            text = _Text(_with_key(text, key), key).set(keys, new)
        except (YAMLError, ValueError, IndexError):
            raise _cannot(".".join(keys)) from None
        wanted[key] = changed(wanted.get(key), keys, new)
    if not same(meaning(parse(text).data), meaning(wanted)):
        raise _cannot("、".join(".".join(keys) for keys in changes))
    return text


def _with_key(text: str, key: str) -> str:
    known = outline(text).entries
    if any(entry.key == key for entry in known):
        return text
    place = line_start(text, known[-1].start)
    return f"{text[:place]}{key}:\n\n{text[place:]}"


def changed(data: Any, keys: Keys, value: Any) -> Any:
    """The values of a block with one of them set, or taken out where the value is None."""
    if not keys:
        return value
    here = dict(data) if isinstance(data, dict) else {}
    below = changed(here.get(keys[0]), keys[1:], value)
    if below is None or (below == {} and value is None):
        here.pop(keys[0], None)
    else:
        here[keys[0]] = below
    return here


def meaning(data: Any) -> Any:
    """Values without those that say nothing: null and a table without entries are as good as left out."""
    if not isinstance(data, dict):
        return data
    known = {key: meaning(value) for key, value in data.items()}
    return {key: value for key, value in known.items() if value is not None and value != {}}


def _cannot(path: str) -> SitesInvalid:
    words = "这里的写法特殊，不能单独改这一项：请在文本里改"
    return SitesInvalid([SiteError(1, 1, path.partition(".")[0], path, words)], "")


class _Text:
    """A text and where the values below one of its keys stand."""

    def __init__(self, text: str, key: str) -> None:
        self.text = text
        self.site = next(entry for entry in outline(text).entries if entry.key == key)

    def set(self, keys: Keys, value: Any) -> str:
        holder, parents = self.site, [self.site]
        for depth, key in enumerate(keys):
            found = holder.value.find(key) if holder.value.kind == "table" else None
            if found is None:
                return self.add(parents, keys[depth:], value, keys[:depth])
            holder = found
            parents.append(holder)
        return self.remove(parents) if value is None else self.replace(parents, keys, value)

    def cut(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]

    # ── a new entry ──

    def add(self, parents: list[Entry], keys: Keys, value: Any, above: Keys) -> str:
        """An entry that was not there, in a table or instead of nothing."""
        holder = parents[-1]
        table = holder.value
        if value is None:
            return self.text
        for key in reversed(keys[1:]):
            value = {key: value}
        if table.kind != "table" or not table.entries:
            return self.replace(parents, above, {keys[0]: value})
        rank = rank_of((*above, keys[0]))
        before = [entry for entry in table.entries if rank_of((*above, entry.key)) <= rank]
        if table.flow:
            written = f"{inline(keys[0], True)}: {inline(value, True)}"
            if before:
                return self.cut(before[-1].value.end, before[-1].value.end, f", {written}")
            return self.cut(table.entries[0].start, table.entries[0].start, f"{written}, ")
        first = table.entries[0].start
        place = entry_end(self.text, before[-1]) if before else line_start(self.text, first)
        return self.cut(place, place, _indented(entry_lines(keys[0], value), indent_of(self.text, first)))

    # ── none any more ──

    def remove(self, parents: list[Entry]) -> str:
        *above, entry = parents
        table = above[-1].value
        if table.flow:
            return self.remove_in_brackets(above, entry)
        start, end = line_start(self.text, entry.start), entry_end(self.text, entry)
        if len(table.entries) > 1:
            return self.cut(start, end, "")
        whole = self.text[above[-1].end : entry_end(self.text, above[-1])]
        inner = self.text[start:end]
        if "#" not in whole.replace(inner, "", 1) and len(above) > 1:
            return self.remove(above)
        return self.cut(start, end, "")

    def remove_in_brackets(self, above: list[Entry], entry: Entry) -> str:
        table = above[-1].value
        if len(table.entries) == 1 and len(above) > 1 and "#" not in self.text[table.start : table.end]:
            return self.remove(above)
        start, end = entry.start, max(entry.value.end, entry.end)
        comma = _COMMA.match(self.text, end)
        if comma:
            return self.cut(start, comma.end(), comma[0].rpartition(",")[0])
        before = self.text[:start].rstrip()
        return self.cut(len(before) - 1 if before.endswith(",") else start, end, "")

    # ── another value ──

    def replace(self, parents: list[Entry], keys: Keys, value: Any) -> str:
        entry = parents[-1]
        old, data = entry.value, self.read(keys)
        if same(data, value):
            return self.text
        if isinstance(value, dict) and old.kind == "table" and old.entries:
            return self.replace_table(keys, data, value)
        if any(each.value.flow for each in parents[:-1]):
            return self.in_place(entry, inline(value, True))
        if old.kind == "list" and not old.flow and isinstance(value, list) and value:
            return self.replace_list(old, data, value)
        flow_list = old.flow and isinstance(value, list) and all(isinstance(each, str) for each in value)
        lines = [inline(value)] if flow_list else lines_of(value)
        return self.rewrite(entry, lines)

    def replace_table(self, keys: Keys, data: dict[str, Any], value: dict[str, Any]) -> str:
        text = self.text
        for key in [*value, *(key for key in data if key not in value)]:
            text = _Text(text, self.site.key).set((*keys, key), value.get(key))
        return text

    def in_place(self, entry: Entry, new: str) -> str:
        """Another text where one stands on the line of its key."""
        start, end = entry.value.start, entry.value.end
        if start == end:
            colon = ":" in self.text[entry.end : start]
            new = f" {new}" if colon else f": {new}"
        return self.cut(start, end, new)

    def rewrite(self, entry: Entry, lines: list[str]) -> str:
        """Another value for an entry in lines; what was a comment on the line of the key or of the value stays."""
        old = entry.value
        colon = self.text.index(":", entry.end) + 1
        here = "\n" not in self.text[colon : old.start]
        if here and len(lines) == 1 and "\n" not in self.text[old.start : old.end]:
            return self.in_place(entry, lines[0])
        indent = indent_of(self.text, entry.start)
        comment = self.comment(old.start if here and self.text[old.start] in "|>" else old.end if here else colon)
        first = "".join(f"{gap}{part}" for gap, part in ((" ", lines[0]), ("  ", comment)) if part)
        new = f"{first}\n{_indented(lines[1:], indent)}"
        if here:
            return self.cut(colon, line_end(self.text, old.end), new)
        between = self.text[line_end(self.text, colon) : line_start(self.text, old.start)]
        return self.cut(colon, line_end(self.text, old.end), new if lines[1:] else new + between)

    def comment(self, place: int) -> str:
        """The comment on the rest of a line, behind the sign of a text of several lines if one stands there."""
        if self.text[place : place + 1] in ("|", ">"):
            place += len(re.match(r"[|>][-+0-9]*", self.text[place:])[0])  # type: ignore[index]
        found = _AFTER.match(self.text, place)
        return found[1] or "" if found else ""

    def replace_list(self, old: Node, data: list[Any], value: list[Any]) -> str:
        """Other items of a list in lines: those that stay keep their writing, and every comment stays."""
        start, end = line_start(self.text, self.dash(old.items[0])), line_end(self.text, old.end)
        indent = indent_of(self.text, self.dash(old.items[0]))
        left = dict(enumerate(data))
        places = [self.taken(left, each) for each in value]
        parts, lost = {}, ""
        for place, (comments, lines) in enumerate(self.parts(old, end)):
            lost += _at(comments, indent) if place in left else comments
            if place not in left:
                parts[place], lost = lost + lines, ""
        new = [
            _indented(item_lines(each), indent) if place is None else parts[place]
            for place, each in zip(places, value, strict=True)
        ]
        return self.cut(start, end, "".join(new) + lost)

    @staticmethod
    def taken(left: dict[int, Any], value: Any) -> int | None:
        """The place of an item that is still free, which is taken."""
        place = next((place for place, known in left.items() if same(known, value)), None)
        if place is not None:
            del left[place]
        return place

    def dash(self, item: Node) -> int:
        """Where the dash of an item stands."""
        return self.text.rindex("-", 0, item.start)

    def parts(self, old: Node, end: int) -> Iterator[tuple[str, str]]:
        """The comments above each item, and its own lines."""
        place = line_start(self.text, self.dash(old.items[0]))
        for item in old.items:
            first = line_start(self.text, self.dash(item))
            last = min(line_end(self.text, item.end), end)
            yield self.text[place:first], self.text[first:last]
            place = last

    def read(self, keys: Keys) -> Any:
        """A value of the block, as the loader reads it."""
        data = parse(self.text).data[self.site.key]
        for key in keys:
            data = data[key]
        return data


def _indented(lines: list[str], indent: int) -> str:
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in lines)


def _at(comments: str, indent: int) -> str:
    """Comments that begin at a column."""
    return _indented([line.strip() for line in comments.split("\n") if line.strip()], indent)
