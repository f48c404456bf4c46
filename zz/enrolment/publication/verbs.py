"""What happens in publication. Payloads hold numbers of cases, schools and days, no word of a family."""

from zz.journal import verb

PUBLISHED = verb("placement_published", "公示学位安排", "name", "opens_on", "closes_on", "children")
CLOSED = verb("placement_round_closed", "结束学位安排", "name", "seated", "coordinated")
RAISED = verb("placement_objection_raised", "提出异议", "number", "due_on")
UPHELD = verb("placement_objection_upheld", "异议成立，更正安排", "number", "before", "after")
REJECTED = verb("placement_objection_rejected", "答复异议不成立", "number", "appeal_by")
APPEALED = verb("placement_objection_appealed", "申请复核", "number", "due_on")
KEPT = verb("placement_objection_kept", "复核维持", "number")
WITHDRAWN = verb("placement_objection_withdrawn", "撤回异议", "number")
OFFERED = verb("placement_offer_made", "递补空出学位", "number", "school", "due_on")
OFFER_LAPSED = verb("placement_offer_lapsed", "递补到期未答复，再次询问", "number", "school", "due_on")
OFFER_PASSED_ON = verb("placement_offer_passed_on", "再次到期未答复，递补下一位", "number", "school")
OFFER_ACCEPTED = verb("placement_offer_accepted", "接受递补", "number", "school", "before")
OFFER_DECLINED = verb("placement_offer_declined", "不接受递补", "number", "school")
OFFER_WITHDRAWN = verb("placement_offer_withdrawn", "收回递补", "number", "school")
