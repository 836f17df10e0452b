"""Cases are pushed: told in any order and as often as one likes, they come to the same."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from govsite.database.session import writing
from govsite.domain.cases import office
from govsite.domain.cases.pushed import MANY, MOST_TOLD
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.hands import Hand
from govsite.models import Offering
from tests.api.caller import Caller, errors
from tests.api.conftest import item
from tests.api.samples import DAY, FLAT, HOUSING, case, event, serial
from tests.apps import rows, site_of

STORY = (
    event("accept", "03T10:00"),
    event("step", "04T10:00"),
    event("grant", "09T10:00", result="新证"),
    event("produce", "10T10:00"),
    event("deliver", "11T10:00", remark="本人领取"),
)


def facts(seen: Any) -> dict[str, Any]:
    """What must not depend on how a case was told."""
    left_out = ("serial", "number", "changed")
    return {name: value for name, value in seen.items() if name not in left_out}


def counted(app: Flask, code: str = "420502") -> dict[str, int]:
    """Sums of the months at a site, by measure."""
    sql = "SELECT measure, SUM(number) FROM month_tally WHERE site_code = :code AND item_code = '' GROUP BY measure"
    return {measure.removeprefix("cases."): int(number) for measure, number in rows(app, sql, code=code) if number}


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    found = {name: after.get(name, 0) - before.get(name, 0) for name in before | after}
    return {name: number for name, number in found.items() if number}


def test_a_case_is_taken_in_with_its_course(portal: Flask, police: Caller) -> None:
    before = counted(portal), counted(portal, "420000")
    made = case(*STORY)
    answer = police.push(made)
    assert answer.status_code == 200, answer.text
    (result,) = answer.json["results"]
    assert (result["state"], result["state_words"], result["created"], result["events"]) == ("done", "已办结", True, 5)
    seen = police.case(made["serial"])
    assert seen["number"].startswith("BJ-20261102-") and seen["has_password"] is False
    assert (seen["accepted"], seen["due"]) == ("2026-11-03", "2026-11-12")
    assert seen["decided"] == "2026-11-09T10:00:00+08:00" and seen["result"] == "新证"
    assert [each["action"] for each in seen["events"]] == ["submit", *(each["action"] for each in STORY)]
    wanted = {"received": 1, "decided": 1, "on_time": 1, "granted": 1, "worked": 4}
    assert grown(before[0], counted(portal)) == wanted
    assert grown(before[1], counted(portal, "420000")) == wanted, "the province counts it too"


def test_in_whatever_order_it_is_told_it_is_the_same_case(portal: Flask, police: Caller) -> None:
    whole = case(*STORY)
    assert police.push(whole).status_code == 200
    wanted = facts(police.case(whole["serial"]))
    before = counted(portal)
    orders = list(permutations(STORY))[::11]
    for order in orders:
        made = case()
        for part in order:
            answer = police.push(made | {"events": [part]})
            assert answer.status_code == 200, answer.text
        assert facts(police.case(made["serial"])) == wanted, [each["action"] for each in order]
    one = {"received": 1, "decided": 1, "on_time": 1, "granted": 1, "worked": 4}
    assert grown(before, counted(portal)) == {name: value * len(orders) for name, value in one.items()}


def test_what_comes_again_changes_nothing(portal: Flask, police: Caller) -> None:
    made = case(*STORY)
    police.push(made)
    before, sums = police.case(made["serial"]), counted(portal)
    answer = police.push(made)
    assert answer.json["results"][0] | {"serial": ""} == {
        "serial": "", "state": "done", "state_words": "已办结", "created": False, "events": 0, "repeated": 5,
    }  # fmt: skip
    assert police.case(made["serial"]) == before and counted(portal) == sums


def test_a_case_never_goes_back_by_itself(police: Caller) -> None:
    made = case(event("accept", "03T10:00"), event("grant", "09T10:00"))
    police.push(made)
    answer = police.push(made | {"events": [event("accept", "12T10:00"), event("ask", "12T11:00")]})
    assert answer.json["results"][0]["state"] == "approved"


def test_a_correction_leads_back_and_another_decision_counts(portal: Flask, police: Caller) -> None:
    made = case(event("accept", "03T10:00"), event("grant", "09T10:00"))
    before = counted(portal)
    police.push(made)
    back = event("accept", "10T10:00", correction=True)
    assert police.push(made | {"events": [back]}).json["results"][0]["state"] == "reviewing"
    assert grown(before, counted(portal)) == {"received": 1}
    deny = event("deny", "11T10:00")
    assert police.push(made | {"events": [deny]}).json["results"][0]["state"] == "denied"
    assert grown(before, counted(portal))["denied"] == 1 and "granted" not in grown(before, counted(portal))
    assert police.case(made["serial"])["refusal"] == "conditions"


def test_a_corrected_delivery_leaves_the_decision(portal: Flask, police: Caller) -> None:
    made = case(event("accept", "03T10:00"), event("grant", "09T10:00", result="新证"), event("deliver", "11T10:00"))
    police.push(made)
    before, seen = counted(portal), police.case(made["serial"])
    again = event("deliver", "12T10:00", remark="家人代领", correction=True)
    assert police.push(made | {"events": [again]}).json["results"][0]["state"] == "done"
    now = police.case(made["serial"])
    assert (now["decided"], now["result"]) == (seen["decided"], "新证") and now["finished"] > seen["finished"]
    assert counted(portal) == before
    back = event("produce", "13T10:00", correction=True)
    assert police.push(made | {"events": [back]}).json["results"][0]["state"] == "approved"
    assert police.case(made["serial"])["decided"] == seen["decided"] and counted(portal) == before


def test_a_corrected_acceptance_lets_the_clock_go_on(portal: Flask, police: Caller) -> None:
    made = case(event("accept", "03T10:00"), event("ask", "05T10:00"))
    police.push(made)
    back = event("accept", "12T10:00", correction=True)
    assert police.push(made | {"events": [back]}).json["results"][0]["state"] == "reviewing"
    same = case(event("accept", "12T10:00"))
    police.push(same)
    assert police.case(made["serial"])["due"] == police.case(same["serial"])["due"]
    sql = "SELECT 1 FROM ticket_pause p JOIN case_file c USING (ticket_id) WHERE p.ended IS NULL AND serial = :s"
    assert rows(portal, sql, s=made["serial"]) == []


def test_a_supplement_stops_the_clock(police: Caller) -> None:
    made = case(event("accept", "03T10:00"), event("ask", "05T10:00"))
    assert police.push(made).json["results"][0]["state"] == "supplement"
    seen = police.case(made["serial"])
    assert [(m["name"], m["verdict"], m["fault"]) for m in seen["materials"]] == [("户口簿", "bad", "缺首页")]
    police.push(made | {"events": [event("supply", "12T10:00")]})
    seen = police.case(made["serial"])
    assert (seen["state"], seen["due"]) == ("reviewing", "2026-11-19")
    assert seen["materials"][0]["verdict"] == "good"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"events": [event("grant", "01T10:00")]}, "events[0].at"),
        ({"events": [event("grant", "30T10:00") | {"at": "2999-01-01T00:00:00+08:00"}]}, "events[0].at"),
        ({"events": [event("grant", "30T10:00") | {"at": "9999-12-31T23:59:59-12:00"}]}, "events[0].at"),
        ({"events": [event("grant", "30T10:00") | {"at": "0001-01-01T00:00:00+14:00"}]}, "events[0].at"),
        ({"events": [event("ask", "09T10:00", until="9999-12-31")]}, "events[0].until"),
        ({"received": "0001-01-01T00:00:00+14:00"}, "received"),
        ({"received": "9999-12-31T23:59:59-12:00"}, "received"),
        ({"received": "2026-11-03T09:00:00+08:00"}, "received"),
        ({"received": "2026-11-02T09:00:00"}, "received"),
        ({"applicant": None}, "applicant"),
        ({"applicant": {"name": " "}}, "applicant.name"),
        ({"applicant": {"name": "范", "sex": "x"}}, "applicant.sex"),
        ({"applicant": {"name": "范", "email": "x"}}, "applicant.email"),
        ({"promise": {"days": -1}}, "promise.days"),
        ({"events": [event("grant", "09T10:00"), event("deny", "10T10:00")]}, "events[1]"),
        ({"events": [event("deny", "10T10:00"), event("grant", "09T10:00")]}, "events[0]"),
        ({"events": [event("grant", "09T10:00"), event("grant", "09T10:00")]}, "events[1].id"),
        ({"events": [event("refuse", "09T10:00", refusal="")]}, "events[0].refusal"),
        ({"events": [event("accept", "09T10:00", result="x")]}, "events[0].result"),
        ({"events": [event("ask", "09T10:00", missing=[])]}, "events[0].missing"),
        ({"events": [event("ask", "09T10:00", until="2026-11-08")]}, "events[0].until"),
        ({"events": [event("extend", "09T10:00"), event("extend", "10T10:00")]}, "events[1]"),
        ({"events": [event("fly", "09T10:00")]}, "events[0].action"),
        ({"serial": serial(FLAT)}, "serial"),
        ({"serial": serial()[:31] + "202613010001"}, "serial"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_row_refuses_the_batch(portal: Flask, police: Caller, changed: dict[str, Any], field: str) -> None:
    before = rows(portal, "SELECT count(*) FROM ticket")[0][0], counted(portal)
    found = errors(police.push(case(), case(event("accept", "03T10:00")) | changed))
    assert (1, field) in found and all(row == 1 for row, _ in found)
    assert (rows(portal, "SELECT count(*) FROM ticket")[0][0], counted(portal)) == before
    (last,) = rows(portal, "SELECT who, what, outcome FROM audit ORDER BY number DESC LIMIT 1")
    assert last.what == "api.refused" and last.outcome == "refused" and last.who.startswith("system ")


def test_what_contradicts_what_is_known_is_refused(police: Caller) -> None:
    made = case(event("accept", "03T10:00"), event("grant", "09T10:00"))
    police.push(made)
    assert errors(police.push(made | {"events": [event("deny", "10T10:00")]})) == {
        (0, "events[0]"): "2026-11-09已经有决定或者结束了，不能再有一个；要更正，请写 correction: true。"
    }
    other = made["events"][0] | {"remark": "另一句话"}
    assert (0, "events[0].id") in errors(police.push(made | {"events": [other]}))
    assert (0, "promise") in errors(police.push(made | {"promise": {"days": 3}}))
    twice = case()
    assert (1, "serial") in errors(police.push(twice, twice))


def test_others_cases_are_as_if_they_did_not_exist(police: Caller, housing: Caller) -> None:
    made = case(event("accept", "03T10:00"))
    police.push(made)
    assert housing.send("GET", f"/api/v1/cases/{made['serial']}").status_code == 404
    assert housing.send("POST", f"/api/v1/cases/{made['serial']}/password", {"by": "window"}).status_code == 404
    told = "流水号里的实施编码不是贵方部门在本门户的事项。"
    assert errors(housing.push(made)) == errors(housing.push(case())) == {(0, "serial"): told}
    found = housing.send("GET", f"/api/v1/cases?since={DAY}T00:00:00%2B08:00").json
    assert made["serial"] not in {each["serial"] for each in found["cases"]}


def test_very_many_mistakes_are_told_row_by_row_without_all_of_them(police: Caller) -> None:
    def wrong(number: int) -> dict[str, Any]:
        return {f"k{turn}": 0 for turn in range(number)}

    answer = police.push(case(), wrong(MOST_TOLD), wrong(3), *([wrong(900)] * 5))
    found = errors(answer)
    assert found[(1, "")] == MANY and found[(2, "k0")] and len(found) == 100 and answer.json["more"]
    assert errors(police.send("POST", "/api/v1/cases", {"cases": [case()]} | wrong(MOST_TOLD + 1))) == {
        (None, ""): MANY
    }
    assert police.push(*[0] * 1_001).status_code == 413


UNSEEN = "\u200b\u3164\ufeff"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"applicant": {"name": UNSEEN}}, "applicant.name"),
        ({"applicant": {"name": " \u00a0"}}, "applicant.name"),
        ({"materials": [{"name": UNSEEN}]}, "materials[0].name"),
        ({"events": [event("ask", "09T10:00", missing=[{"name": UNSEEN, "fault": "a", "remedy": "b"}])]},
         "events[0].missing[0].name"),
        ({"events": [event("step", "09T10:00", step=UNSEEN)]}, "events[0].step"),
        ({"events": [event("pause", "09T10:00", remark=UNSEEN)]}, "events[0].remark"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_no_text(police: Caller, changed: dict[str, Any], field: str) -> None:
    assert (0, field) in errors(police.push(case() | changed))


def test_what_nobody_sees_is_taken_out(portal: Flask, police: Caller) -> None:
    told = event("step", "09T10:00", step="审\u200b核", unit="业务\u00a0科 ", remark="第一行\n\ufeff第二行")
    made = case(told, applicant={"name": "\u202e范\u200b晓燕"})
    assert police.push(made).status_code == 200
    assert police.push(made).json["results"][0]["repeated"] == 1, "it is the same when it comes again"
    found = police.case(made["serial"])["events"][-1]
    assert (found["step"], found["unit"], found["remark"]) == ("审核", "业务 科", "第一行\n第二行")
    stored = rows(portal, "SELECT applicant FROM case_file WHERE serial = :serial", serial=made["serial"])
    assert stored[0][0] == "范*"


def test_who_had_a_case_is_told_that_it_was_passed_on(portal: Flask, police: Caller, housing: Caller) -> None:
    made = case(event("accept", "03T10:00"))
    police.push(made)
    rows_of = "SELECT ticket_id FROM case_file WHERE serial = :serial"
    number = rows(portal, rows_of, serial=made["serial"])[0][0]
    with portal.app_context():
        desk = Desk(None, site_of(portal, "xiling").code, None, None)
        office.pass_on(Hand(desk, "staff 1", number, 1, new_key()), HOUSING, "归他们管")
    later = made | {"events": [event("grant", "05T10:00")]}
    assert errors(police.push(later)) == {(0, "serial"): "这个办件已经转给别的部门办理，请不要再推送它。"}
    assert police.send("GET", f"/api/v1/cases/{made['serial']}").status_code == 404
    assert housing.push(later).json["results"][0]["state"] == "approved"


def test_items_that_share_a_code_are_told_apart(portal: Flask, housing: Caller) -> None:
    """Variants (业务办理项) have the 实施编码 of their item: of which one a new case is, the system says."""
    variant = FLAT[19:] + "01"
    with portal.app_context(), writing() as session:
        session.add(item(variant, HOUSING))
        session.flush()
        site = site_of(portal, "xiling").code
        session.add(Offering(site_code=site, item_code=variant, code=FLAT, department=HOUSING))
    unclear = housing.push(case(offering=FLAT))
    assert variant in errors(unclear)[0, "item"]
    assert housing.push(case(offering=FLAT, item="070010015000")).status_code == 422
    made = case(offering=FLAT, item=variant)
    assert housing.push(made).status_code == 200
    assert housing.case(made["serial"])["item"] == variant
    assert housing.push(made | {"item": ""}).status_code == 200, "it is known"
    assert housing.push(made | {"item": FLAT[19:]}).status_code == 422
    with portal.app_context(), writing() as session:
        session.execute(delete(Offering).where(Offering.item_code == variant))
