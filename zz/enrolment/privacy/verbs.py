"""What the rules of retention do to a case: counts and rules, never what was there."""

from zz.journal import verb

SCANS_DESTROYED = verb("enrolment_scans_destroyed", "删除材料扫描件", "count", "why")
ANONYMISED = verb("enrolment_anonymised", "隐去个人信息", "why")
