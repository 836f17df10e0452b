"""Random blocks of a site, written in many ways, and changes of them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

WORDS = (
    *("宜昌", "0717-6219300", "007", "1e3", "yes", "null", "~", "2026-11-01", "true", "12345", ".5", "0x1f", "1_000"),
    *(
        "a: b",
        "a #b",
        "x:",
        "- a",
        "#x",
        "it's",
        '"引"',
        '"',
        "\\",
        "😀",
        "👨‍👩‍👧",
        "：全角",
        "尾 ",
        "  x",
        "\t制表",
        "a\tb",
    ),
    *(
        "{a}",
        "[b",
        "*c",
        "&d",
        "!e",
        "%f",
        "@g",
        "`h",
        "|",
        ">",
        "?",
        "=",
        "<<",
        "é",
        "",
        "\n",
        "a\n",
        "\n\na",
        "a\r\nb",
    ),
    *("多\n行", "多\n\n  行 # 不是\n完\n", "|\n x", "a\n# b\nc", "\u2028x"),
)
TEXTS = (("contact", "phone"), ("contact", "address"), ("footer", "icp"), ("theme",), ("description",), ("domain",))
TEXTS += (("columns", "halls", "name"), ("columns", "letters", "keywords"))
SWITCHES = (("features", "letters"), ("features", "progress"))
LISTS = (("hot",), ("other_names",))
words = st.sampled_from(WORDS)
links = st.lists(st.fixed_dictionaries({"title": words, "url": words}), max_size=3)
fields = st.one_of(
    st.tuples(st.sampled_from(TEXTS), st.none() | words),
    st.tuples(st.sampled_from(SWITCHES), st.none() | st.booleans()),
    st.tuples(st.sampled_from(LISTS), st.none() | st.lists(words, max_size=4)),
    st.tuples(st.just(("links",)), st.none() | links),
    st.tuples(st.just(("contact",)), st.none() | st.fixed_dictionaries({"phone": words, "postcode": words})),
)
changes = st.lists(fields, min_size=1, max_size=4).map(dict)


class Writer:
    """Writes values in ways that are drawn, with comments of its own: ``comments`` are those on lines of their own."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.comments: list[str] = []
        self.count = 0

    def one(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def comment(self) -> str:
        self.count += 1
        return f"#说明{self.count}."

    def behind(self) -> str:
        return f"  {self.comment()}" if self.one(True, False, False) else ""

    def above(self, indent: int) -> str:
        kind = self.one("", "", "", "\n", "#")
        if kind == "#":
            self.comments.append(self.comment())
            return f"{' ' * indent}{self.comments[-1]}\n"
        return str(kind)

    def value(self, value: Any, indent: int) -> str:
        """What stands behind a colon, to the end of the last line."""
        in_lines = self.one(True, True, True, False)
        if isinstance(value, dict) and value and in_lines:
            deeper = indent + self.one(1, 2, 4)
            entries = (f"{self.above(deeper)}{' ' * deeper}{key}:{self.value(value[key], deeper)}" for key in value)
            return self.behind() + "\n" + "".join(entries)
        if isinstance(value, list) and value and in_lines:
            deeper = indent + self.one(0, 2)
            return self.behind() + "\n" + "".join(self.above(deeper) + self.item(each, deeper) for each in value)
        if isinstance(value, str) and "\n" in value.strip() and not value[0].isspace() and in_lines:
            lines = value.rstrip("\n").split("\n")
            sign = "|" if value.endswith("\n") else "|-"
            return f" {sign}{self.behind()}\n" + "".join(f"{' ' * (indent + 2)}{x}\n" if x else "\n" for x in lines)
        return f" {json.dumps(value, ensure_ascii=False)}{self.behind()}\n"

    def item(self, value: Any, indent: int) -> str:
        if not isinstance(value, dict):
            return f"{' ' * indent}- {json.dumps(value, ensure_ascii=False)}{self.behind()}\n"
        lines = [f"{key}: {json.dumps(each, ensure_ascii=False)}{self.behind()}\n" for key, each in value.items()]
        return f"{' ' * indent}- " + f"{' ' * (indent + 2)}".join(lines)


@st.composite
def blocks(draw: Any, slug: str = "yichang") -> tuple[str, list[str]]:
    """A block and the comments that stand in it on lines of their own."""
    data: dict[str, Any] = {"code": "420500", "name": "宜昌市"}
    for path, value in draw(st.lists(fields, max_size=6)):
        if value is None:
            continue
        here = data
        for key in path[:-1]:
            here = here.setdefault(key, {})
        here[path[-1]] = value
    data = dict(draw(st.permutations(list(data.items()))))
    writer = Writer(draw)
    return f"{slug}:{writer.value(data, 0)}", writer.comments
