"""What happens to a table of quotas."""

from zz.journal import verb

BEGUN = verb("placement_quotas_begun", "开始起草名额", "term")
DRAFTED = verb("placement_quotas_drafted", "起草名额", "term", "changes")
PROPOSED = verb("placement_quotas_proposed", "提交名额", "term", "seats", "due_on")
TAKEN_BACK = verb("placement_quotas_taken_back", "撤回名额", "term")
CONFIRMED = verb("placement_quotas_confirmed", "确认名额", "term", "seats", "changes")
RETURNED = verb("placement_quotas_returned", "退回名额", "term", "reason", "due_on")
REVISED = verb("placement_quotas_revised", "开始调整名额", "term", "reason")
