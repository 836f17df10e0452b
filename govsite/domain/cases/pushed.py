"""What a department's system sends (推送的办件): its shape and limits, from which the specification is made too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.json_schema import models_json_schema
from pydantic_core import PydanticCustomError

from govsite.characters import clean, one_line
from govsite.domain.cases.pushed_words import sentence
from govsite.models.case import LONGEST_MATERIAL, LONGEST_NAME, LONGEST_REMARK

MOST_CASES, MOST_EVENTS, MOST_MATERIALS, MOST_FAULTS = 1_000, 200, 100, 100
LONGEST_LIMIT = 1_000  # days
FIRST_YEAR, LAST_YEAR = 1900, 9000
MANY = "错误太多，没有一条一条列出来。请照规范 openapi.json 核对字段的名称和写法。"
MOST_TOLD = 2_000  # mistakes of one case that are looked at: each takes longer to tell than to find
FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_LINE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"  # of several lines

DayT = TypeVar("DayT", bound=date)

Action = Literal[
    "accept", "ask", "supply", "step", "pause", "go_on", "extend",
    "grant", "deny", "refuse", "complete", "produce", "deliver", "withdraw",
]  # fmt: skip


class _Seen(StringConstraints):
    """A text as people see it: without characters that nobody sees, of which alone there is no text."""

    def __iter__(self) -> Iterator[Any]:
        yield from super().__iter__()
        yield AfterValidator(self.seen)

    def seen(self, text: str) -> str:
        """The text that is stored."""
        found = clean(text) if self.pattern == _TEXT else one_line(clean(text))
        if len(found) < (self.min_length or 0):
            raise PydanticCustomError("string_too_short", "too short")
        return found


def _line(most: int, least: int = 0, pattern: str = _LINE) -> Any:
    return _Seen(min_length=least, max_length=most, pattern=pattern)


def _reckonable(day: DayT) -> DayT:
    """A day or moment that can be counted from, in every time zone."""
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise PydanticCustomError("far_away", "far away")
    return day


Moment = Annotated[AwareDatetime, AfterValidator(_reckonable)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Applicant(_Model):
    """申请人。公开页面上，个人只显示姓（张*），单位显示全称。"""

    name: Annotated[str, _line(LONGEST_NAME, 1), Field(description="姓名或者单位全称")]
    kind: Literal["person", "firm"] = Field("person", description="person 个人，firm 单位")
    phone: Annotated[str, _line(40), Field(description="手机号；写了才发短信")] = ""
    email: Annotated[str, _line(120), Field(description="邮箱；写了才发邮件")] = ""


class Promise(_Model):
    """承诺时限；不写就用实施清单里的。"""

    days: int = Field(ge=0, le=LONGEST_LIMIT, description="天数，0 是当场办结")
    unit: Literal["working_days", "days"] = Field("working_days", description="working_days 工作日，days 自然日")


class Material(_Model):
    """一份申请材料。"""

    name: Annotated[str, _line(LONGEST_MATERIAL, 1)]
    received: bool = Field(True, description="收到了没有")
    verdict: Literal["", "good", "bad"] = Field("", description="good 合格，bad 不合格，空着是还没有看")


class Missing(_Model):
    """补正告知里的一份材料：哪里不对，怎么补。"""

    name: Annotated[str, _line(LONGEST_MATERIAL, 1)]
    fault: Annotated[str, _line(LONGEST_REMARK, 1, _TEXT), Field(description="哪里不对")]
    remedy: Annotated[str, _line(LONGEST_REMARK, 1, _TEXT), Field(description="怎么补")]


class Event(_Model):
    """办理过程中的一件事。按 at 的先后起作用，和推送的先后无关。"""

    id: Annotated[str, _line(64, 1, r"^[!-~]+$"), Field(description="贵方系统里的编号，在这个办件内不重复")]
    at: Moment = Field(description="发生的时间，带时区")
    action: Action = Field(
        description="accept 受理，ask 补正告知，supply 收到补正，step 到下一环节，pause 特别程序开始，"
        "go_on 特别程序结束，extend 延长期限，grant 准予，deny 不予许可，refuse 不予受理，complete 当场办结，"
        "produce 制证，deliver 送达，withdraw 申请人撤回"
    )
    correction: bool = Field(False, description="更正：可以让办件退回，也可以换一个决定")
    step: Annotated[str, _line(60), Field(description="办事指南里的环节名称")] = ""
    unit: Annotated[str, _line(60), Field(description="经办单位")] = ""
    remark: Annotated[str, _line(LONGEST_REMARK, pattern=_TEXT), Field(description="给申请人的话，例如理由")] = ""
    refusal: Literal["", "conditions", "materials", "entries"] = Field(
        "", description="不予受理、不予许可的原因：conditions 条件不符，materials 材料不全或不准，entries 填写有误"
    )
    result: Annotated[str, _line(200), Field(description="办理结果的名称，例如证照名称")] = ""
    missing: list[Missing] = Field(
        default_factory=list, max_length=MOST_MATERIALS, description="补正告知：一次写全缺什么"
    )
    until: Annotated[date, AfterValidator(_reckonable)] | None = Field(
        None, description="补正的最后一天；不写是 10 个工作日"
    )
    joint: bool = Field(False, description="联合办理的延长：15 个工作日，不写是 10 个")
    by_post: bool = Field(False, description="邮寄送达")


class Pushed(_Model):
    """一个办件。"""

    serial: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{31}[0-9]{8}[0-9A-Z]{4}$")] = Field(
        description="办件流水号：实施编码 31 位、收件日期 8 位、当天序号 4 位"
    )
    item: Annotated[str, StringConstraints(pattern=r"^([0-9A-Z]{12}([0-9A-Z]{2})?)?$")] = Field(
        "", description="事项的基本编码；几个事项（业务办理项，14 位）共用一个实施编码时，第一次推送要写"
    )
    received: Moment = Field(description="收到申请的时间，和流水号里的日期是同一天（北京时间）")
    applicant: Applicant | None = Field(None, description="第一次推送时要写")
    promise: Promise | None = Field(None, description="承诺时限；不写就用实施清单里的")
    materials: list[Material] = Field(
        default_factory=list, max_length=MOST_MATERIALS, description="申请材料，第一次推送时写"
    )
    events: list[Event] = Field(default_factory=list, max_length=MOST_EVENTS, description="办理过程，可以只写新的")


class Batch(_Model):
    """一批办件：全部收下，或者一个也不收。"""

    cases: list[Pushed] = Field(min_length=1, max_length=MOST_CASES)


class Order(_Model):
    """查询密码怎么交给申请人。"""

    by: Literal["window", "sms"] = Field(
        description="window：在窗口当面告诉，密码在应答里；sms：发短信到办件的手机号，应答里没有密码"
    )


class Fault(tuple[int | None, str, str]):
    """What is wrong: the row from 0, None of the whole; the field in it; a sentence."""

    __slots__ = ()


class Malformed(ValueError):  # noqa: N818
    """Not JSON as it should be (RFC 8259, and no name twice); the text is the sentence."""


class TooMany(ValueError):  # noqa: N818
    """More cases than one batch may have."""


class Unacceptable(ValueError):  # noqa: N818
    """What is sent cannot be taken in, and nothing of it was; ``faults`` are the first MOST_FAULTS."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = sorted(faults, key=lambda fault: (-1 if fault[0] is None else fault[0], fault[1]))[:MOST_FAULTS]
        self.more = len(faults) > MOST_FAULTS


def read_batch(body: bytes) -> Batch:
    """The cases of a body; raises Malformed, TooMany and Unacceptable."""
    found: Batch = _read(Batch, body)
    return found


def read_order(body: bytes) -> Order:
    """How a password is to be handed over; raises Malformed and Unacceptable."""
    found: Order = _read(Order, body)
    return found


def schemas() -> dict[str, Any]:
    """The shapes as JSON Schema (2020-12), by name, as a specification refers to them."""
    models: list[Any] = [(model, "validation") for model in (Batch, Order)]
    made = models_json_schema(models, ref_template="#/components/schemas/{model}")[1]
    found: dict[str, Any] = made["$defs"]
    return found


def _read(model: type[BaseModel], body: bytes) -> Any:
    text, sent = _text(body)
    cases = sent.get("cases") if isinstance(sent, dict) else None
    if isinstance(cases, list) and len(cases) > MOST_CASES:
        raise TooMany
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        many = error.error_count() > MOST_TOLD and isinstance(cases, list)
        raise Unacceptable(_of_each(cases or []) if many else _told(error, None)) from None


def _text(body: bytes) -> tuple[str, Any]:
    """A body as text, and what it says as JSON; raises Malformed."""
    try:
        text = body.decode("utf-8")
        sent = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
        if "\\u" in text:
            json.dumps(sent, ensure_ascii=False).encode("utf-8")  # raises for half of a pair
    except UnicodeError:
        raise Malformed("请求体不是 UTF-8 编码的文字。") from None
    except RecursionError:
        raise Malformed("JSON 套的层数太多。") from None
    except Malformed:
        raise
    except ValueError:
        raise Malformed("请求体不是 JSON。") from None
    return text, sent


def _of_each(cases: list[Any]) -> list[Fault]:
    """What is wrong with the first cases that have mistakes, of a batch that has thousands of them."""
    found: list[Fault] = []
    for row, case in enumerate(cases):
        try:
            Pushed.model_validate_json(json.dumps(case))
        except ValidationError as error:
            found += _told(error, row)
        if len(found) > MOST_FAULTS:
            break
    return found or [Fault((None, "", MANY))]


def _told(error: ValidationError, row: int | None) -> list[Fault]:
    """The mistakes of a case, or of all that was sent for None."""
    if error.error_count() > MOST_TOLD:
        return [Fault((row, "", MANY))]
    faults = _faults(error)
    return [*faults] if row is None else [Fault((row, field, told)) for _, field, told in faults]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("同一个名称在一个对象里写了两次。")
    return found


def _no_number(_text: str) -> Any:
    raise Malformed("JSON 里没有 NaN 和 Infinity。")


def _faults(error: ValidationError) -> Iterator[Fault]:
    for found in error.errors(include_url=False, include_input=False):
        where = list(found["loc"])
        row = where[1] if where[:1] == ["cases"] and len(where) > 1 and isinstance(where[1], int) else None
        yield Fault((row, _path(where[2:] if row is not None else where), sentence(found)))


def _path(where: list[int | str]) -> str:
    """``events[0].at``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return text.removeprefix(".")
