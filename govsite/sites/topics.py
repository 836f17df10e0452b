"""What a site says of itself, by topic (设置分类): each value with its place in the site's block and its shape.

All of it is read from the schema: a field that is added there stands in the form of its topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from govsite.sites.labels import label_of
from govsite.sites.schema import ItemCode, SiteEntry, Text

Path = tuple[str, ...]


class Shape(Enum):
    """How a value is written."""

    LINE = auto()
    TEXT = auto()  # of several lines
    CHOICE = auto()
    SWITCH = auto()
    LINES = auto()  # a list of lines
    TABLE = auto()  # a list of rows
    ITEMS = auto()  # a list of codes of items


@dataclass(frozen=True, slots=True)
class Setting:
    """One value; ``columns`` are those of each row of a table, whose paths begin at the row."""

    path: Path
    shape: Shape
    label: str
    hint: str = ""
    needed: bool = False
    columns: tuple[Setting, ...] = ()

    @property
    def name(self) -> str:
        """The path as mistakes name it."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Topic:
    """Values that one thinks of together; those of the ``portal`` are the operator's to change."""

    key: str
    name: str
    about: str
    settings: tuple[Setting, ...]
    portal: bool = False


# Words for what the file says in English.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "theme": {"blue": "蓝色", "red": "红色", "green": "绿色", "teal": "青色"},
    "publish": {"direct": "编辑的人直接发布", "two_person": "一人提请，另一人批准"},
}
_CHOSEN = ("parent", "letters_office")  # lines that are one of a list, which is known when a form is made
_FOR_THE_FILE = re.compile(r"[；，]?(要加引号|写它的键|写部门的键|写基本编码，12 位或者 14 位)(?=[；，]|$)")
_HEAD = re.compile(r"[^；，。：（]*[；，。：]?")


def settings_at(*path: str) -> Iterator[Setting]:
    """The values at a path of a site's block, or below it."""
    annotation, field = _below(SiteEntry, path[0])
    yield from _settings(path, annotation, field)


def _settings(path: Path, annotation: Any, field: FieldInfo | None) -> Iterator[Setting]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name in annotation.model_fields:
            yield from _settings((*path, name), *_below(annotation, name))
    elif get_origin(annotation) is dict:
        keys, value = get_args(annotation)
        for key in get_args(keys):
            yield from _settings((*path, key), value, None)
    else:
        columns = _columns(annotation)
        shape = Shape.TABLE if columns else Shape.CHOICE if path[-1] in _CHOSEN else _shape(annotation)
        hint = "" if path[-1] in CHOICES else _hint(field)
        yield Setting(path, shape, _label(path), hint, bool(field and field.is_required()), columns)


def _below(model: type[BaseModel], name: str) -> tuple[Any, FieldInfo]:
    """What a field holds, where it holds something."""
    field = model.model_fields[name]
    annotation = field.annotation
    if isinstance(annotation, UnionType) or get_origin(annotation) is not None and type(None) in get_args(annotation):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    return annotation, field


def _shape(annotation: Any) -> Shape:
    if annotation is bool:
        return Shape.SWITCH
    if get_origin(annotation) is Literal:
        return Shape.CHOICE
    if get_origin(annotation) is list:
        return Shape.ITEMS if get_args(annotation)[0] == ItemCode else Shape.LINES
    return Shape.TEXT if annotation == Text else Shape.LINE


def _columns(annotation: Any) -> tuple[Setting, ...]:
    row = get_args(annotation)[0] if get_origin(annotation) is list else None
    if not (isinstance(row, type) and issubclass(row, BaseModel)):
        return ()
    fields = ((name, *_below(row, name)) for name in row.model_fields)
    return tuple(
        Setting((name,), _shape(inner), _head(field), _hint(field), field.is_required())
        for name, inner, field in fields
    )


def _label(path: Path) -> str:
    """The name of a value in its topic, where that of a table is said already."""
    return label_of(path).removeprefix(f"{label_of(path[:1])}：")


def _head(field: FieldInfo) -> str:
    found = _HEAD.match(field.description or "")
    return found[0].rstrip("；，。：") if found else ""


def _hint(field: FieldInfo | None) -> str:
    """What the schema says behind the name, without what concerns who writes the file."""
    words = _FOR_THE_FILE.sub("", field.description or "") if field else ""
    return _HEAD.sub("", words, count=1).strip("；，")


def _topic(key: str, name: str, about: str, *paths: str, portal: bool = False) -> Topic:
    known = [path for path in paths if path in SiteEntry.model_fields]
    return Topic(key, name, about, tuple(setting for path in known for setting in settings_at(path)), portal)


# In the order of the page; every field of a site but its notices stands in one of them.
TOPICS = {
    topic.key: topic
    for topic in (
        _topic("names", "名称", "站名、简称、介绍", "name", "short_name", "title", "description", "keywords"),
        _topic("contact", "联系方式", "主办单位、电话、地址、邮编", "contact"),
        _topic("footer", "页脚", "政府网站规定的标识：备案号、网站标识码", "footer"),
        _topic("links", "友情链接", "首页下方的链接", "links"),
        _topic("services", "便民服务", "别的网站办的事、能办事的手机应用", "services", "apps"),
        _topic("hot", "热门事项", "首页上推荐的事项", "hot"),
        _topic("features", "栏目开关", "写信、预约、进度、评价开不开", "features"),
        _topic("theme", "配色", "页头、链接和按钮的颜色", "theme"),
        _topic("columns", "栏目介绍", "各栏目的名称、介绍和关键词", "columns"),
        _topic("letters", "来信时限", "来信几天答复，没有选部门的先交给谁", "letters_office"),
        _topic("other-names", "其他名称", "老名称、俗称、拼音首字母，查站点时也认得", "other_names", "initials"),
        _topic(
            "structure", "域名与结构", "代码、级别、上级站点、域名、发布规则、关闭站点",
            "code", "level", "parent", "domain", "publish", "former_slugs", "closed", portal=True,
        ),
    )
}  # fmt: skip
