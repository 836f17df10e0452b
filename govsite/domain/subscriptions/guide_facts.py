"""What a subscription remembers of a guide, and what has changed of it, in one sentence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from govsite.domain.catalogue.limits import Limit, own_or
from govsite.models.base import IN_USE
from govsite.models.item import Item
from govsite.models.offering import Offering

Facts = dict[str, Any]
MOST_NAMES = 3
# Key -> what it is called: first what people look for, each with its value before and after.
VALUES = {"name": "名称", "promised": "承诺时限", "fee": "收费", "visits": "跑动次数", "hours": "办理时间"}
VALUES |= {"phone": "咨询电话", "window": "办理窗口"}
TEXTS = {"conditions": "办理条件", "steps": "办理流程", "online": "网上办理的入口", "result": "办理结果"}
GONE, BACK = "这里不再办理这个事项", "这里重新办理这个事项"


def facts_of(item: Item | None, row: Offering | None) -> Facts:
    """The facts of a guide by its rows; {} for what a site does not offer."""
    if item is None or row is None or item.state != IN_USE or row.state != IN_USE:
        return {}
    promised = own_or(row.promised_days, row.promised_unit, Limit(item.promised_days, item.promised_unit))
    visits = item.visits if row.visits is None else row.visits
    return {
        "name": item.name,
        "promised": str(promised),
        "fee": row.fee or item.fee_short or item.fee,
        "visits": f"{visits} 次",
        "hours": row.hours or "",
        "phone": row.phone,
        "window": row.window,
        "materials": [str(material.get("name", "")) for material in item.materials],
        "details": _digest(item.materials),
        "conditions": _digest(item.conditions),
        "steps": _digest([item.steps, item.window_steps]),
        "online": _digest(row.online_at or item.online_at),
        "result": item.result,
    }


def said(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What has changed, as a sentence without its end; "" where nothing has that a reader would see."""
    if not before or not now:
        return (GONE if before else BACK) if bool(before) != bool(now) else ""
    found = [_value(name, before.get(key), now[key]) for key, name in VALUES.items() if before.get(key) != now[key]]
    found += _materials(before, now)
    texts = [name for key, name in TEXTS.items() if before.get(key) != now[key]]
    return "；".join([*found, *([f"{'、'.join(texts)}有修改"] if texts else [])])


def _value(name: str, before: Any, now: Any) -> str:
    if before and now and len(f"{before}{now}") <= 60:
        return f"{name}由“{before}”改为“{now}”"
    return f"{name}改为“{now}”" if now and len(now) <= 60 else f"{name}有修改"


def _materials(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    if before.get("details") == now["details"]:
        return []
    old, new = before.get("materials") or [], now["materials"]
    more, less = [each for each in new if each not in old], [each for each in old if each not in new]
    found = [f"材料增加{_named(more)}"] * bool(more) + [f"材料减少{_named(less)}"] * bool(less)
    return found or ["材料的要求有修改"]


def _named(names: Sequence[str]) -> str:
    shown = "、".join(f"“{name}”" for name in names[:MOST_NAMES])
    return f"{shown}等 {len(names)} 项" if len(names) > MOST_NAMES else shown


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
