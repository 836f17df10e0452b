"""Chinese sentences for pydantic's errors in sites.yaml: each says how to correct the mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from govsite.sites import schema
from govsite.sites.columns import COLUMN_KEYS

_OF_DIGITS = frozenset(("code", "postcode", "site_id", "phone", "hotline", "hot"))
_FOREIGN_QUOTES = frozenset("“”‘’＂＇「」")
KEY_ITSELF = "[key]"  # pydantic's last path segment where the key is wrong, not its value
# Field, or table whose keys are wrong -> what a right value looks like
RIGHT_FORMS = {
    "code": '要写成 6 位数字并加引号，如 "420500"',
    "postcode": '要写成 6 位数字并加引号，如 "443000"',
    "site_id": '要写成 10 位数字并加引号，如 "4200000001"',
    "phone": '要写成带区号的号码并加引号，如 "0717-6219300"，或者 "12345" 这样的短号',
    "hotline": '要写成号码并加引号，如 "12345"',
    "hot": '每一项要写成 12 位（业务办理项 14 位）的编码并加引号，如 "070010001000"',
    "id": "只能用小写字母、数字和连字符，如 20261101-1，最多 40 个字",
    "initials": "要写成小写的拼音首字母，如 yc",
    "domain": "要写成不带 http:// 和端口的域名，如 zwfw.yichang.gov.cn",
    "url": "要写成 http:// 或 https:// 开头的完整网址，中间没有空格",
    "parent": "要写上级站点的键，如 hubei",
    "site_count": "要写成站点的个数，一个整数，不加引号",
    "sites": "站点的键只能用小写字母、数字和连字符，如 yichang，最多 40 个字",
    "from": "要写成 YYYY-MM-DD 的真实日期，如 2026-11-01",
    "until": "要写成 YYYY-MM-DD 的真实日期，如 2026-12-31",
    "rest": "每一项要写成 YYYY-MM-DD 的真实日期，如 2027-02-08",
    "work": "每一项要写成 YYYY-MM-DD 的真实日期，如 2027-02-08",
    "letters": "天数要写成 1 到 60 的整数，单位是工作日，不加引号",
    "closed": "只能写 true（关闭）或者 false，不加引号",
    "former_slugs": "每一项要写成用过的键，小写字母、数字和连字符，如 yichang",
    "features": "只能写 true（开）或者 false（关），不加引号",
    "body": "不能空着，也不能超过 2 万字",
    "description": "不能空着，也不能超过 2 万字",
    "keywords": "不能空着，几个词用逗号分开",
}
RIGHT_LINE = "要写成一行文字，前后不留空格，不能空着，最多 200 个字"

_FOR_THE_FILE = re.compile('并加引号|，不加引号|；“ ”和全角的引号不算，要用英文引号|"')

_SHAPES = {
    "model_type": "一组“键: 值”",
    "dict_type": "一组“键: 值”",
    "list_type": "一个列表，每一项以“- ”开头",
}
_CHOICES: dict[str, Sequence[str]] = {
    "level": schema.LEVELS,
    "theme": schema.THEMES,
    "letters": schema.LETTER_KINDS,
    "levels": schema.LEVELS,
    "features": schema.FEATURES,
    "publish": schema.PUBLISH,
    "columns": COLUMN_KEYS,
}
_ENTRIES: dict[str, type[BaseModel]] = {
    "portal": schema.PortalEntry,
    "holidays": schema.HolidaysEntry,
    "defaults": schema.Inherited,
    "contact": schema.ContactEntry,
    "footer": schema.FooterEntry,
    "notices": schema.NoticeEntry,
    "links": schema.LinkEntry,
    "services": schema.ServiceEntry,
    "apps": schema.AppEntry,
}


def sentence(kind: str, loc: Sequence[str | int], value: Any, raw: str | None) -> str:
    """Say what is wrong at ``loc``; ``kind`` is pydantic's error type, ``raw`` a number as it stands in the file."""
    names = [part for part in loc if isinstance(part, str)]
    name = names[-1] if names else ""
    if name == KEY_ITSELF:
        return _wrong_key(names)
    if kind == "missing":
        return f"缺少 {name}：请补上{_example(name)}"
    if kind == "extra_forbidden":
        return _unknown(name, _entry_of(loc[:-1]))
    if kind == "literal_error":
        return f"“{str(value)[:40]}”不能用：{_choose(str(value), _CHOICES.get(name, ()))}"
    if kind == "string_type" and isinstance(value, int | float):
        return _number(name, raw or _yaml(value))
    if kind == "string_type" and value is None:
        return f"{name} 这里没有内容：请补上；以“#”开头的文字会被当成说明，要加英文引号"
    if kind in _SHAPES:
        return f"{name or '全文'} 这里要写成{_SHAPES[kind]}"
    if kind == "too_short":
        return f"{name} 不能空着：至少写一个站点" if name == "sites" else f"{name} 不能空着"
    right = f"{name} {RIGHT_FORMS.get(names[-2] if _in_a_table(names) else name, RIGHT_LINE)}"
    quoted = isinstance(value, str) and value[:1] in _FOREIGN_QUOTES and value[:1]
    return f"{right}；“ ”和全角的引号不算，要用英文引号" if quoted else right


def in_form(words: str, name: str) -> str:
    """A sentence as it stands beside a field of a form, where nobody writes the name of a field or quotes."""
    return _FOR_THE_FILE.sub("", words.removeprefix(f"{name} "))


def near(word: str, words: Iterable[str]) -> str:
    """The most similar of ``words``, or "" if none is similar."""
    found = get_close_matches(word[:60], list(words), n=1, cutoff=0.6)
    return found[0] if found else ""


def _number(name: str, written: str) -> str:
    """What is said of a number where a text is wanted: as it was written, unless that can never be right."""
    if name not in _OF_DIGITS or written.isdigit() or written in ("true", "false"):
        return f'要加引号：写成 "{written}"'
    return f"“{written}”不是原来的写法，可能被表格软件改过：{name} {RIGHT_FORMS[name]}"


def _in_a_table(names: Sequence[str]) -> bool:
    return len(names) > 1 and names[-2] in ("letters", "features", "levels")


def _yaml(value: float) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _example(name: str) -> str:
    if name in _CHOICES:
        return "，" + _choose("", _CHOICES[name])
    return f"，{RIGHT_FORMS[name]}" if name in RIGHT_FORMS else ""


def _wrong_key(names: Sequence[str]) -> str:
    table, key = names[-3], names[-2]
    if table in _CHOICES:
        return f"不认识“{key}”：{_choose(key, _CHOICES[table])}"
    return f"“{key}”不能用作站点的键：{RIGHT_FORMS['sites']}"


def _choose(value: str, choices: Sequence[str]) -> str:
    guess = near(value, choices)
    return (f"是不是 {guess}？" if guess else "") + f"可以写 {'、'.join(choices)}"


def _entry_of(loc: Sequence[str | int]) -> type[BaseModel]:
    names = [part for part in loc if isinstance(part, str)]
    if not names:
        return schema.SitesFile
    if names[0] == "sites" and len(names) == 2:
        return schema.SiteEntry
    if len(names) > 1 and names[-2] == "columns":
        return schema.ColumnEntry
    return _ENTRIES.get(names[-1], schema.SiteEntry)


def _keys(entry: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in entry.model_fields.items()]


def _unknown(name: str, entry: type[BaseModel]) -> str:
    keys = _keys(entry)
    guess = near(name, keys)
    if guess:
        return f"不认识“{name}”：是不是 {guess}？"
    for table in ("contact", "footer", "portal", "defaults"):
        if name in _keys(_ENTRIES[table]) and (table in keys or table in ("portal", "defaults")):
            return f"“{name}”不能写在这里，要写在 {table} 下面"
    return f"不认识“{name}”：这里可以写 {'、'.join(keys)}"
