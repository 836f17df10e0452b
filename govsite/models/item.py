"""An entry of the basic catalogue (基本目录), shared by all sites."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import IN_USE, Base, Records
from govsite.models.columns import Moment

LOCAL = "本地办理"
BASIC_CODE, LONGEST_ITEM_CODE = 12, 14  # characters of a 基本编码, and with the two of a 业务办理项 behind it
LONGEST_ITEM_NAME = 330  # characters, the longest of the national catalogue
LICENCE = "行政许可"  # type
WORKING_DAYS, NATURAL_DAYS, MONTHS = UNITS = ("工作日", "日", "月")  # of limits


PROOF_LEVELS = {"二级": 2, "三级": 3, "四级": 4, "五级": 5}  # of accounts (认证等级)


class Item(Base):
    """An errand (事项): who may do it, on what basis, with what, how long it takes, each limit in its unit.

    ``code`` is the 基本编码, or that of one of its variants (业务办理项), which has two characters more. ``places`` are
    the kinds of place where it is done (models/place.py), the most usual first. ``changed`` is when what pages show of
    it was changed last, None where nobody knows. ``proof_level`` is the level of an account that one needs to do it
    online (认证等级要求), None for none. ``replaced_by`` is the code of the item in the place of one that is done no
    more, "" for none.
    Records: materials {name, form, copies: int, need, source, when, blank, sample, kind, filling}, where blank and
    sample are file names, kind is the 材料类型 and filling the 表格来源 (``catalogue/materials``); steps and
    window_steps {name, what, who, time}, the whole way or the online one, and the one at a window where it differs;
    online_at {name, url, how}: where it is done online; fees {name, standard, basis, reduction}; faqs {q, a}; agencies
    {service, reference, basis, required_by}; advisers {role, covers, hours, phone}.
    """

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("audience IN ('natural', 'legal', 'both')", name="audience"),
        CheckConstraint("online_depth BETWEEN 0 AND 4", name="online_depth"),
        CheckConstraint("promised_days >= 0 AND visits >= 0", name="counts"),
    )

    code: Mapped[str] = mapped_column(String(LONGEST_ITEM_CODE), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_ITEM_NAME))
    name_en: Mapped[str] = mapped_column(String(LONGEST_ITEM_NAME), default="")
    aliases: Mapped[list[str]] = mapped_column(default=list)
    words: Mapped[list[str]] = mapped_column(default=list)
    pinyin: Mapped[list[str]] = mapped_column(default=list)
    audience: Mapped[str] = mapped_column(String(8))
    type: Mapped[str] = mapped_column(String(16))
    handling: Mapped[str] = mapped_column(String(8))
    themes: Mapped[list[str]] = mapped_column(default=list)
    life_events: Mapped[list[str]] = mapped_column(default=list)
    groups: Mapped[list[str]] = mapped_column(default=list)
    department: Mapped[str] = mapped_column(String(32), index=True)
    levels: Mapped[list[str]] = mapped_column(default=list)
    places: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    statutory_days: Mapped[int | None]
    statutory_unit: Mapped[str] = mapped_column(String(8), default=WORKING_DAYS, server_default=WORKING_DAYS)
    promised_days: Mapped[int]
    promised_unit: Mapped[str] = mapped_column(String(8), default=WORKING_DAYS, server_default=WORKING_DAYS)
    fee: Mapped[str] = mapped_column(Text, default="免费")
    fee_short: Mapped[str] = mapped_column(String(32), default="")
    fees: Mapped[Records] = mapped_column(default=list)
    pay: Mapped[str] = mapped_column(Text, default="", server_default="")
    online_depth: Mapped[int] = mapped_column(default=0)
    online_at: Mapped[Records] = mapped_column(default=list, server_default="[]")
    proof_level: Mapped[int | None]
    visits: Mapped[int] = mapped_column(default=0)
    visit_reason: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[str] = mapped_column(String(64), default="")
    post: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[list[str]] = mapped_column(default=list)
    conditions: Mapped[list[str]] = mapped_column(default=list)
    materials: Mapped[Records] = mapped_column(default=list)
    steps: Mapped[Records] = mapped_column(default=list)
    window_steps: Mapped[Records] = mapped_column(default=list, server_default="[]")
    special: Mapped[list[str]] = mapped_column(default=list)
    quantity_limit: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(String(200))
    result_type: Mapped[str] = mapped_column(String(8), default="其他")
    notes: Mapped[list[str]] = mapped_column(default=list)
    faqs: Mapped[Records] = mapped_column(default=list)
    agencies: Mapped[Records] = mapped_column(default=list)
    advisers: Mapped[Records] = mapped_column(default=list)
    heat: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    effective: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(8), default=IN_USE)
    replaced_by: Mapped[str] = mapped_column(String(LONGEST_ITEM_CODE), default="", server_default="")
    changed: Mapped[datetime | None] = mapped_column(Moment)
