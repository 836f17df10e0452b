"""What the steps of a guide say of time, held against its limit.

The time of a step is written in words: ``不超过 5 个工作日，计入承诺时限，邮寄另需 3 日左右，不计入``. A clause counts
unless it, or the bare mark behind it and those before, says 不计入; what applicants do is no time of the office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from govsite.domain.catalogue.limits import Limit, written

Record = Mapping[str, Any]
Finding = tuple[str, str]  # column and reason

_CLAUSES = re.compile(r"[，；,;。]")
_MARK = re.compile(r"不?计入(?:承诺|办理|办结)?(?:时限|时间)?(?:内)?")
_AFTER = re.compile(
    r"[后之]日?起|后|告知|补正|邮寄|送达|领取|拨付|到账|报名|缴费|缴纳|随时"
)  # what keeps no decision waiting
_MINE = re.compile(r"申请人|当事人|本人|个人|用户|考生|家长|企业自")
_PROCEDURES = re.compile(
    r"听证|鉴定|公示|公告|评审|评估|评议|审查会|考试|考核|检验|检测|检疫|体检|勘验|勘测|测绘|核查|查验|验收|核对|论证|评价|轮候|冷静期|调查|评定|调解|培训"
)
_OF = re.compile(r"(现场|专家|技术|权籍|经济状况|安全|消防|批前|院校|录取|残疾|能力|咨询机构|风险|产品)")


def check(
    handling: str, promised: Limit, flows: Sequence[Sequence[Record]], special: Sequence[str]
) -> Iterator[Finding]:
    """Contradictions between what is promised and what the steps of each flow take."""
    if handling == "即办件":
        yield from check_special(special)
    for column, steps in zip(("steps", "window_steps"), flows, strict=True):
        rule = check_at_once if handling == "即办件" else check_sum
        yield from ((column, reason) for reason in rule(promised, steps))
        yield from check_counted_twice(steps, special)


def check_special(special: Sequence[str]) -> Iterator[Finding]:
    """What is decided at once (即办件) has no procedure for which the clock stands."""
    for each in special:
        yield "special", f"即办件没有要等的程序，特别程序却写了“{each}”；要等的应为承诺件"


def check_at_once(promised: Limit, steps: Sequence[Record]) -> Iterator[str]:
    """It has no step that waits either."""
    for step in steps:
        if wait := next((each for each in _waits(step) if each.exceeds(promised)), None):
            yield f"即办件要当场办结，“{step['name']}”这一步却要 {wait}"


def check_sum(promised: Limit, steps: Sequence[Record]) -> Iterator[str]:
    """The steps together take no longer than what is promised."""
    times = [each for step in steps for each in _counted(step)]
    if not times:
        return
    same = {each.unit for each in times} == {promised.unit}
    whole = sum(each.number if same else each.least for each in times)
    if whole > (promised.number if same else promised.most):
        total = Limit(whole, promised.unit) if same else f"至少 {whole} 日"
        yield f"各步骤计入时限的时间加起来是 {total}，超过了承诺的 {promised}"


def check_counted_twice(steps: Sequence[Record], special: Sequence[str]) -> Iterator[Finding]:
    """What is not counted in the limit is not counted in a step either."""
    for each in special:
        for step in steps:
            if _is_same(each, step["name"]) and (counted := next(iter(_counted(step, each)), None)):
                yield "special", f"“{each}”写了不计入时限，步骤“{step['name']}”的 {counted}却计入了"


def _is_same(special: str, step: str) -> bool:
    """Whether both name a procedure by the same word, and neither says that it is another one by that word."""
    special = re.sub(r"（.*?）", "", special)
    if special in step or (len(step) > 2 and step in special):
        return True
    words = set(_PROCEDURES.findall(special)) & set(_PROCEDURES.findall(step))
    return bool(words) and not (set(_OF.findall(special)) and set(_OF.findall(step)) - set(_OF.findall(special)))


def _counted(step: Record, but: str = "") -> list[Limit]:
    """The limits in a step's time that count; not those of a clause beside which ``but`` is said not to."""
    if _is_applicants(step):
        return []
    clauses = _marked(str(step.get("time") or ""))
    words = _PROCEDURES.findall(but)
    if any(not counts and any(word in text for word in words) for text, counts in clauses):
        return []
    return [each for text, counts in clauses if counts for each in written(text)[-1:] if each.number]


def _waits(step: Record) -> list[Limit]:
    """The limits in a step's time, counted or not, for which an applicant waits until it is decided."""
    if _is_applicants(step):
        return []
    clauses = _marked(str(step.get("time") or ""))
    return [
        each
        for text, counts in clauses
        if counts or not _AFTER.search(f"{step['name']}{text}")
        for each in written(text)[-1:]
    ]


def _is_applicants(step: Record) -> bool:
    return bool(_MINE.search(str(step.get("who") or "")))


def _marked(time: str) -> list[tuple[str, bool]]:
    """The clauses of a time, each with whether it counts."""
    found: list[tuple[str, bool]] = []
    pending: list[str] = []
    for clause in _CLAUSES.split(time):
        mark = _MARK.search(clause)
        if mark is None:
            pending.append(clause)
            continue
        counts = not mark.group().startswith("不")
        if rest := clause.replace(mark.group(), "").strip():
            found += [(text, True) for text in pending] + [(rest, counts)]
        else:
            found += [(text, counts) for text in pending]
        pending = []
    return found + [(text, True) for text in pending]
