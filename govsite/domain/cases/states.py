"""The states of a case (办件状态) in the citizen's words and the office's, and who moves it from one to the next."""

from __future__ import annotations

from govsite.domain.common.states import Machine, Step

APPLICANT, CLERK, ADMIN, SYSTEM = "writer", "clerk", "site_admin", "system"
RECEIVED, REVIEWING, SUPPLEMENT, APPROVED, DONE = "received", "reviewing", "supplement", "approved", "done"
REFUSED, DENIED, WITHDRAWN = "refused", "denied", "withdrawn"
OFFICE = (CLERK, ADMIN)
TAKE_OVER = "take over"
OPEN = (RECEIVED, REVIEWING)  # a clock of the office's runs
UNFINISHED = (*OPEN, SUPPLEMENT)

CASE = Machine(
    "case",
    RECEIVED,
    (
        Step(RECEIVED, REVIEWING, "accept", OFFICE, "已受理", "受理"),
        Step(RECEIVED, REVIEWING, "deem", (SYSTEM,), "五日内没有告知补正，自收到申请之日起视为受理", "视为受理"),
        Step(RECEIVED, SUPPLEMENT, "ask", OFFICE, "请您补充材料", "一次性告知"),
        Step(RECEIVED, REFUSED, "refuse", OFFICE, "不予受理", "不予受理"),
        Step(SUPPLEMENT, RECEIVED, "supply", (APPLICANT, *OFFICE), "您已补充材料，等待审核", "收到补充材料"),
        Step(SUPPLEMENT, REVIEWING, "resume", (APPLICANT, *OFFICE), "您已补充材料，继续办理", "收到补充材料，继续办理"),
        Step(SUPPLEMENT, REFUSED, "refuse", OFFICE, "不予受理", "不予受理"),
        Step(REVIEWING, REVIEWING, "step", OFFICE, "办到下一个环节", "环节"),
        Step(REVIEWING, REVIEWING, "pause", OFFICE, "进入特别程序，所需时间不计入期限", "特别程序开始"),
        Step(REVIEWING, REVIEWING, "go on", OFFICE, "特别程序结束，继续计算期限", "特别程序结束"),
        Step(REVIEWING, REVIEWING, "consult", OFFICE, "已请有关部门联合办理", "征求联办单位意见"),
        Step(REVIEWING, REVIEWING, "extend", OFFICE, "办理期限延长", "延长期限"),
        Step(REVIEWING, SUPPLEMENT, "ask", OFFICE, "请您补充材料，期限暂停计算", "一次性告知"),
        Step(REVIEWING, APPROVED, "grant", OFFICE, "已通过", "准予"),
        Step(REVIEWING, DENIED, "deny", OFFICE, "不予许可", "不予许可"),
        Step(REVIEWING, DONE, "complete", OFFICE, "已办结", "办结"),
        Step(APPROVED, APPROVED, "produce", OFFICE, "结果已做好", "制证"),
        Step(APPROVED, DONE, "deliver", OFFICE, "结果已送达，已办结", "送达"),
        Step(DONE, DONE, "rate", (APPLICANT,), "您作了评价", "申请人评价"),
        Step(DONE, DONE, "follow up", OFFICE, "部门就您的评价作了回复", "差评回访"),
        *(
            step
            for state in (RECEIVED, REVIEWING, SUPPLEMENT)
            for step in (
                Step(state, state, "remind", (APPLICANT,), "您催办了一次", "申请人催办"),
                Step(state, WITHDRAWN, "withdraw", (APPLICANT, *OFFICE), "申请已撤回", "撤回"),
            )
        ),
        *(
            step
            for state in (RECEIVED, REVIEWING, SUPPLEMENT, APPROVED)
            for step in (
                Step(state, state, "pass", OFFICE, "已转到其他部门办理", "转办"),
                Step(state, state, "assign", OFFICE, "", "分派"),
                Step(state, state, "note", OFFICE, "", "内部备注"),
                Step(state, state, TAKE_OVER, (ADMIN,), "", "接管"),
            )
        ),
    ),
    final=frozenset({REFUSED, DENIED, WITHDRAWN}),
)
# State -> what everybody reads (DOMAIN: 湖北's words), and the desk too.
WORDS = {
    RECEIVED: "待审核",
    REVIEWING: "审核中",
    SUPPLEMENT: "待补充材料",
    APPROVED: "已通过",
    DONE: "已办结",
    REFUSED: "不予受理",
    DENIED: "不予许可",
    WITHDRAWN: "已撤回",
}
# State -> how far a case has come: what is told late or out of order never takes it back.
REACHED = {RECEIVED: 0, SUPPLEMENT: 1, REVIEWING: 1, APPROVED: 2, DONE: 3, REFUSED: 3, DENIED: 3, WITHDRAWN: 3}
# State -> what the office calls the stage that leads to it, which stands on the timeline where no step is named.
STAGES = {
    RECEIVED: "收件",
    REVIEWING: "受理",
    SUPPLEMENT: "补正告知",
    APPROVED: "决定",
    DONE: "送达",
    REFUSED: "不予受理",
    DENIED: "决定",
    WITHDRAWN: "撤回",
}
