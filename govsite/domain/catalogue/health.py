"""Health rules of a guide (办事指南): what a city's own inspection of its guides refuses.

An import refuses what breaks them; what was read out of sentences, the times of steps, it only tells, since nothing
should be refused for how a sentence was read. The check-up (体检) of guides that are there tells both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from govsite.domain.catalogue import materials, said, step_times
from govsite.domain.catalogue.fees import is_charged
from govsite.domain.catalogue.limits import Limit, longer
from govsite.domain.catalogue.wording import DEPTHS

Record = Mapping[str, Any]  # an item's columns, or one record of a column of several
Finding = tuple[str, str]  # column and reason

ONLINE = 3  # Ⅲ: accepted online
WHOLLY_ONLINE = 4  # Ⅳ: nobody has to come

_CATCH_ALL = re.compile(r"等(有关|相关|证明|申请)*材料|其[他它](有关|相关|证明|申请|必要|所需|的)*材料")
_NAMED = re.compile(r"《[^》]+》|〔\d{4}〕|\[\d{4}\]|目录清单")
_FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:元|%|％|‰)|免费|免收|不收")
_RULE = re.compile(
    r"按(?!(?:照|国家|省|市)?(?:有关|相关)?(?:规定|标准)|省定|省级).*(?:计|缴纳|征收|付费|承担)|由.*承担"
)
_IN_PERSON = re.compile(r"考试|考核|残疾评定|专家评定|体检")
_VAGUE = re.compile(r"等(有关|相关|证明)*(资料|文件|证明|证件)$|其[他它]|有关(材料|资料|文件)|相关(材料|资料|文件)$")


def check(item: Record) -> Iterator[Finding]:
    """What is wrong with an item but for its fees; column and reason."""
    promised, statutory = limits_of(item)
    yield from check_handling(item["handling"], promised)
    yield from check_promise(promised, statutory)
    yield from check_visits(item["visits"], item["online_depth"], item["visit_reason"])
    yield from check_post(item["visits"], item["online_depth"], item["post"])
    yield from check_catch_all(item["materials"])
    yield from check_doubles(item["materials"])
    yield from materials.check_forms(item["materials"])


def limits_of(item: Record) -> tuple[Limit, Limit | None]:
    """What is promised, and what the law allows, None where it says nothing."""
    statutory = item["statutory_days"]
    return (
        Limit(item["promised_days"], item["promised_unit"]),
        None if statutory is None else Limit(statutory, item["statutory_unit"]),
    )


def check_handling(handling: str, promised: Limit) -> Iterator[Finding]:
    """What is decided at once (即办件) takes no days, and what takes none is decided at once."""
    if handling == "即办件" and promised.exceeds(Limit(1)):
        yield "promised_days", "即办件的承诺办结时限只能是 0 或 1 个工作日"
    if handling == "承诺件" and promised.number == 0:
        yield "handling", "承诺办结时限是 0（当场办结）的应为即办件"


def check_promise(promised: Limit, statutory: Limit | None) -> Iterator[Finding]:
    """Nothing takes longer than the law allows."""
    if statutory is not None and (reason := longer(promised, statutory)):
        yield "promised_days", f"承诺办结时限{reason}"


def check_online(depth: int, told: bool) -> Iterator[Finding]:
    """Who is sent to the net is told where."""
    if depth >= ONLINE and not told:
        yield "online_at", f"写的是{DEPTHS[depth]}，没有写在线办理地址：网站或者手机应用叫什么，怎么找"


def check_visits(visits: int, online_depth: int, reason: str) -> Iterator[Finding]:
    """Trips to a counter must fit the online depth and have a reason, none must have none."""
    if visits and not reason:
        yield "visit_reason", "要到现场的事项必须写明原因"
    if not visits and reason:
        yield "visit_reason", "到现场次数是 0，不能有到现场的原因"
    if visits and online_depth == WHOLLY_ONLINE:
        yield "visits", "网办深度是 4（全程网办）的事项，到现场次数应为 0"


def check_presence(visits: int, special: Sequence[str]) -> Iterator[Finding]:
    """Nobody is examined without coming."""
    for each in special:
        if not visits and _IN_PERSON.search(each):
            yield "visits", f"特别程序里的“{each}”要本人到场，到现场次数却是 0"


def check_post(visits: int, online_depth: int, post: bool) -> Iterator[Finding]:
    """Who need not come and cannot apply online must be able to write."""
    if visits == 0 and online_depth < ONLINE and not post:
        yield "post", "不用到现场、又不能网上受理的事项，必须可以邮寄办理"


def check_catch_all(materials: Sequence[Record]) -> Iterator[Finding]:
    """Nobody can bring "other materials" (兜底条款)."""
    for name in _names(materials):
        if found := _CATCH_ALL.search(name):
            yield "materials", f"“{name}”里的“{found.group()}”是兜底条款，请逐项写明要什么材料"


def check_doubles(materials: Sequence[Record]) -> Iterator[Finding]:
    """No material stands twice."""
    for name in sorted(name for name, times in _names(materials).items() if times > 1):
        yield "materials", f"材料“{name}”写了两遍"


def check_fees(item: Record) -> Iterator[Finding]:
    """What costs something says what for, how much and by which document."""
    if is_charged(item["fee"]) and not item["fees"]:
        yield "fees", "收费的事项必须逐项写明名称、标准和依据"
    if item["fees"] and item["fee"] == "免费":
        yield "fee", "有收费项目的事项，收费不能写“免费”"


def check_standards(item: Record) -> Iterator[Finding]:
    """Each standard has a figure or the rule by which it is computed, and its document; one is told how to pay."""
    for fee in item["fees"]:
        standard, basis = str(fee.get("standard") or ""), str(fee.get("basis") or "")
        if not basis or not _NAMED.search(basis):
            yield "fees", f"“{fee['name']}”的依据没有写文件名或者文号，例如《…》（发改价格〔2019〕914号）"
        if not _FIGURE.search(standard) and not _RULE.search(standard):
            yield "fees", f"“{fee['name']}”没有写多少钱，也没有写按什么计收"
    if item["fees"] and not item["pay"]:
        yield "pay", "收费的事项要写明在哪里缴、怎么缴"


def advise(item: Record) -> Iterator[Finding]:
    """What a reader would miss, or a strict inspection ask about."""
    promised, statutory = limits_of(item)
    if item["handling"] == "承诺件" and promised == Limit(1) and not item["special"]:
        yield "handling", "承诺 1 个工作日办结的，一般应为即办件"
    yield from check_vague(item["materials"])
    yield from materials.lacking_forms(item["materials"])
    yield from check_standards(item)
    flows = (item["steps"], item["window_steps"])
    yield from step_times.check(item["handling"], promised, flows, item["special"])
    yield from said.check(item, promised, statutory)
    yield from check_presence(item["visits"], item["special"])
    if not any(step["what"] for step in item["steps"]):
        yield "steps", "办理流程只有环节名称，没有写明每一步做什么"


def check_vague(materials: Sequence[Record]) -> Iterator[Finding]:
    """A name says what is wanted, though it is no catch-all."""
    for name in _names(materials):
        if not _CATCH_ALL.search(name) and (found := _VAGUE.search(name)):
            yield "materials", f"“{name}”里的“{found.group()}”说不清要什么，请逐项写明"


def _names(materials: Sequence[Record]) -> Counter[str]:
    return Counter(material["name"] for material in materials)
