"""What happens to a request. Events are about what the request is about, so that its own timeline tells the story."""

from zz.journal import verb

ASKED = verb("approval_asked", "提出申请", "approval", "kind", "changes", "reason")
AGREED = verb("approval_agreed", "审批同意", "approval", "kind", "step", "reason")
GRANTED = verb("approval_granted", "审批通过", "approval", "kind", "step", "reason", "moved")
SENT_BACK = verb("approval_sent_back", "审批退回补充", "approval", "kind", "step", "reason")
REFUSED = verb("approval_refused", "审批不同意", "approval", "kind", "step", "reason")
WITHDRAWN = verb("approval_withdrawn", "撤回申请", "approval", "kind", "reason")
LAPSED = verb("approval_lapsed", "申请失效", "approval", "kind", "reason")
RESUBMITTED = verb("approval_resubmitted", "补充后重新提交申请", "approval", "kind", "changes", "reason")
