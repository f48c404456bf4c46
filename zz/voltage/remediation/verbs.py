"""What happens to a fault in the library and to its remediation; duties are told by zz.assignments.verbs."""

from zz.journal import verb

ENTERED = verb("voltage_problem_entered", "进入异常台区库", "kind", "day", "again")
PERSISTED = verb("voltage_problem_persisted", "转为持续异常", "days", "day")
RECOVERED = verb("voltage_problem_recovered", "恢复正常", "day", "clear_days")
TAKEN_BACK = verb("voltage_problem_taken_back", "数据更正后撤出", "kind")
SUSPENDED = verb("voltage_problem_suspended", "挂起", "reason", "until")
RESUMED = verb("voltage_problem_resumed", "恢复在库", "reason")
DISMISSED = verb("voltage_problem_dismissed", "排除", "reason")
RESTORED = verb("voltage_problem_restored", "撤销排除", "reason")

DISPATCHED = verb("remediation_dispatched", "派发", "number", "station", "demand", "due_on", "again")
SENT_BACK = verb("remediation_sent_back", "退回派发", "reason")
PLANNED = verb("remediation_planned", "立治理计划", "measure", "plan", "people", "due_on", "reserve_month", "again")
STARTED = verb("remediation_started", "开始治理")
RECORDED = verb("remediation_recorded", "登记治理情况", "work_on", "tap_from", "tap_to", "work", "files")
CLOSURE_ASKED = verb("remediation_closure_asked", "申请闭环", "text")
COMPARED = verb("remediation_compared", "治理前后比对", "verdict", "text", "due_on")
VERIFIED = verb("remediation_verified", "验证通过", "text")
REJECTED = verb("remediation_rejected", "验证不通过", "reason", "due_on")
RECHECKED = verb("remediation_rechecked", "复查正常", "days", "next_on")
RELAPSED = verb("remediation_relapsed", "重复异常", "day", "times", "due_on")
WITHDRAWN = verb("remediation_withdrawn", "撤销治理", "reason")
