"""What a review does to a case. Payloads hold schools, lists' reasons and days, nothing of the family."""

from zz.journal import verb

ACCEPTED = verb("enrolment_accepted", "通过预审")
PASSED = verb("enrolment_passed", "审核通过")
CORRECTION_ASKED = verb("enrolment_correction_asked", "退回补正", "review", "asked", "due_on")
DECLINED = verb("enrolment_declined", "不予受理", "review", "reason")
PLACED = verb("enrolment_placed", "安排学位", "school", "grade", "over_size")
TAKEN_BACK = verb("enrolment_taken_back", "撤回学位安排", "school")
CORRECTED = verb("enrolment_corrected", "更正学位安排", "school")
COORDINATED = verb("enrolment_coordinated", "转入统筹安排")
SCHOOL_CONFIRMED = verb("enrolment_school_confirmed", "确认接收", "school")
SCHOOL_DECLINED = verb("enrolment_school_declined", "退回，重新安排学位", "school", "reason")
OFFER_CONFIRMED = verb("enrolment_offer_confirmed", "确认入学", "school")
OFFER_DECLINED = verb("enrolment_offer_declined", "放弃学位", "school", "reason")
LAPSED = verb("enrolment_lapsed", "到期未答复，再次询问", "due_on")
ARRIVED = verb("enrolment_arrived", "登记到校", "school")
REASONS_WRITTEN = verb("enrolment_reasons_written", "修订理由清单", "purpose", "number", "reason")
