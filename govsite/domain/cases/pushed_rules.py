"""What a pushed case must be besides its shape (推送规则): no event before its beginning, none in the future."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import get_args

from govsite.domain.cases.pushed import FIRST_MOMENT, Action, Applicant, Event, Fault, Pushed
from govsite.domain.cases.serials import read_serial
from govsite.domain.common.days import ZONE
from govsite.domain.common.emails import WRONG, is_email
from govsite.domain.common.phones import lines

AHEAD = timedelta(minutes=5)  # that another system's clock may be ahead of ours

# Field -> the actions that it belongs to; where it is wanted, the sentence for one that lacks it.
_BELONGS = {
    "refusal": ("refuse", "deny"),
    "missing": ("ask",),
    "until": ("ask",),
    "result": ("grant", "complete", "produce", "deliver"),
    "joint": ("extend",),
    "by_post": ("deliver",),
}
_WANTED = {
    ("refuse", "refusal"): "不予受理要写明是哪一种原因。",
    ("deny", "refusal"): "不予许可要写明是哪一种原因。",
    ("ask", "missing"): "补正告知要一次写全缺什么。",
    ("step", "step"): "要写环节名称。",
    ("pause", "remark"): "特别程序要写是什么程序。",
    ("extend", "remark"): "延长期限要写理由。",
}
# The same by action: each event of a batch is looked at.
_FOREIGN = {
    action: frozenset(field for field, actions in _BELONGS.items() if action not in actions)
    for action in get_args(Action)
}
_NEEDED = {action: [(field, told) for (of, field), told in _WANTED.items() if of == action] for action, _ in _WANTED}


def faults_of(row: int, case: Pushed, now: datetime) -> Iterator[Fault]:
    """What is wrong with a case by itself."""
    for field, told in _faults_of_beginning(case, now):
        yield Fault((row, field, told))
    if case.applicant is not None:
        for field, told in _faults_of_applicant(case.applicant):
            yield Fault((row, f"applicant.{field}", told))
    for name, times in Counter(material.name for material in case.materials).items():
        if times > 1:
            yield Fault((row, "materials", f"“{name[:20]}”写了 {times} 次。"))
    seen: set[str] = set()
    for place, event in enumerate(case.events):
        for field, told in _faults_of_event(case, event, now):
            yield Fault((row, f"events[{place}].{field}", told))
        if event.id in seen:
            yield Fault((row, f"events[{place}].id", "这个编号在前面的事件里用过了。"))
        seen.add(event.id)


def _faults_of_beginning(case: Pushed, now: datetime) -> Iterator[tuple[str, str]]:
    serial = read_serial(case.serial)
    if serial is None:
        yield "serial", "流水号里的日期不对。"
    elif serial.day != case.received.astimezone(ZONE).date():
        yield "received", f"收件时间和流水号里的日期 {serial.day} 不是同一天。"
    if case.received > now + AHEAD:
        yield "received", "收件时间还没有到。"
    elif case.received < FIRST_MOMENT:
        yield "received", "收件时间太早了。"


def _faults_of_applicant(applicant: Applicant) -> Iterator[tuple[str, str]]:
    if applicant.phone and not lines(applicant.phone):
        yield "phone", "电话写得不对。"
    if applicant.email and not is_email(applicant.email):
        yield "email", WRONG


def _faults_of_event(case: Pushed, event: Event, now: datetime) -> Iterator[tuple[str, str]]:
    if event.at < case.received:
        yield "at", "事件早于收件时间。"
    elif event.at > now + AHEAD:
        yield "at", "事件的时间还没有到。"
    for field in event.model_fields_set & _FOREIGN[event.action]:
        if getattr(event, field):
            yield field, f"{event.action} 不用写这一项。"
    for field, told in _NEEDED.get(event.action, ()):
        if not getattr(event, field):
            yield field, told
    if event.until is not None and event.until < event.at.astimezone(ZONE).date():
        yield "until", "补正的最后一天早于告知的时间。"
