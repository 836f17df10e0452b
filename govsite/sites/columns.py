"""The public columns (栏目) of the portal: each is one record here, from which all pages take what they say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from govsite.sites.site import ColumnSettings, Site

SERVICES = "办事服务"
DISCLOSURE = "信息公开"
INTERACTION = "互动交流"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``key`` is the first segment of its addresses, a reserved slug, and its key in sites.yaml.

    ``name`` and ``description`` hold where a site says nothing else; ``type`` is its ColumnType (国办发〔2017〕47号).
    ``shared`` is a regular expression of what follows the key in addresses that every site has: one keeps them when
    one switches the site, and any other address leads to ``fallback``. ``site_map`` says whether the site map lists
    what is in the column (in a piece of its own in ``meta/sitemap.html``), only links to it, or leaves it out.
    ``feature`` is what a site must have switched on to show the column; "" for a column of every site.
    """

    key: str
    name: str
    description: str
    type: str = SERVICES
    in_navigation: bool = True
    site_map: Literal["contents", "link", ""] = "link"
    shared: str = ""
    fallback: str = "/"
    feature: str = ""

    @property
    def path(self) -> str:
        """The address of the column's own page, after the mount."""
        return f"/{self.key}"

    def shown_at(self, site: Site) -> bool:
        """Whether a site has this column."""
        return not self.feature or site.has(self.feature)

    def settings_of(self, site: Site) -> ColumnSettings:
        """What the column is called and how it is described at a site, with nothing left empty."""
        own = site.columns.get(self.key, ColumnSettings())
        name = own.name or self.name
        return ColumnSettings(name, own.description or self.description, own.keywords or f"{site.name},{name}")


# In the order of the navigation.
COLUMNS = (
    Column(
        "personal",
        name="个人办事",
        description="个人事项的办事指南，可按主题、人生事件、特定群体、部门查找",
        site_map="contents",
    ),
    Column(
        "business",
        name="法人办事",
        description="企业和其他单位事项的办事指南，可按主题、经营活动、特定群体、部门查找",
        site_map="contents",
    ),
    Column(
        "departments",
        name="部门",
        description="办理事项的部门、电话和地址",
        site_map="contents",
        shared=r"(/[a-z0-9-]+)?",
    ),
    Column(
        "guides",  # without a page of its own: one comes to a guide by the other columns
        name="办事指南",
        description="办事指南：办理时限、收费、材料、流程、地点",
        in_navigation=False,
        site_map="",
        shared=r"/[0-9A-Za-z]{1,40}(/[a-z]+)?",
    ),
    Column(
        "halls",
        name="服务大厅",
        description="服务大厅的地址、时间、电话、楼层和窗口",
        site_map="contents",
        fallback="/halls",
    ),
    Column(
        "bundles",
        name="一件事",
        description="出生、入学、开店、退休等“高效办成一件事”：依次办什么、带什么、去哪里",
        in_navigation=False,  # the home page leads there
        shared=r"(/[a-z0-9-]+)?",
    ),
    Column(
        "easiest",
        name="怎么办最省事",
        description="手机办、网上办、邮寄办、就近办、预约办、帮办代办：各是什么，哪些事项可以",
        in_navigation=False,
    ),
    Column(
        "services",
        name="便民服务",
        description="缴费、出行、天气等别的网站办的事，写明到哪个网站",
        in_navigation=False,
    ),
    Column(
        "letters",
        name="互动交流",
        description="写信咨询、求助、投诉、提建议，查看答复和公开的来信",
        type=INTERACTION,
        shared="(/new|/lookup|/figures)?",
        fallback="/letters",
        feature="letters",
    ),
    Column(
        "progress",
        name="进度查询",
        description="凭编号和密码查办件，补交材料，看结果；公开的办件进度",
        shared="(/lookup)?",
        fallback="/progress",
        feature="progress",
    ),
    Column(
        "supervision",
        name="效能监督",
        description="办件和来信的数量、按时率、用时、红黄牌，按月、部门、地区公开",
        type=DISCLOSURE,
        in_navigation=False,  # the pages of progress and of letters lead there
        fallback="/supervision",
    ),
    Column(
        "notices",
        name="通知公告",
        description="本站的通知和公告",
        type=DISCLOSURE,
        in_navigation=False,  # the home page leads there
        fallback="/notices",
    ),
    Column(
        "help",
        name="帮助",
        description="新手指南、常见问题、网站安全、无障碍",
        in_navigation=False,  # it stands in the foot of every page
        site_map="contents",
        shared=r"(/[a-z]+)?",
    ),
)
# What belongs to no column: the home page, search, switching the site.
NO_COLUMN = Column("", name="综合服务", description="查找和办理政务服务事项", in_navigation=False, site_map="")
COLUMN_KEYS = tuple(column.key for column in COLUMNS)


def find_column(key: str) -> Column:
    """The column of a first segment, or ``NO_COLUMN``."""
    return next((column for column in COLUMNS if column.key == key), NO_COLUMN)


def navigation_of(site: Site) -> Iterator[Column]:
    """The columns in a site's navigation, in its order."""
    return (column for column in COLUMNS if column.in_navigation and column.shown_at(site))


def site_map_of(site: Site) -> Iterator[Column]:
    """The columns on a site's site maps, for readers and for search engines."""
    return (column for column in COLUMNS if column.site_map and column.shown_at(site))


def column_names(site: Site) -> dict[str, str]:
    """What a site calls each column, by key."""
    return {column.key: column.settings_of(site).name for column in COLUMNS}
