"""User names of staff (用户名): one form however they are typed."""

from __future__ import annotations

import re
import unicodedata

from govsite.models.staff import LONGEST_USERNAME

SHORTEST_USERNAME = 2
_GOOD = re.compile(r"[a-z0-9][a-z0-9._-]*")


def fold(typed: str) -> str:
    """Half width, lower case, no blanks around; plain text that every database takes, whatever was typed."""
    normal = unicodedata.normalize("NFKC", typed.encode("utf-8", "replace").decode())
    return "".join(char if char.isprintable() else " " for char in normal).strip().lower()


def fault(username: str) -> str:
    """The sentence for a folded name that cannot be one, "" for a good one.

    ASCII alone: on paper and over the phone nobody takes one name for another that only looks like it.
    """
    if not SHORTEST_USERNAME <= len(username) <= LONGEST_USERNAME:
        return f"用户名要有 {SHORTEST_USERNAME} 到 {LONGEST_USERNAME} 个字符。"
    if not _GOOD.fullmatch(username):
        return "用户名只能用字母、数字和 . _ -，第一个要是字母或数字。"
    return ""
