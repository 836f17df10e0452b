"""Guides of records with gaps: nothing empty, nothing wrong, and somebody to ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.apps import portal_of
from tests.columns import holes
from tests.helpers import Visitor, squeeze
from tests.pages.sparse import CODE, hall, item, offering, office, store
from tests.sites.samples import SMALL

GUIDE = f"/yichang/guides/{CODE}"
STEP = {"name": "受理", "what": "收下材料，出具回执", "who": "窗口", "time": "当天"}
FULL = {"aliases": ["补证"], "scope": "全省通办", "basis": ["《居民身份证法》"], "steps": [STEP]}


@contextmanager
def portal(folder: Path, *records: Any, sites: str = SMALL) -> Iterator[Visitor]:
    with portal_of(sites, folder) as made:
        store(made, *records)
        yield Visitor(made.test_client())


@pytest.mark.parametrize(
    ("item_fee", "own", "said", "unsaid"),
    [
        ("工本费 20 元", None, "收费标准：工本费 20 元", "不收费"),
        ("免费", None, "本事项不收费。", "收费标准"),
        ("免费（首次申领）", None, "本事项不收费：免费（首次申领）。", "收费标准"),
        ("工本费 20 元", "每本 10 元", "宜昌市执行的标准：每本 10 元", "不收费"),
    ],
)
def test_no_guide_says_free_where_it_costs(
    tmp_path: Path, item_fee: str, own: str | None, said: str, unsaid: str
) -> None:
    with portal(tmp_path, item(fee=item_fee, **FULL), offering("yichang", fee=own)) as visitor:
        text = visitor.get(f"{GUIDE}/basic").find("string(//section[@class='tab'])")
        assert said in text
        assert unsaid not in text


@pytest.mark.parametrize("tab", ["", "/notes", "/offices", "/advisers", "/print"])
def test_each_number_of_a_field_is_a_link_of_its_own(tmp_path: Path, tab: str) -> None:
    found = offering("yichang", phone="0717-6219300、6219301", complaint_phone="12345转2")
    with portal(tmp_path, item(**FULL), found, office("yichang")) as visitor:
        page = visitor.get(f"{GUIDE}{tab}")
        assert {"tel:07176219300", "tel:07176219301"} <= set(page.find("//main//a/@href"))
        assert {a.text for a in page.find("//main//a[@href='tel:12345']")} <= {"12345转2"}
        assert not [link for link in page.find("//a/@href") if link.startswith("tel:") and len(link) > 16]


@pytest.mark.parametrize("contact", ["", "  contact: {phone: 0717-6219300}\n"])
def test_a_record_without_a_phone_still_says_whom_to_ask(tmp_path: Path, contact: str) -> None:
    sites = SMALL.replace("  theme: blue\n", f"  theme: blue\n{contact}")
    adviser = {"role": "户籍民警", "covers": "证件", "hours": "工作日", "phone": ""}
    records = (item(advisers=[adviser], **FULL), offering("yichang", hall_id="H1"), office("yichang"))
    with portal(tmp_path, *records, hall("H1", "yichang"), hall("H2", "yichang"), sites=sites) as visitor:
        asked = "tel:07176219300" if contact else "tel:12345"
        paths = [f"guides/{CODE}{tab}" for tab in ("", "/notes", "/offices", "/agencies", "/advisers", "/print")]
        for path in (*paths, "halls/H1", "departments/gongan"):
            page = visitor.get(f"/yichang/{path}")
            assert not page.find("//a[@href='tel:']"), path
            assert not list(holes(page)), path
            assert asked in page.find("//main//a/@href") or "agencies" in path, path
            said = page.find("string(//main)")
            assert ("咨询、投诉" in said) == (not contact and not path.startswith("halls")), path
        assert "电话" not in visitor.get("/yichang/halls").find("string(//li[@class='row'])")


def test_an_offering_without_a_hall_is_not_said_to_be_done_in_one(tmp_path: Path) -> None:
    here = office("yichang", address="夷陵大道二号")
    found = offering("yichang", window="3 号窗口", hours="周六", phone="0717-1111111")
    with portal(
        tmp_path, item(visits=1, visit_reason="采集指纹", **FULL), found, here, hall("H1", "yichang")
    ) as visitor:
        for prefix in ("", "/hant"):
            page = visitor.get(f"{prefix}{GUIDE}/offices")
            assert not list(holes(page))
        page = visitor.get(f"{GUIDE}/offices")
        assert [h.text_content() for h in page.find("//section[@class='tab']//h3")] == ["实施部门"]
        office_facts = page.one("//section[@class='tab']//dl[@class='facts']")
        assert all(said in office_facts.text_content() for said in ("夷陵大道二号", "3 号窗口", "周六"))
        assert "大厅H1" not in page.main, "nobody has said that it is done there"
        assert visitor.get(GUIDE).find("//dl[@class='strip']//a")[-1].text == "公安局"


def test_an_item_that_needs_no_place_says_so(tmp_path: Path) -> None:
    with portal(tmp_path, item(online_depth=4, **FULL), offering("yichang"), hall("H1", "yichang")) as visitor:
        page = visitor.get(f"{GUIDE}/offices")
        assert "在网上办，不用跑" in page.main and "问办理地点" not in page.main
        assert visitor.get(GUIDE).find("string(//dl[@class='strip']/div[4]/dd)").strip().startswith("网上")


def test_where_nobody_has_said_where_one_is_told_to_ask(tmp_path: Path) -> None:
    bare = item(visits=1, visit_reason="采集指纹", places=["派出所"], **FULL)
    with portal(tmp_path, bare, offering("yichang", phone="0717-1111111"), hall("H1", "yichang")) as visitor:
        page = visitor.get(f"{GUIDE}/offices")
        assert "到派出所办。请先打电话问办理地点" in page.main and "综合窗口" not in page.main
        assert "tel:07171111111" in page.find("//section[@class='tab']//a/@href")


def test_a_record_with_gaps_leaves_no_empty_markup(tmp_path: Path) -> None:
    adviser = {"role": "户籍民警", "covers": "", "hours": "", "phone": ""}
    with portal(tmp_path, item(advisers=[adviser]), offering("yichang")) as visitor:
        for path in ("", "/basic", "/notes", "/offices", "/agencies", "/advisers", "/print"):
            page = visitor.get(f"{GUIDE}{path}")
            assert not list(holes(page)), path
            assert not page.find("//main//span[not(normalize-space())]"), path
            for line in page.find("//main//*[@class='facts-line']"):
                assert not squeeze(line.text_content()).startswith("·"), path
                assert not squeeze(line.text_content()).endswith("·"), path
        assert "本地办理" in visitor.get(f"{GUIDE}/basic").main


def test_a_guide_without_steps_says_whom_to_ask(tmp_path: Path) -> None:
    with portal(tmp_path, item(steps=[]), offering("yichang")) as visitor:
        page = visitor.get(GUIDE)
        assert not list(holes(page))
        assert "办理步骤请打咨询电话" in page.main


@pytest.mark.parametrize(
    ("kind", "permit", "appeal"),
    [("行政许可", True, True), ("行政确认", False, True), ("公共服务", False, False)],
)
def test_the_law_is_named_where_it_holds(tmp_path: Path, kind: str, permit: bool, appeal: bool) -> None:
    with portal(tmp_path, item(type=kind), offering("yichang")) as visitor:
        page = visitor.get(f"{GUIDE}/notes")
        assert not list(holes(page))
        text = page.find("string(//section[@class='tab'])")
        assert ("行政许可法" in text) == permit
        assert ("行政复议" in text) == ("行政诉讼" in text) == appeal
        assert "投诉电话" in text
