"""The states of a letter (信件状态), and who moves it from one to the next."""

from __future__ import annotations

from govsite.domain.common.states import Machine, Step

WRITER, CLERK, ADMIN, SYSTEM = "writer", "clerk", "site_admin", "system"
SUBMITTED, HANDLING, WAITING, REVIEW = "submitted", "handling", "waiting", "review"
REPLIED, REFUSED, WITHDRAWN = "replied", "refused", "withdrawn"
OFFICE = (CLERK, ADMIN)
OPEN = (SUBMITTED, HANDLING, REVIEW)  # the clock runs
UNFINISHED = (*OPEN, WAITING)
TAKE_OVER = "take over"

LETTER = Machine(
    "letter",
    SUBMITTED,
    (
        Step(SUBMITTED, HANDLING, "accept", OFFICE, "已受理，正在办理", "受理"),
        Step(SUBMITTED, REFUSED, "refuse", OFFICE, "不予受理", "不予受理"),
        Step(SUBMITTED, SUBMITTED, "pass", OFFICE, "已转到其他部门办理", "转办"),
        Step(SUBMITTED, SUBMITTED, "remind", (WRITER,), "您催办了一次", "写信人催办"),
        Step(SUBMITTED, SUBMITTED, "assign", OFFICE, "", "分派"),
        Step(SUBMITTED, SUBMITTED, "note", OFFICE, "", "内部备注"),
        Step(SUBMITTED, SUBMITTED, "add", (WRITER,), "您补充了一条留言", "写信人补充"),
        Step(SUBMITTED, WITHDRAWN, "withdraw", (WRITER,), "您撤回了这封信", "写信人撤回"),
        Step(HANDLING, SUBMITTED, "pass", OFFICE, "已转到其他部门办理", "转办"),
        Step(HANDLING, WAITING, "ask", OFFICE, "请您补充说明，答复期限暂停计算", "请写信人补充"),
        Step(HANDLING, REVIEW, "propose", OFFICE, "答复已拟好，正在审核", "送审"),
        Step(HANDLING, REPLIED, "reply", OFFICE, "已答复", "答复"),
        Step(HANDLING, HANDLING, "remind", (WRITER,), "您催办了一次", "写信人催办"),
        Step(HANDLING, HANDLING, "assign", OFFICE, "", "分派"),
        Step(HANDLING, HANDLING, "note", OFFICE, "", "内部备注"),
        Step(HANDLING, HANDLING, "add", (WRITER,), "您补充了一条留言", "写信人补充"),
        Step(HANDLING, WITHDRAWN, "withdraw", (WRITER,), "您撤回了这封信", "写信人撤回"),
        Step(WAITING, HANDLING, "answer", (WRITER,), "您已补充说明，继续计算期限", "写信人已补充"),
        Step(WAITING, HANDLING, "go on", (SYSTEM, *OFFICE), "没有等到补充，按现有内容继续办理", "不再等待，继续办理"),
        Step(WAITING, WAITING, "note", OFFICE, "", "内部备注"),
        Step(WAITING, WAITING, "assign", OFFICE, "", "分派"),
        Step(WAITING, WITHDRAWN, "withdraw", (WRITER,), "您撤回了这封信", "写信人撤回"),
        Step(REVIEW, REPLIED, "approve", OFFICE, "已答复", "审核通过并答复"),
        Step(REVIEW, HANDLING, "return", OFFICE, "", "退回修改"),
        Step(REVIEW, REVIEW, "note", OFFICE, "", "内部备注"),
        Step(REVIEW, REVIEW, "assign", OFFICE, "", "分派"),
        Step(REVIEW, REVIEW, "remind", (WRITER,), "您催办了一次", "写信人催办"),
        Step(REPLIED, REPLIED, "rate", (WRITER,), "您作了评价", "写信人评价"),
        Step(REPLIED, REPLIED, "add", (WRITER,), "您补充了一条留言", "写信人补充"),
        Step(REPLIED, REPLIED, "follow up", OFFICE, "部门就您的评价作了回复", "差评回访"),
        Step(REPLIED, REPLIED, "answer more", OFFICE, "部门就您的补充作了回复", "回复补充"),
        Step(REPLIED, REPLIED, "publish", OFFICE, "这封信已公开（隐去个人信息）", "公开"),
        Step(REPLIED, REPLIED, "withhold", OFFICE, "", "决定不公开"),
        Step(REPLIED, REPLIED, "note", OFFICE, "", "内部备注"),
        Step(REPLIED, REPLIED, "assign", OFFICE, "", "分派"),
        Step(REPLIED, HANDLING, "reopen", (WRITER,), "您要求重新办理", "写信人要求重办"),
        *(Step(state, state, "read", OFFICE, "", "看过写信人的补充") for state in (SUBMITTED, HANDLING, REPLIED)),
        *(Step(state, state, TAKE_OVER, (ADMIN,), "", "站点管理员接管") for state in (*UNFINISHED, REPLIED)),
        # Also of a letter that is handled anew: what should not be public is taken back at once.
        *(Step(state, state, "unpublish", OFFICE, "这封信已不再公开", "取消公开") for state in (*UNFINISHED, REPLIED)),
    ),
    final=frozenset({REFUSED, WITHDRAWN}),
)
# State -> what the writer is told of it as a sentence's beginning, and what the desk calls it.
WRITERS_WORDS = {
    SUBMITTED: "已收到，等待受理",
    HANDLING: "正在办理",
    WAITING: "请您补充说明",
    REVIEW: "正在办理",
    REPLIED: "已答复",
    REFUSED: "不予受理",
    WITHDRAWN: "已撤回",
}
DESK_WORDS = {
    SUBMITTED: "待受理",
    HANDLING: "办理中",
    WAITING: "等写信人补充",
    REVIEW: "待审核",
    REPLIED: "已答复",
    REFUSED: "不予受理",
    WITHDRAWN: "已撤回",
}
