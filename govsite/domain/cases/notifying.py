"""What goes out to an applicant (给申请人的通知): see ``tickets/told``."""

from __future__ import annotations

from govsite.domain.tickets.told import Notice, tell

__all__ = ["ACCEPTED", "DECIDED", "DELIVERED", "EXTENDED", "FOLLOWED", "PASSWORD", "READY", "SUPPLEMENT", "tell"]

ACCEPTED = Notice("case-accepted", "您的申请已受理")
SUPPLEMENT = Notice("case-supplement", "您的申请需要补充材料")
EXTENDED = Notice("case-extended", "您的申请延长了办理期限")
DECIDED = Notice("case-decided", "您的申请有了结果")
READY = Notice("case-ready", "您的办理结果已做好")
DELIVERED = Notice("case-delivered", "您的办理结果已送达")
FOLLOWED = Notice("case-followed", "部门回复了您的评价")
PASSWORD = "case-password"  # noqa: S105 - the one message that says something, to who asked for it at a window
