"""What the interface for departments' systems answers (应答格式), as JSON Schema."""

from __future__ import annotations

from typing import Any

from govsite.domain.cases.states import WORDS
from govsite.domain.common.file_names import EXTENSIONS

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
FLAG: Json = {"type": "boolean"}
COUNT: Json = {"type": "integer", "minimum": 0}
MOMENT: Json = {"type": "string", "format": "date-time"}
DAY: Json = {"type": "string", "format": "date"}
STATE: Json = {"type": "string", "enum": list(WORDS), "description": "、".join(f"{k} {v}" for k, v in WORDS.items())}
SUMMARY: Json = {
    "serial": TEXT | {"description": "办件流水号"},
    "number": TEXT | {"description": "申请人查询用的编号，BJ 开头"},
    "state": STATE,
    "state_words": TEXT | {"description": "申请人看到的状态"},
    "site": TEXT | {"description": "站点的行政区划代码"},
    "department": TEXT,
    "item": TEXT | {"description": "基本编码"},
    "item_name": TEXT,
    "received": MOMENT,
    "accepted": {"anyOf": [DAY, {"type": "null"}], "description": "受理的日期"},
    "due": DAY | {"description": "承诺办结的最后一天"},
    "decided": {"anyOf": [MOMENT, {"type": "null"}]},
    "finished": {"anyOf": [MOMENT, {"type": "null"}]},
    "changed": MOMENT | {"description": "最近一次变化"},
    "step": TEXT | {"description": "现在的环节"},
    "paused": FLAG | {"description": "特别程序进行中，期限停止计算"},
    "refusal": TEXT,
    "result": TEXT,
    "source": {"type": "string", "enum": ["window", "pushed", "imported"]},
    "has_password": FLAG | {"description": "发过查询密码没有"},
}
TOLD: Json = {
    "id": {"type": ["string", "null"], "description": "贵方的事件编号；门户自己的是 null"},
    "at": MOMENT,
    "action": TEXT,
    "state": STATE,
    "step": TEXT,
    "unit": TEXT,
    "remark": TEXT,
    "correction": FLAG,
    "by": {"type": "string", "enum": ["writer", "office", "system"], "description": "申请人、部门、门户"},
}
FILE: Json = {
    "id": {"type": "integer", "minimum": 1},
    "name": TEXT,
    "type": {"type": "string", "enum": list(EXTENSIONS)},
    "size": COUNT | {"description": "字节"},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
MATERIAL: Json = {
    "name": TEXT,
    "received": FLAG,
    "verdict": TEXT,
    "fault": TEXT,
    "remedy": TEXT,
    "sent_in": FLAG | {"description": "申请人在网上补交了文件"},
}
RESULT: Json = {
    "serial": TEXT,
    "state": STATE,
    "state_words": TEXT,
    "created": FLAG | {"description": "第一次收到"},
    "events": COUNT | {"description": "新收下的事件数"},
    "repeated": COUNT | {"description": "以前收过的事件数"},
}
ROW: Json = {"anyOf": [COUNT, {"type": "null"}], "description": "第几个办件，从 0 数起；null 是整个请求"}


def _object(properties: Json, *optional: str) -> Json:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


ANSWERS: Json = {
    "Results": _object({"results": _list(_object(RESULT))}),
    "Case": _object(
        {
            **SUMMARY,
            "events": _list(_object(TOLD)),
            "materials": _list(_object(MATERIAL | {"files": _list(_object(FILE))})),
        }
    ),
    "Changes": _object(
        {
            "cases": _list(_object(SUMMARY)),
            "more": FLAG | {"description": "后面还有"},
            "next": TEXT | {"description": "下次的 since"},
        }
    ),
    "Password": _object(
        {
            "serial": TEXT,
            "number": TEXT,
            "sent": {"type": "string", "enum": ["window", "sms"]},
            "password": {"type": ["string", "null"], "description": "16 位数字；发短信时是 null"},
        }
    ),
    "Problem": _object(
        {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": _list(_object({"row": ROW, "field": TEXT, "error": TEXT})),
            "more": FLAG | {"description": "还有更多错误没有列出"},
        },
        "errors",
        "more",
    ),
}
