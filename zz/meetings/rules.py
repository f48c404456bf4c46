"""Rules of meetings: how much the program proposes."""

from zz.rules import Kind, define

GROUP = "调度会"

PROPOSED = define(
    "meeting.proposed", "每类最多提请几件列入议题", GROUP, Kind.INT, 10, unit="件", minimum=1, maximum=50,
    help="红灯、黄灯、逾期、待交办、已提级各算一类，最紧急的在前。",
)  # fmt: skip
