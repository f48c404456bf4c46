"""What happens to a request. No payload names a person or holds what is encrypted: fields by label, papers by kind."""

from zz.journal import verb

STARTED = verb("enrolment_started", "开始填报", "paper", "carried")
FILLED = verb("enrolment_filled", "填写申请", "fields", "by_link")
SUBMITTED = verb("enrolment_submitted", "提交申请", "number", "grade", "late")
RESUBMITTED = verb("enrolment_resubmitted", "补正后重新提交", "review", "items")
WITHDRAWN = verb("enrolment_withdrawn", "撤回申请", "reason")
DISCARDED = verb("enrolment_discarded", "删除草稿", "paper")
CONSENTED = verb("enrolment_consented", "监护人同意", "text", "way")
CONSENT_WITHDRAWN = verb("enrolment_consent_withdrawn", "监护人撤回同意", "text", "erase_on")
LINK_OPENED = verb("enrolment_link_opened", "生成家长填写链接", "days")
LINK_CLOSED = verb("enrolment_link_closed", "停用家长填写链接")
LINK_USED = verb("enrolment_link_used", "家长在线填写并提交")
CARRIED = verb("enrolment_carried", "沿用资料", "number", "same_child", "papers")
DOCUMENT_ADDED = verb("enrolment_document_added", "上传材料", "document", "carried")
DOCUMENT_REMOVED = verb("enrolment_document_removed", "删除材料", "document")
TEXT_WRITTEN = verb("enrolment_consent_text_written", "修订告知同意书", "number")
