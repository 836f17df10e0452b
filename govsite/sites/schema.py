"""The schema of sites.yaml (pydantic); rules that concern several sites are in ``check``.

Values are strict: a number is not accepted as text. Each pattern has its sentence in ``wording``. A value that is
left out or ``null`` is inherited from the parent site, then from ``defaults``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args
from zlib import crc32

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from govsite.sites.columns import COLUMN_KEYS

Level = Literal["province", "city", "county", "zone"]
Theme = Literal["blue", "red", "green", "teal"]
Publish = Literal["direct", "two_person"]
Feature = Literal["letters", "second_reading", "appointments", "progress", "ratings"]
if TYPE_CHECKING:
    ColumnKey = str
else:
    ColumnKey = Literal[COLUMN_KEYS]  # mypy needs literal arguments
LetterKind = Literal["咨询", "求助", "投诉", "建议", "表扬", "举报"]
LEVELS: tuple[str, ...] = get_args(Level)  # from high to low
THEMES: tuple[str, ...] = get_args(Theme)
FEATURES: tuple[str, ...] = get_args(Feature)
PUBLISH: tuple[str, ...] = get_args(Publish)
LETTER_KINDS: tuple[str, ...] = get_args(LetterKind)

DAY_PATTERN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: Any) -> date:
    """A date; our parser leaves YAML dates as text, and only YYYY-MM-DD is accepted."""
    if isinstance(value, str) and DAY_PATTERN.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Line = Annotated[str, StringConstraints(pattern=r"^\S([^\n\r\t]*\S)?$", max_length=200)]
Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=20_000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
SiteId = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}$")]
ItemCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{12}([0-9A-Za-z]{2})?$")]
NoticeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", max_length=40)]
Initials = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,20}$")]
Domain = Annotated[
    str,
    StringConstraints(
        pattern=r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
        max_length=253,
    ),
]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#@<>\"]+([/?#][^\s<>\"]*)?$", max_length=500)]
# With area code (0717-6219300-801, 027-12345), mobile, 400/800, or a short number (12345, 110, 96333)
_PHONE = r"0[0-9]{2,3}-[0-9]{5,8}(-[0-9]{1,6})?|1[3-9][0-9]{9}|[48]00-?[0-9]{3}-?[0-9]{4}|[19][0-9]{2,5}"
Phone = Annotated[str, StringConstraints(pattern=f"^({_PHONE})$")]
Count = Annotated[int, Field(ge=1)]
WorkingDays = Annotated[int, Field(ge=1, le=60)]


class Entry(BaseModel):
    """A table in the file; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class HolidaysEntry(Entry):
    """法定节假日和调休：内置日历没有的年份写在这里。"""

    rest: list[Day] = []
    """放假的日子（周一至周五里不上班的）"""
    work: list[Day] = []
    """调休上班的周末"""


class PortalEntry(Entry):
    """整个门户共有的资料。"""

    name: Line
    """门户名称，如 湖北政务服务网"""
    short_name: Line | None = None
    """简称，如 湖北"""
    site_count: Count | None = None
    """站点的个数；文件里的站点比它少，就不采用：那是没有写完的文件"""
    hotline: Phone = "12345"
    """服务热线，要加引号"""
    description: Text | None = None
    """一两句介绍，给搜索引擎看"""
    letters: dict[LetterKind, WorkingDays] = {}
    """各类来信几个工作日内答复"""
    levels: dict[Level, Line] = {}
    """各级站点的叫法，如 county: 县级"""
    holidays: HolidaysEntry | None = None
    """法定节假日和调休"""


class ContactEntry(Entry):
    """联系方式；没写的项取自上级站点。"""

    organizer: Line | None = None
    """主办单位"""
    phone: Phone | None = None
    """咨询电话，带区号，如 0717-6219300"""
    address: Line | None = None
    """地址"""
    postcode: Code | None = None
    """邮政编码，6 位，要加引号"""


class FooterEntry(Entry):
    """页脚；没写的项取自上级站点。"""

    organizer: Line | None = None
    """主办单位"""
    icp: Line | None = None
    """ICP 备案号"""
    police: Line | None = None
    """公安备案号"""
    site_id: SiteId | None = None
    """网站标识码，10 位，要加引号"""
    contact: Line | None = None
    """联系方式，如 政务服务便民热线：12345"""


class NoticeEntry(Entry):
    """一条通知公告。"""

    id: NoticeId | None = None
    """网址里的编号，小写字母、数字和连字符；没写时由日期和标题得出"""
    title: Line
    """标题"""
    body: Text
    """正文"""
    from_: Day = Field(alias="from")
    """从哪天起显示"""
    until: Day | None = None
    """显示到哪天（含当天）；没写就一直显示"""
    source: Line | None = None
    """发布单位"""


def notice_id(day: str, title: str) -> str:
    """The id of a notice that has none in the file, made of its first day (YYYY-MM-DD) and its title."""
    return f"{day.replace('-', '')}-{crc32(title.encode('utf-8', 'surrogatepass')):08x}"


class LinkEntry(Entry):
    """一个友情链接。"""

    title: Line
    """名称"""
    url: Url
    """网址"""


class ServiceEntry(Entry):
    """一项便民服务：在别的网站办，本网写明到哪里。"""

    title: Line
    """名称，如 天气预报"""
    site: Line
    """哪个网站，如 中国天气网"""
    url: Url
    """网址"""
    group: Line | None = None
    """分类，如 出行"""
    words: Line | None = None
    """搜索用词，用顿号分开，如 查天气、下雨"""


class AppEntry(Entry):
    """一个能办事的手机应用或者小程序。"""

    title: Line
    """名称，如 鄂汇办"""
    how: Line
    """怎么找到，如 在手机应用商店搜“鄂汇办”"""
    about: Line | None = None
    """能办什么"""
    url: Url | None = None
    """网址；没有的不写"""


class ColumnEntry(Entry):
    """一个栏目。"""

    name: Line | None = None
    """名称"""
    description: Text | None = None
    """介绍"""
    keywords: Text | None = None
    """关键词，用逗号分开"""


class Inherited(Entry):
    """站点和 defaults 都能写、下级站点会继承的项。"""

    theme: Theme | None = None
    """配色"""
    contact: ContactEntry | None = None
    footer: FooterEntry | None = None
    features: dict[Feature, bool] | None = None
    """栏目开关"""
    links: list[LinkEntry] | None = None
    """友情链接；写了就整个代替上级的"""
    services: list[ServiceEntry] | None = None
    """便民服务；写了就整个代替上级的"""
    apps: list[AppEntry] | None = None
    """手机应用，“怎么办最省事”里显示；写了就整个代替上级的"""
    hot: list[ItemCode] | None = None
    """热门事项，写基本编码，12 位或者 14 位；写了就整个代替上级的"""
    keywords: Text | None = None
    """给搜索引擎的关键词，用逗号分开"""
    description: Text | None = None
    """一两句介绍"""
    columns: dict[ColumnKey, ColumnEntry] | None = None
    """栏目：各栏目的名称、介绍和关键词（国办发〔2017〕47号 要求的 ColumnName 等）"""
    notices: list[NoticeEntry] | None = None
    """通知公告；当天没有可显示的，就显示上级站点的"""
    letters_office: Line | None = None
    """没有选部门的来信先交给哪个部门，写部门的键，如 政务服务和大数据管理局"""
    publish: Publish | None = None
    """怎样发布：direct 编辑的人直接发布，two_person 一人提请、另一人批准"""


class SiteEntry(Inherited):
    """一个站点。"""

    code: Code
    """6 位行政区划代码，要加引号"""
    name: Line
    """全称，如 宜昌市"""
    short_name: Line | None = None
    """简称，如 宜昌"""
    title: Line | None = None
    """页面标题里的站名，如 宜昌政务服务网"""
    level: Level
    """级别"""
    parent: Line | None = None
    """上级站点，写它的键；只有根站点不写"""
    domain: Domain | None = None
    """自己的域名；没有时用 /键/ 访问"""
    initials: Initials | None = None
    """名称的拼音首字母，如 yc"""
    other_names: list[Line] | None = None
    """老名称、俗称，如 襄樊：查站点、搜索时也认得"""
    former_slugs: list[Slug] | None = None
    """用过的键：原来的网址会转到现在的"""
    closed: bool | None = None
    """已经关闭：不再办事，网址都指向上级站点"""


class SitesFile(Entry):
    """sites.yaml：门户、默认值和各站点。"""

    portal: PortalEntry
    """门户"""
    defaults: Inherited | None = None
    """默认值"""
    sites: dict[Slug, SiteEntry] = Field(min_length=1)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) by which editors complete and check sites.yaml."""
    schema = SitesFile.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
