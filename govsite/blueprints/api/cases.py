"""The interface for departments' systems (办件接口): they push cases, read them, and ask for files and passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from govsite.database.session import reading, writing
from govsite.domain.cases import changes
from govsite.domain.cases.changes import Since
from govsite.domain.cases.issuing import NoPhone, Replaced, issue
from govsite.domain.cases.pushed import (
    MOST_CASES,
    Batch,
    Malformed,
    Order,
    TooMany,
    Unacceptable,
    read_batch,
    read_order,
)
from govsite.domain.cases.receiving import receive
from govsite.domain.common import audit
from govsite.domain.common.passwords import Passwords
from govsite.domain.common.throttle import Limit
from govsite.domain.systems.answers import OtherRequest
from govsite.web.attachments import give_out
from govsite.web.bodies import KB, MB, Body, accepts
from govsite.web.openapi import specification
from govsite.web.pushes import channels_at, request_of, sender_of, surroundings
from govsite.web.signed import JSON, Caller, by_system, refusal, refuse, take

bp = Blueprint("api_cases", __name__, url_prefix="/api/v1")
BATCH, SMALL = Body(text=8 * MB, fields=100), Body(text=16 * KB, fields=10)
Body_ = TypeVar("Body_", Batch, Order)
PASSWORDS = Limit("api: passwords", capacity=60, every=5)  # each costs a hash
MOST_ROWS, USUAL_ROWS = 1_000, 200
LONGEST_FILE = 10  # digits of a file's number
NOT_THERE = "没有这个办件，或者它不属于贵方部门。"
NO_FILE = "没有这个文件，或者它的办件不属于贵方部门。申请人换过文件的，请再查一次办件。"
OTHER = "这个 Idempotency-Key 已经用于另一个请求，请换一个。"


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """More than the view takes: the guard has read none of it."""
    return refusal(413, "too large", f"请求体最多 {BATCH.text // MB} MB，一次最多 {MOST_CASES} 件，请分批推送。")


@bp.get("/openapi.json")
def openapi() -> Response:
    """The specification, for anybody."""
    return _json(specification())


@bp.post("/cases")
@accepts(BATCH)
@by_system
def push(caller: Caller) -> Response:
    """Take a batch of cases in, as a whole or not at all."""
    batch = _read(caller, read_batch)
    try:
        answer = receive(request_of(caller), sender_of(caller), batch, surroundings())
    except Unacceptable as error:
        _refuse_rows(caller, error)
    except OtherRequest:
        refuse(422, "other request", OTHER, caller, title="重复使用了幂等键")
    made = Response(answer.body, answer.status, content_type=JSON)
    made.headers["Idempotency-Replayed"] = "true" if answer.again else "false"
    return made


@bp.get("/cases")
@by_system
def changed(caller: Caller) -> Response:
    """The cases that changed since a moment, or since the last answer."""
    since = Since.read(request.args.get("since", "1970-01-01T00:00:00+00:00"))
    asked = request.args.get("limit", str(USUAL_ROWS))
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= 4
    if since is None:
        refuse(400, "since", "since 写上次应答里的 next，或者 2026-11-02T09:30:00+08:00 这样的时间。", caller)
    if not is_number or not 1 <= int(asked) <= MOST_ROWS:
        refuse(400, "limit", f"limit 写 1 到 {MOST_ROWS} 的整数。", caller)
    found, more, go_on = changes.changed(reading(), sender_of(caller), since, int(asked))
    return _json({"cases": found, "more": more, "next": go_on.written})


@bp.get("/cases/<serial>")
@by_system
def one(caller: Caller, serial: str) -> Response:
    """A case with its events."""
    found = changes.find(reading(), sender_of(caller), serial)
    if found is None:
        refuse(404, "no case", NOT_THERE, caller, title="没有找到")
    return _json(found)


@bp.get("/cases/<serial>/files/<number>")
@by_system
def file(caller: Caller, serial: str, number: str) -> Response:
    """A file that the applicant has sent in, as a download; who has taken it stands in the audit."""
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_FILE
    found = changes.file_of(reading(), sender_of(caller), serial, int(number)) if is_number else None
    if found is None:
        refuse(404, "no file", NO_FILE, caller, title="没有找到")
    ticket_id, content = found
    site = changes.site_of(reading(), ticket_id)
    reading().rollback()
    with writing() as session:
        target, details = f"case {ticket_id}", {"file": content.id}
        audit.append(session, who=caller.who, what="api.file", target=target, site_code=site, details=details)
    return give_out(content)


@bp.post("/cases/<serial>/password")
@accepts(SMALL)
@by_system
def password(caller: Caller, serial: str) -> Response:
    """Give a case a new password, for whoever asks for it at a window."""
    order = _read(caller, read_order)
    ticket_id = changes.id_of(reading(), sender_of(caller), serial)
    if ticket_id is None:
        refuse(404, "no case", NOT_THERE, caller, title="没有找到")
    take(PASSWORDS, caller)
    hasher: Passwords = current_app.extensions["passwords"]
    sms = channels_at(changes.site_of(reading(), ticket_id)) if order.by == "sms" else None
    reading().rollback()
    try:
        number, made = issue(hasher, request_of(caller), request.headers["X-Govsite-Nonce"], ticket_id, sms)
    except NoPhone as error:
        refuse(409, "no phone", str(error), caller, title="发不了短信")
    except Replaced:
        refuse(409, "replaced", "后来又发过新的密码，这一个已经作废。", caller, title="密码已经换了")
    except OtherRequest:
        refuse(422, "other request", OTHER, caller, title="重复使用了幂等键")
    return _json({"serial": serial, "number": number, "sent": order.by, "password": made or None})


def _json(value: object) -> Response:
    return Response(current_app.json.dumps(value), content_type=JSON)


def _read(caller: Caller, read: Callable[[bytes], Body_]) -> Body_:
    """What was sent; a problem where it cannot be read."""
    try:
        return read(request.get_data())
    except Malformed as error:
        refuse(400, "malformed", str(error), caller)
    except TooMany:
        refuse(413, "too many", f"一次最多 {MOST_CASES} 件，请分批推送。", caller)
    except Unacceptable as error:
        _refuse_rows(caller, error)


def _refuse_rows(caller: Caller, error: Unacceptable) -> NoReturn:
    errors = [{"row": row, "field": field, "error": told} for row, field, told in error.faults]
    told = "一行也没有收下。请按 errors 改好后整批重发；row 从 0 数起。"
    refuse(422, "rows", told, caller, title="有内容不能收", errors=errors, more=error.more)
