"""What is said of cells that hold no value: a program's error, a word that stands for nothing, a leftover of markup."""

from __future__ import annotations

import re

# What Excel shows of a formula that went wrong, in English and in Chinese.
_BROKEN = re.compile(
    r"#(?:N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|FIELD!|名称[?？]|值!|引用!)|^#{3,}$", re.I
)
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d{1,3}", re.I)
_PICTURE = re.compile(r"=(?:_xlfn\.)?DISPIMG\(", re.I)  # WPS: a picture in a cell
_LOST = "\ufffd"
_NOTHING = re.compile(
    r"[/\\\-—–－_.。…·?？*×、，,x]+|无|没有|暂无|暂缺|待补充?|待定|待填写?|待完善|待核实|略|空|未知|不详"
    r"|同上|同左|见附件|详见附件|见附表|null|none|nil|nan|undefined|n/?a|\(null\)|\[object object\]",
    re.I,
)
_MARKUP = re.compile(
    r"&(?:amp;)*(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});"
    r"|</?(?:br|p|b|i|u|s|a|em|ul|ol|li|div|span|font|strong|table|tbody|t[rdh]|img|h[1-6]|hr|pre|o:p|script|style)"
    r"(?=[\s/>])[^<>]{0,300}>",
    re.I,
)
_SEEN_AS_DAY = re.compile(
    r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d\d",
    re.I,
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def says_nothing(cell: str) -> bool:
    """Whether a cell holds only what people write where they have nothing to write."""
    return _NOTHING.fullmatch(cell) is not None


def fault_of(cell: str) -> str:
    """Why a cell can be no value of any column; "" where nothing speaks against it."""
    if found := _BROKEN.search(cell):
        return f"“{found.group()}”是 Excel 算错时的显示，请改正公式，或者直接写上内容"
    if _PICTURE.match(cell):
        return "这一格是图片，导入不了：请写成文字，或者空着"
    if _ROUNDED.fullmatch(cell):
        return "Excel 把长编号当成了数字，末尾几位已经丢了：请把这一列设成文本，再重新填写"
    if _LOST in cell:
        return "有“\ufffd”，是转换编码时丢了的字，请重新打上"
    return ""


def doubt_of(cell: str, is_day: bool, is_kept: bool = True) -> str:
    """What is worth a look in a cell that was taken; ``is_day`` says that its column holds days.

    ``is_kept`` says that it was taken as it is: some columns know words for nothing.
    """
    if found := _MARKUP.search(cell):
        return f"有网页代码“{found.group()[:30]}”，会原样显示给群众，请删去或者改成文字"
    if is_kept and says_nothing(cell):
        return f"“{cell}”会原样显示给群众，没有内容的请空着"
    if not is_day and _SEEN_AS_DAY.fullmatch(cell):
        return "Excel 可能把这一格当成了日期，请核对；不是日期的，请把这一列设成文本再填"
    if found := _PRIVATE.search(cell):
        return f"“{found.group()}”是自造字，别人的电脑上显示不出来，请换成标准的字"
    return ""
