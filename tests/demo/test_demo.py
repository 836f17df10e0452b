"""Demo data: everything a portal's sites offer, made from the files once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.session import reading
from govsite.demo import DemoError, load_demo
from govsite.demo.sources import DEMO
from govsite.domain.catalogue import health
from govsite.domain.common.phones import is_discipline, is_same_line
from govsite.models import Article, Bundle, Department, Hall, Item, Offering, Term, Workday
from govsite.sites.load import load_file, load_text
from tests.apps import tree_of
from tests.importing.samples import SITES, small_tree

TREE = small_tree()


def number(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_everything_is_loaded_once(session: Session) -> None:
    reports = load_demo(session, TREE)
    assert list(reports) == ["terms", "departments", "items", "halls", "offerings", "bundles", "holidays", "articles"]
    models = {
        "terms": Term,
        "departments": Department,
        "items": Item,
        "halls": Hall,
        "bundles": Bundle,
        "holidays": Workday,
        "articles": Article,
    }
    for noun, model in models.items():
        assert reports[noun].created == number(session, model) > 0
    assert [str(one) for report in reports.values() for one in (*report.errors, *report.warnings)] == []
    assert reports["offerings"].created == number(session, Offering) > 1000
    before = topics.current(session)
    assert load_demo(session, TREE) == {}
    assert topics.current(session) == before


def test_a_new_phone_updates_and_a_new_notice_does_not(stored: Session) -> None:
    notice = load_text(SITES.replace("parent: xiantao}", "parent: xiantao, keywords: 高新区}"))
    assert notice.version != TREE.version
    assert load_demo(stored, notice) == {}
    phone = load_text(SITES.replace("0717-6219300", "0717-6219301"))
    reports = load_demo(stored, phone)
    assert reports["departments"].updated > 0 and reports["departments"].created == 0
    assert reports["items"].changed == 0


def test_every_offering_can_be_used(stored: Session) -> None:
    rows = stored.execute(
        select(Offering, Department, Hall)
        .join(Department, Department.key == Offering.department)
        .where(Department.site_code == Offering.site_code)
        .outerjoin(Hall, Hall.id == Offering.hall_id)
    ).all()
    assert len(rows) == number(stored, Offering)
    for offering, office, hall in rows:
        assert offering.code == office.credit_code + offering.code[18] + offering.item_code
        assert offering.phone and not is_same_line(offering.phone, offering.complaint_phone)
        assert hall is None or hall.site_code == offering.site_code
        assert bool(hall) == bool(offering.window) and (hall or not offering.bookable)
        general = re.search(r"(^|[：、\d楼])综合窗口", offering.window) and office.key != "政务服务和大数据管理局"
        assert hall is None or (hall.kind == "政务服务大厅" and not general)
        assert not is_discipline(offering.complaint_phone)


def test_a_window_takes_bookings_for_visits(stored: Session) -> None:
    found = stored.execute(select(Offering.bookable, Item.visits > 0, Offering.window).join(Item))
    assert all(bool(bookable) == bool(window and visits) for bookable, visits, window in found)


def test_no_office_no_offering(stored: Session) -> None:
    offered = select(Offering.site_code).where(Offering.department == "人民银行").distinct()
    assert set(stored.scalars(offered)) <= {"420000", "420100", "420500", "429004"}


def test_a_folder_of_its_own_adds_replaces_and_leaves_out(session: Session, tmp_path: Path) -> None:
    header, first, second, third = (DEMO / "items.csv").read_text("utf-8").splitlines()[:4]
    slugs = [line.split(",")[1] for line in (first, second, third)]
    changed = first.replace(first.split(",")[2], "本地出生登记", 1)
    added = second.replace(slugs[1], "local-only").replace(second.split(",")[0], "079990001000")
    (tmp_path / "items.csv").write_text("\n".join([header, changed, added]), "utf-8")
    (tmp_path / "items_drop.csv").write_text(f"slug\n{slugs[2]}\n", "utf-8")
    load_demo(session, TREE, tmp_path)
    names = dict(session.execute(select(Item.slug, Item.name)).all())
    assert names[slugs[0]] == "本地出生登记"
    assert "local-only" in names and slugs[1] in names and slugs[2] not in names


def test_a_wrong_file_is_told_and_nothing_is_marked(session: Session, tmp_path: Path) -> None:
    (tmp_path / "vocab.csv").write_text("facet,audience,order,term\ntheme,nobody,1,户籍办理\n", "utf-8")
    with pytest.raises(DemoError, match="nobody"):
        load_demo(session, TREE, tmp_path)
    assert topics.mark(session, "demo") is None


@pytest.mark.parametrize("name", ["hainan", "guangzhou"])
def test_another_portal_has_the_same_terms_in_an_order_of_its_own(name: str) -> None:
    header, *common = (DEMO / "vocab.csv").read_text("utf-8").splitlines()
    own_header, *own = (DEMO / name / "vocab.csv").read_text("utf-8").splitlines()
    assert own_header == header and own != common
    for at in (0, 1, 3):
        assert sorted(row.split(",")[at] for row in own) == sorted(row.split(",")[at] for row in common)


@pytest.mark.parametrize("name", ["hainan", "guangzhou"])
def test_another_portal_offers_what_its_home_page_puts_first(other_portals: dict[str, Engine], name: str) -> None:
    tree = load_file(DEMO / name / "sites.yaml")
    with Session(other_portals[name]) as session:
        for site in tree.root, *tree.root.children:
            offered = set(session.scalars(select(Offering.item_code).where(Offering.site_code == site.code)))
            assert set(site.hot[:6]) <= offered, site.name
        where = session.execute(
            select(Offering.online_at, Item.online_at).join(Item).where(Item.online_depth >= health.ONLINE)
        ).all()
        assert where and all(own or items for own, items in where), "who is sent to the net is told where"
        assert not any("鄂汇办" in str(own) for own, _ in where), "that of another province"


def test_the_whole_portal_is_loaded(app: Flask) -> None:
    with app.app_context():
        offering = set(reading().scalars(select(Offering.site_code).distinct()))
    assert offering == {site.code for site in tree_of(app).all}


@pytest.mark.long
def test_so_it_is_into_each_kind_of_database(session: Session) -> None:
    """PostgreSQL is asked for nothing else than with a few sites; it only takes longer."""
    tree = load_file(DEMO.parent / "sites.yaml")
    load_demo(session, tree, DEMO.parent)
    offering = set(session.scalars(select(Offering.site_code).distinct()))
    assert offering == {site.code for site in tree.all}


def test_no_site_lists_two_departments_of_one_name(app: Flask) -> None:
    columns = (Department.site_code, Department.name)
    with app.app_context():
        twice = reading().execute(select(*columns).group_by(*columns).having(func.count() > 1)).all()
    assert twice == []
