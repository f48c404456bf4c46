"""Rules of activities: how long the names of children are kept."""

from zz.enrolment.rules import GROUP
from zz.rules import Kind, define

NAMES = define(
    "enrolment.retention.activities", "活动结束后几个月删除报名孩子的名字", GROUP, Kind.INT, 6, unit="个月", minimum=1,
    maximum=36,
)  # fmt: skip
