"""All guides of a site in one table (服务事项及办理流程清单), for whoever prints it, compares it or counts."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response

from govsite.database.topics import CATALOGUE
from govsite.domain.catalogue.guides import Guide, all_guides
from govsite.domain.common import sheets
from govsite.domain.tables.write_rows import rows_xlsx
from govsite.web.content import snapshot
from govsite.web.here import here
from govsite.web.page import kept, public_text

bp = Blueprint("guide_list", __name__)
NAME = "服务事项及办理流程清单"
HEAD = (
    *("事项名称", "基本编码", "实施编码", "实施部门", "事项类型", "服务对象", "法定办结时限", "承诺办结时限", "收费"),
    *("到现场次数", "办理地点", "窗口", "办公时间", "咨询电话", "投诉电话", "申请材料", "办理流程", "网址"),
)
AUDIENCES = {"natural": "自然人", "legal": "法人"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/guides.csv")
def table() -> Response:
    """The table for every program."""
    answer = public_text(sheets.csv_of(HEAD, _rows()), "text/csv", depends=[CATALOGUE])
    answer.headers["Content-Disposition"] = _attachment("csv")
    return answer


@bp.get("/guides.xlsx")
def workbook() -> Response:
    """The table for Excel."""
    headers = {"Cache-Control": kept([CATALOGUE]), "Content-Disposition": _attachment("xlsx")}
    # Whole: one site has some hundred rows, and the page cache keeps what is whole.
    return Response(b"".join(rows_xlsx("清单", HEAD, _rows())), mimetype=XLSX, headers=headers)


def _rows() -> Iterator[tuple[str, ...]]:
    contact, hotline = here.site.contact.phone, here.tree.portal.hotline
    front = here.home(here.script)
    for guide in all_guides(snapshot(), here.site):
        yield _row(guide.reached_by(contact, hotline), f"{front}/guides/{guide.item.code}")


def _row(guide: Guide, url: str) -> tuple[str, ...]:
    item, office = guide.item, guide.office
    return (
        *(item.name, item.code, guide.code, office.name if office else item.department),
        *(item.type, AUDIENCES.get(item.audience, "自然人、法人")),
        "法律没有规定" if guide.statutory is None else str(guide.statutory),
        str(guide.promised),
        *(guide.own_fee or item.fee, f"{guide.visits} 次"),
        *(_place(guide), guide.where.window, guide.hours, guide.phone, guide.complaint_phone or guide.phone),
        "；".join(f"{one['name']}（{one['form']} {one['copies']} 份，{one['need']}）" for one in guide.materials),
        "；".join(f"{number}. {step['name']}：{step['what']}" for number, step in enumerate(guide.steps, 1)),
        url,
    )


def _place(guide: Guide) -> str:
    """Where to go: 网上 first, then the hall or the places; the office where nothing else is known."""
    where = guide.where
    named = [f"{hall.name}（{hall.address}）" for hall in ([where.hall] if where.hall else where.named)]
    more = [f"等 {len(where.places)} 处"] if len(where.places) > len(where.named) else []
    places = [*(["网上"] if guide.online else []), *named, *more]
    if where.window and not named and guide.office:
        places.append(f"{guide.office.name}（{guide.office.address}）" if guide.office.address else guide.office.name)
    elif not where.known and guide.must_go:
        places.append(f"{f'到{where.special}办。' if where.special else ''}请先打电话问办理地点")
    return "；".join(places)


def _attachment(kind: str) -> str:
    return f"attachment; filename=guides-{here.site.slug}.{kind}"
