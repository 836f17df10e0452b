"""Pinyin keys of names, made at import so that no worker has to hold a dictionary of readings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_KEPT = re.compile(r"[0-9a-z]+")

# Readings that the dictionary gets wrong in the language of government services.
READINGS = {
    "还商贷": "huan shang dai",
    "还房贷": "huan fang dai",
    "还贷": "huan dai",
    "还款": "huan kuan",
    "重办": "chong ban",
    "重领": "chong ling",
    "重刻": "chong ke",
    "重开": "chong kai",
    "查重": "cha chong",
    "调档": "diao dang",
    "调档函": "diao dang han",
    "调动": "diao dong",
    "发卡": "fa ka",
    "制卡": "zhi ka",
    "项目的": "xiang mu de",
    "给付": "ji fu",
    "会计": "kuai ji",
    "行驶证": "xing shi zheng",
    "长阳": "chang yang",
    "长者": "zhang zhe",
}


@cache
def _load_readings() -> None:
    from pypinyin import load_phrases_dict

    load_phrases_dict({phrase: [[s] for s in reading.split()] for phrase, reading in READINGS.items()})


def keys(names: Iterable[str]) -> list[str]:
    """For each name its full pinyin without spaces and its initials, each once: shenfenzhengbuling, sfzbl."""
    from pypinyin import lazy_pinyin  # 40 MB that only an import needs

    _load_readings()
    found: dict[str, None] = {}
    for name in names:
        syllables = [s for part in lazy_pinyin(name.lower()) for s in _KEPT.findall(part)]
        full = "".join(syllables)
        initials = "".join(s if s[0].isdigit() else s[0] for s in syllables)
        found.update(dict.fromkeys(key for key in (full, initials) if key))
    return list(found)
