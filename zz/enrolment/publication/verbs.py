"""What happens in publication. Payloads hold numbers of cases, schools and days, no word of a family."""

from zz.journal import verb

PUBLISHED = verb("placement_published", "公示学位安排", "name", "opens_on", "closes_on", "children")
RAISED = verb("placement_objection_raised", "提出异议", "number", "due_on")
UPHELD = verb("placement_objection_upheld", "异议成立，更正安排", "number", "before", "after")
REJECTED = verb("placement_objection_rejected", "答复异议不成立", "number", "appeal_by")
APPEALED = verb("placement_objection_appealed", "申请复核", "number", "due_on")
KEPT = verb("placement_objection_kept", "复核维持", "number")
WITHDRAWN = verb("placement_objection_withdrawn", "撤回异议", "number")
