"""What happens to questions. Words of a question stand in no payload: somebody may have written a name into them."""

from zz.journal import verb

ASKED = verb("enrolment_question_asked", "提出咨询", "topic", "due_on")
ANSWERED = verb("enrolment_question_answered", "答复咨询", "topic")
AMENDED = verb("enrolment_question_amended", "修改答复", "topic")
WITHDRAWN = verb("enrolment_question_withdrawn", "撤回咨询", "topic")
PUBLISHED = verb("enrolment_faq_published", "发布常见问题", "topic", "question")
EDITED = verb("enrolment_faq_edited", "修改常见问题", "topic", "question", "active")
