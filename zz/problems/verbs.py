"""What happens to a problem itself; what happens to its assignments is told by zz.assignments.verbs."""

from zz.journal import verb

REPORTED = verb("problem_reported", "反映问题", "title", "kind", "source", "detail", "urgency", "leader")
ASSIGNED = verb(
    "problem_assigned", "交办", "number", "lead", "assisting", "urgency", "days", "due_on", "reason", "kind", "again"
)  # fmt: skip
RAISED = verb("problem_raised", "提请项目管理中心交办", "reason")
SENT_TO_VERIFY = verb("problem_sent_to_verify", "提请核验", "verifier")
CLOSED = verb("problem_closed", "同意办结", "text")
RETURNED = verb("problem_returned", "退回重办", "reason", "due_on", "holders")
WRITTEN_OFF = verb("problem_written_off", "现场核查，同意销号", "text", "photos")
REOPENED = verb("problem_reopened", "反映问题未解决，重新办理", "reason", "due_on", "times")
WITHDRAWN = verb("problem_withdrawn", "撤回问题", "reason")
MERGED = verb("problem_merged", "并入", "into", "title", "reason")
ABSORBED = verb("problem_absorbed", "并入本问题", "source", "title")
INSTRUCTED = verb("problem_instructed", "批示", "text", "leader", "due_on")
INSTRUCTION_WITHDRAWN = verb("problem_instruction_withdrawn", "撤回批示", "text", "leader")
PROPOSED = verb("problem_proposed", "提请市领导协调", "text", "leader")
PROPOSAL_WITHDRAWN = verb("problem_proposal_withdrawn", "撤回提请", "text", "leader")
FOLLOWED = verb("problem_followed", "关注")
UNFOLLOWED = verb("problem_unfollowed", "取消关注")
KIND_EDITED = verb("problem_kind_edited", "维护问题类型", "name", "changes")
