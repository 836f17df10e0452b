"""Names with rare characters go the whole way: tables in, desk, search and file out, on each kind of database."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pytest
from flask import Flask

from govsite.database import topics
from govsite.database.session import writing
from govsite.models import Hall
from tests.cases.test_case_intake import a_row, as_csv, numbers_in, upload
from tests.cases.window import QUEUE, number_in, open_case, row_of, take_in
from tests.helpers import Visitor
from tests.letters.desks import POLICE
from tests.letters.office import arrive, at_desk
from tests.waiting import wait

# Beyond the BMP, of extension A, with a second form in Traditional, and of extension I, which Python does not know yet.
RARE = ["\U000235cb", "㵐", "\U0002cb41", "\U0002ebf0", "\U00020bb7䴙"]


def exported(clerk: Visitor, number: str) -> list[str]:
    answer = clerk.client.get(f"{QUEUE}/export.csv?q={number}")
    return next(iter(list(csv.reader(io.StringIO(answer.get_data(as_text=True))))[1:]))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_names_arrive_by_table_and_leave_by_file(window: Flask, encoding: str) -> None:
    clerk = at_desk(window)
    rows = [a_row(编号=f"{char}字{encoding}", 申请人=f"余{char}") for char in RARE]
    numbers = numbers_in(upload(clerk, as_csv(*rows, encoding=encoding)))
    assert [row_of(window, number)[0].name for number in numbers] == [row["申请人"] for row in rows]
    for row, number in zip(rows, numbers, strict=True):
        assert row["编号"] in exported(clerk, number)
    assert rows[0]["申请人"] in open_case(window, clerk, numbers[0]).main


def test_what_is_typed_in_a_form_stays(window: Flask) -> None:
    clerk = at_desk(window)
    for char in RARE[:2]:
        number = number_in(take_in(clerk, name=f"余{char}"))
        assert f"余{char}" in open_case(window, clerk, number).main


def test_a_letter_is_found_by_a_rare_name_in_it(window: Flask) -> None:
    clerk = at_desk(window)
    for char in RARE:
        arrive(window, title=f"关于{char}湾", body=f"我住在涂家{char}湾，想问修路的事。", department=POLICE)
        query = f"/xiling/console/letters{{}}?queue=all&q={quote(f'家{char}湾')}"
        assert f"关于{char}湾" in clerk.get(query.format("")).main
        assert f"关于{char}湾" in clerk.client.get(query.format("/export.csv")).get_data(as_text=True)


def test_a_hall_is_found_by_the_rare_character_of_its_place(window: Flask) -> None:
    with window.app_context(), writing() as session:
        for place, char in enumerate(RARE):
            about = {"name": f"{char}冲镇便民服务中心", "address": f"{char}冲镇一路", "hours": "周一至周五"}
            session.add(Hall(id=f"R{place}", site_code="420502", level="街", **about))
        topics.bump(session)
    visitor = Visitor(window.test_client())
    wait(lambda: RARE[0] in visitor.get("/xiling/halls").main)
    for char in RARE:
        found = visitor.get(f"/xiling/halls?q={quote(char)}").find("//main//a[@class='row-name']/text()")
        assert found == [f"{char}冲镇便民服务中心"]
        assert "沖鎮便民服務中心" in visitor.get(f"/hant/xiling/halls?q={quote(char)}").main
