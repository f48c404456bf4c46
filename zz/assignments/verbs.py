"""What happens to an assignment. Events are about its subject, so that the subject's timeline tells the whole story."""

from zz.journal import verb

ISSUED = verb("assignment_issued", "交办", "assignment", "kind", "holder", "part", "sign_due_on", "due_on", "days")
SIGNED = verb("assignment_signed", "签收", "assignment", "holder", "due_on")
PASSED_ON = verb("assignment_passed_on", "分办", "assignment", "holder", "section")
NUMBERED = verb("assignment_numbered", "登记来文号", "assignment", "holder", "number")
PROGRESSED = verb("assignment_progressed", "填报进展", "assignment", "holder", "text", "files")
REPLIED = verb("assignment_replied", "提交办理结果", "assignment", "holder", "part", "text", "files")
SENT_BACK = verb("assignment_sent_back", "退回交办方", "assignment", "holder", "reason")
RETURNED = verb("assignment_returned", "退回重办", "assignment", "holder", "reason", "due_on", "round")
DISCHARGED = verb("assignment_discharged", "办结", "assignment", "holder", "text")
RELEASED = verb("assignment_released", "免予反馈", "assignment", "holder", "reason")
SUSPENDED = verb("assignment_suspended", "挂起", "assignment", "holder", "reason", "review_on", "files")
RESUMED = verb("assignment_resumed", "恢复办理", "assignment", "holder", "due_on", "days")
WITHDRAWN = verb("assignment_withdrawn", "撤回交办", "assignment", "holder", "reason")
EXTENDED = verb("assignment_extended", "同意延期", "assignment", "holder", "before", "after", "reason")
RESCHEDULED = verb("assignment_rescheduled", "重新确定期限", "assignment", "holder", "before", "after", "reason")
PAUSED = verb("assignment_paused", "审批期间暂停督办", "assignment", "holder")
UNPAUSED = verb("assignment_unpaused", "督办恢复", "assignment", "holder")
URGED = verb("assignment_urged", "催办", "assignment", "holder", "text", "step")
REMINDED = verb("assignment_reminded", "到期提醒", "assignment", "holder", "step", "due_on")
CARD_PREPARED = verb("card_prepared", "拟发督办牌", "assignment", "holder", "card", "severity", "level", "overdue_days")
CARD_ISSUED = verb("card_issued", "发出督办单", "assignment", "holder", "card", "severity", "number", "level")
CARD_DROPPED = verb("card_dropped", "不予发出", "assignment", "holder", "card", "severity", "reason")
HANDED_OVER = verb("assignment_handed_over", "移交", "assignment", "before", "after")
DEPUTY_APPOINTED = verb("user.deputy_appointed", "委托代理", "deputy", "from_day", "to_day")
DEPUTY_ENDED = verb("user.deputy_ended", "终止代理", "deputy", "from_day", "to_day")

BY_HOLDER = frozenset(
    {SIGNED, PASSED_ON, NUMBERED, PROGRESSED, REPLIED, SENT_BACK, SUSPENDED, RESUMED}
)  # not the issuer
