#!/usr/bin/env python3
"""一个部门业务系统：按 docs/interface.zh-CN.md 推送办件。只用 Python 标准库。

    python demo/push_cases.py http://127.0.0.1:8000 instance/demo-accounts.txt

密钥从 demo-accounts.txt 里 system 开头的一行读；也可以用 --key、--secret 写明。办件的实施编码用接口规范里的例子，
换成自己部门的写 --offering。
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import random
import secrets
import sys
import time
import urllib.error
import urllib.request
from datetime import date, datetime, time as clock, timedelta, timezone
from pathlib import Path

BEIJING = timezone(timedelta(hours=8))
FAMILY, GIVEN = "张王李赵陈杨周吴郑孙", ("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳")
DAYS, LAST = 45, 14  # 收件在多少天以前到多少天以前；到今天都办完了
A_DAY = 9999  # 流水号的当天序号最多四位


class Portal:
    """门户：签名、发送，忙的时候过一会儿重发。"""

    def __init__(self, base: str, key: str, secret: str) -> None:
        self.base, self.key, self.secret = base.rstrip("/"), key, secret

    def send(self, method: str, target: str, data: object = None, again: str = "") -> dict:
        """发送一个请求，返回应答里的 JSON。"""
        body = b"" if data is None else json.dumps(data, ensure_ascii=False).encode("utf-8")
        for wait in (1, 2, 4, 8, 16, 0):
            try:
                return self._send(method, target, body, again)
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503) or not wait:
                    sys.exit(f"{method} {target}: {error.code} {error.read().decode('utf-8', 'replace')}")
                time.sleep(max(wait, int(error.headers.get("Retry-After") or 0)))
            except urllib.error.URLError as error:
                if not wait:
                    sys.exit(f"{method} {target}: {error.reason}")
                time.sleep(wait)
        raise AssertionError

    def _send(self, method: str, target: str, body: bytes, again: str) -> dict:
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        lines = [method, target, stamp, nonce, hashlib.sha256(body).hexdigest()]
        text = "\n".join(lines + ([again] if again else []))
        signature = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        request = urllib.request.Request(self.base + target, data=body or None, method=method)
        request.add_header("Content-Type", "application/json")
        for name, value in (("Key", self.key), ("Timestamp", stamp), ("Nonce", nonce), ("Signature", signature)):
            request.add_header(f"X-Govsite-{name}", value)
        if again:
            request.add_header("Idempotency-Key", again)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)


def moment(day: date, hour: int, minute: int) -> str:
    """北京时间，RFC 3339。"""
    return datetime.combine(day, clock(hour, minute), BEIJING).isoformat()


def working_day(day: date, after: int) -> date:
    """几个工作日以后（只跳过周末）。"""
    while after:
        day += timedelta(1)
        after -= day.weekday() < 5
    return day


def case_of(offering: str, day: date, turn: int, chance: random.Random) -> dict:
    """一个办件和它的五件事：受理、到下一环节、准予、制证、送达；少数不予许可。"""
    serial = f"{offering}{day:%Y%m%d}{turn:04}"
    name = chance.choice(FAMILY) + "".join(chance.sample(GIVEN, 2))
    taken = chance.randint(2, 6)
    days = [day, working_day(day, 1), *(working_day(day, taken + more) for more in range(3))]
    steps = [
        {"action": "accept", "unit": "业务窗口"},
        {"action": "step", "step": "审核", "unit": "业务科"},
        {"action": "grant", "unit": "业务科"},
        {"action": "produce", "unit": "制证中心"},
        {"action": "deliver", "unit": "业务窗口", "remark": "本人领取"},
    ]
    if turn % 20 == 0:
        denied = {"action": "deny", "refusal": "conditions", "remark": "不符合条件，详见决定书。", "unit": "业务科"}
        steps[2:] = [{"action": "step", "step": "决定"}, denied, {"action": "deliver", "remark": "决定书已送达"}]
    events = [
        {"id": f"{serial[-12:]}-{number}", "at": moment(at, 10 + number, turn % 60), **step}
        for number, (at, step) in enumerate(zip(days, steps))
    ]
    return {"serial": serial, "received": moment(day, 9, turn % 60), "applicant": {"name": name}, "events": events}


def cases_of(offering: str, number: int, first: int, chance: random.Random) -> list[dict]:
    """DAYS 到 LAST 天以前的工作日，每天差不多一样多。"""
    days = [date.today() - timedelta(back) for back in range(DAYS, LAST, -1)]
    days = [day for day in days if day.weekday() < 5]
    return [case_of(offering, days[n % len(days)], first + n // len(days), chance) for n in range(number)]


def read_key(path: Path) -> tuple[str, str]:
    """demo-accounts.txt 里 system 那一行的密钥名称和密钥。"""
    for line in path.read_text("utf-8").splitlines():
        words = line.split(" ")
        if words[0] == "system":
            return words[1], words[2]
    sys.exit(f"{path} 里没有 system 开头的一行。")


def main() -> None:
    """推送，再查回来一件。"""
    parser = argparse.ArgumentParser(description="推送演示办件")
    parser.add_argument("base", help="门户的地址，例如 http://127.0.0.1:8000")
    parser.add_argument("accounts", nargs="?", type=Path, help="demo-accounts.txt")
    parser.add_argument("--key", default="")
    parser.add_argument("--secret", default="")
    parser.add_argument("--offering", default="", help="实施编码，31 位")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--first", type=int, default=5001, help="当天序号从几开始")
    options = parser.parse_args()
    key, secret = (options.key, options.secret) if options.key else read_key(options.accounts)
    portal = Portal(options.base, key, secret)
    offering = options.offering
    if not offering:
        with urllib.request.urlopen(f"{portal.base}/api/v1/openapi.json", timeout=60) as answer:
            push = json.load(answer)["paths"]["/api/v1/cases"]["post"]
        example = push["requestBody"]["content"]["application/json"]["example"]
        offering = example["cases"][0]["serial"][:31]
    chance = random.Random(7)
    cases = cases_of(offering, options.cases, options.first, chance)
    created = events = 0
    for at in range(0, len(cases), options.batch):
        batch = cases[at : at + options.batch]
        again = hashlib.sha256(json.dumps(batch).encode()).hexdigest()[:32]
        results = portal.send("POST", "/api/v1/cases", {"cases": batch}, again)["results"]
        created += sum(result["created"] for result in results)
        events += sum(result["events"] for result in results)
        print(f"已推送 {at + len(batch)} 件")
    seen = portal.send("GET", f"/api/v1/cases/{cases[0]['serial']}")
    print(f"共 {len(cases)} 件，新收下 {created} 件、{events} 个事件；第一件 {seen['number']} {seen['state_words']}")


if __name__ == "__main__":
    main()
