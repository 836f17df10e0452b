"""Why a case is refused (不予受理、不予许可): one of three kinds, each with what it means for the applicant."""

from __future__ import annotations

CONDITIONS, MATERIALS, ENTRIES = "conditions", "materials", "entries"
REFUSALS = {CONDITIONS: "条件不符", MATERIALS: "材料不全或不准", ENTRIES: "填写有误"}
MEANING = {
    CONDITIONS: "您的情况不符合这件事的受理条件。",
    MATERIALS: "材料缺少，或者内容、形式不对。",
    ENTRIES: "申请表上有填错的地方。",
}
