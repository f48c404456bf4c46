"""Rules of publication: how long a result is shown, and the days of each answer."""

from zz.enrolment.rules import GROUP, define
from zz.rules import Kind, value

DAYS = {
    "publication": ("学位安排结果至少公示几个工作日", 5),
    "objection": ("工作组几个工作日内答复公示异议", 5),
    "appeal": ("异议不成立的，家长几个工作日内可申请复核", 3),
    "review": ("教育局几个工作日内复核", 5),
    "offer": ("空出学位递补，家长几个工作日内答复", 2),
}

for _key, (_label, _days) in DAYS.items():
    define(f"enrolment.placement.{_key}", _label, GROUP, Kind.INT, _days, unit="个工作日", minimum=1, maximum=30)


def days(key: str) -> int:
    """Return the working days of one of `DAYS`."""
    return int(value(f"enrolment.placement.{key}"))
