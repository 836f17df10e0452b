"""What the texts of a guide (受理条件, 注意事项, 常见问题, 步骤) say, held against its facts: limits, trips, where.

Who reads “法定时限 30 日” in an answer and 30 个工作日 above it believes neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from govsite.domain.catalogue.limits import Limit, written

Finding = tuple[str, str]  # column and reason
COLUMNS = ("conditions", "notes", "faqs")

_STATUTORY = re.compile(r"法定(?:办结)?(?:时限|期限|最长)[是为]?\s*(?=[0-9])(?P<limit>[^，。；、]{1,10})")
_PROMISED = re.compile(r"承诺(?:时限|期限)?[是为]?\s*(?=[0-9])(?P<limit>[^，。；、]{1,10})")
_TRIPS = re.compile(r"(?<!少)跑\s*(?P<number>[0-9一两二三])\s*[次趟]|不用跑(?!多)")
_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3}
_PORTAL = "政务服务网"


def check(item: Mapping[str, Any], promised: Limit, statutory: Limit | None) -> Iterator[Finding]:
    """Limits, trips and posting in the texts that are others than those of the guide."""
    for column in COLUMNS:
        for text in _texts(item[column]):
            yield from ((column, reason) for reason in _limits(text, _PROMISED, promised, "承诺办结时限"))
            yield from ((column, reason) for reason in _limits(text, _STATUTORY, statutory, "法定办结时限"))
            yield from ((column, reason) for reason in _trips(text, item["visits"]))
    at = [each["name"] for each in item["online_at"]]
    if at and _PORTAL not in "".join(at) and _PORTAL in "".join(_texts(item["steps"])):
        yield "steps", f"步骤写着到{_PORTAL}办，在线办理地址却是 {at[0]}；请改成一样的"
    posted = [step["name"] for step in (*item["steps"], *item["window_steps"]) if "邮寄" in "".join(_texts([step]))]
    if posted and not item["post"]:
        yield "post", f"步骤“{posted[0]}”写着邮寄，却没有写可以邮寄"


def _limits(text: str, named: re.Pattern[str], fact: Limit | None, called: str) -> Iterator[str]:
    for found in named.finditer(text):
        said = written(found["limit"])[:1]
        if said and said[0] != fact:
            yield f"写着“{found.group()}”，{called}却是 {'没有规定' if fact is None else fact}；请改成一样的"


def _trips(text: str, visits: int) -> Iterator[str]:
    for found in _TRIPS.finditer(text):
        number = found["number"] or "0"
        if (_NUMBERS.get(number) or int(number)) != visits:
            yield f"写着“{found.group()}”，到现场次数却是 {visits}；请改成一样的"


def _texts(values: list[Any]) -> Iterator[str]:
    for value in values:
        yield from value.values() if isinstance(value, Mapping) else (str(value),)
