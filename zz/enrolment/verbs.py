"""What happens to the rows of the desk; what happens to a case is told by the requests' own verbs."""

from zz.journal import verb

TERM_SAVED = verb("enrolment_term_saved", "维护学期", "name", "changes")
SCHOOL_ADDED = verb("school_added", "新增学校", "name", "source")
SCHOOL_EDITED = verb("school_edited", "修改学校信息", "name", "changes", "source")
SCHOOL_TAKEN_BACK = verb("school_taken_back", "撤销导入的学校", "name")
SEATS_SET = verb("school_seats_set", "维护学位", "name", "term", "changes", "reason", "source")
SEATS_TAKEN_BACK = verb("school_seats_taken_back", "撤销导入的学位", "name", "term", "changes")
POLICY_REVISED = verb(
    "enrolment_policy_revised", "修订政策", "name", "number", "valid_from", "changes", "reason"
)  # fmt: skip
POLICIES_DELIVERED = verb("enrolment_policies_delivered", "装入默认政策", "park", "count")
DOCUMENT_ADDED = verb("document_kind_added", "新增材料种类", "name", "hint")
