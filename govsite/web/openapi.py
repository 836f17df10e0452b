"""The specification of the interface for departments' systems (接口规范, OpenAPI 3.1), made of what checks requests."""

from __future__ import annotations

from functools import cache
from typing import Any

from govsite.domain.cases.pushed import schemas
from govsite.domain.common.file_names import EXTENSIONS
from govsite.web.openapi_answers import ANSWERS

Json = dict[str, Any]
VERSION = "1.0.0"
ABOUT = """部门业务系统把办件推送到政务服务门户，也可以查自己部门的办件。

每个请求都要签名。签名是 HMAC-SHA256 的十六进制，密钥是 secret，内容是下面几行，用换行符（\\n）连接，末尾没有换行：
请求方法、请求目标（从 / 开始，和发送的一样，包括站点前缀和问号后面的部分）、X-Govsite-Timestamp、X-Govsite-Nonce、
请求体 SHA-256 的十六进制（没有请求体时是空内容的）；有 Idempotency-Key 时，最后再加它一行。

时间戳是 Unix 秒数，相差不能超过 300 秒。每个 X-Govsite-Nonce 只能用一次。
错误都是 application/problem+json（RFC 9457）。
"""
HEADERS = {
    "Timestamp": ("现在的 Unix 秒数", {"type": "string", "pattern": "^[0-9]{1,12}$"}),
    "Nonce": ("每次请求都不一样的 8 到 64 个字符", {"type": "string", "pattern": "^[!-~]{8,64}$"}),
    "Signature": ("签名，64 个十六进制字符", {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
}
SERIAL = {
    "name": "serial",
    "in": "path",
    "required": True,
    "description": "办件流水号",
    "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[0-9A-Za-z]+$"},
}
FILE = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "文件的编号，在办件的 materials 里",
    "schema": {"type": "string", "minLength": 1, "maxLength": 10, "pattern": "^[0-9]+$"},
}
KEY_AGAIN = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "同一个请求重发时写同样的值，只办一次，应答和第一次一样；7 天以内有效",
    "schema": {"type": "string", "pattern": "^[!-~]{1,64}$"},
}
EXAMPLE: Json = {
    "cases": [
        {
            "serial": "11420502MB0000019P4070010016000202511030001",
            "received": "2025-11-03T09:12:00+08:00",
            "applicant": {"name": "张晓燕", "kind": "person", "phone": "13800000000"},
            "materials": [{"name": "居民户口簿", "received": True, "verdict": "good"}],
            "events": [
                {"id": "1", "at": "2025-11-03T09:20:00+08:00", "action": "accept", "unit": "户政窗口"},
                {"id": "2", "at": "2025-11-04T10:00:00+08:00", "action": "step", "step": "信息采集"},
                {"id": "3", "at": "2025-11-12T15:30:00+08:00", "action": "grant", "result": "居民身份证"},
                {"id": "4", "at": "2025-11-18T09:00:00+08:00", "action": "produce"},
                {"id": "5", "at": "2025-11-20T11:05:00+08:00", "action": "deliver", "remark": "本人领取"},
            ],
        }
    ]
}


@cache
def specification() -> Json:
    """The whole of it."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "政务服务门户办件接口", "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": {
            "/api/v1/cases": {"post": _push(), "get": _changed()},
            "/api/v1/cases/{serial}": {"get": _one()},
            "/api/v1/cases/{serial}/files/{number}": {"get": _file()},
            "/api/v1/cases/{serial}/password": {"post": _password()},
            "/api/v1/openapi.json": {"get": _itself()},
        },
        "components": {
            "schemas": {**schemas(), **ANSWERS},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Govsite-Key", "description": "密钥的名称"}
            },
        },
    }


def _push() -> Json:
    about = "一次最多 1,000 件、8 MB。有一行不对，整批都不收。办件和事件可以重复推送，也可以不按先后。"
    return {
        "operationId": "pushCases",
        "summary": "推送一批办件",
        "description": about,
        "parameters": [*_signed(), KEY_AGAIN],
        "requestBody": _body("Batch", EXAMPLE),
        "responses": {
            "200": _answer("全部收下，每行一个结果", "Results", replayed=True),
            **_problems(400, 401, 413, 415, 422, 429, 503),
        },
    }


def _changed() -> Json:
    since = {"type": "string", "maxLength": 64}
    limit = {"type": "integer", "minimum": 1, "maximum": 1000, "default": 200}
    return {
        "operationId": "listChangedCases",
        "summary": "查有变化的办件",
        "description": "按变化的先后。more 是 true 时（空页也是）马上用 next 再查，否则过一会儿。少数办件会重复出现。",
        "parameters": [
            *_signed(),
            {"name": "since", "in": "query", "description": "上次应答里的 next，或者一个时间", "schema": since},
            {"name": "limit", "in": "query", "description": "一次最多几件", "schema": limit},
        ],
        "responses": {"200": _answer("办件", "Changes"), **_problems(400, 401, 429, 503)},
    }


def _one() -> Json:
    return {
        "operationId": "getCase",
        "summary": "查一个办件",
        "description": "别的部门、别的站点的办件，和没有一样。",
        "parameters": [SERIAL, *_signed()],
        "responses": {"200": _answer("办件和它的办理过程", "Case"), **_problems(400, 401, 404, 429, 503)},
    }


def _file() -> Json:
    about = "申请人在网上补交的文件，编号、大小、SHA-256 见办件的 materials。每次取用都记入审计。"
    given: Json = {"description": "文件，只作为附件", "content": {kind: {} for kind in EXTENSIONS}}
    given["headers"] = {"Content-Disposition": {"description": "attachment 和文件名", "schema": {"type": "string"}}}
    return {
        "operationId": "getFile",
        "summary": "取申请人补交的文件",
        "description": about,
        "parameters": [SERIAL, FILE, *_signed()],
        "responses": {"200": given, **_problems(400, 401, 404, 429, 503)},
    }


def _password() -> Json:
    about = "推送来的办件没有查询密码，申请人到窗口要的时候再发。再发一次，原来的作废。"
    return {
        "operationId": "givePassword",
        "summary": "发查询密码",
        "description": about,
        "parameters": [SERIAL, *_signed(), KEY_AGAIN],
        "requestBody": _body("Order", {"by": "window"}),
        "responses": {
            "200": _answer("密码发好了", "Password"),
            **_problems(400, 401, 404, 409, 413, 415, 422, 429, 503),
        },
    }


def _itself() -> Json:
    answer = {"description": "本规范", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"operationId": "getSpecification", "summary": "本规范", "security": [], "responses": {"200": answer}}


def _signed() -> list[Json]:
    return [
        {"name": f"X-Govsite-{name}", "in": "header", "required": True, "description": told, "schema": schema}
        for name, (told, schema) in HEADERS.items()
    ]


def _body(schema: str, example: Json) -> Json:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": example}
    return {"required": True, "content": {"application/json": content}}


def _answer(told: str, schema: str, *, replayed: bool = False) -> Json:
    found: Json = {
        "description": told,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    if replayed:
        about = "true：这个 Idempotency-Key 来过，这是当时的应答"
        found["headers"] = {
            "Idempotency-Replayed": {"description": about, "schema": {"type": "string", "enum": ["true", "false"]}}
        }
    return found


_TOLD = {
    400: "请求不是 JSON，或者参数不对",
    401: "没有签名、签名不对、时间戳太旧，或者 nonce 用过了",
    404: "没有这个办件或者文件，或者它不属于贵方部门",
    409: "发不了短信，或者后来又发过新的密码",
    413: "太大，或者超过 1,000 件",
    415: "Content-Type 不是 application/json",
    422: "有内容不能收，见 errors；或者 Idempotency-Key 已经用于另一个请求",
    429: "请求太频繁，过 Retry-After 秒再发",
    503: "门户暂时不能保存，过一会儿用同样的 Idempotency-Key 重发",
}


def _problems(*statuses: int) -> Json:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    content = {"application/problem+json": schema}
    return {str(status): {"description": _TOLD[status], "content": content} for status in statuses}
