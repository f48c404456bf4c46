"""Rules of the statistics of units."""

from zz.rules import Kind, define
from zz.voltage.rules import GROUP, OWNER

RANK_MIN = define(
    "voltage.rank_min_areas", "参加排名的最少台区数", GROUP, Kind.INT, 20, unit="个台区", minimum=1, maximum=1000,
    permission=OWNER,
    help="当月有有效数据的台区少于这个数的单位列在最后，不排名次：台区太少，一个异常就使比例大起大落。",
)  # fmt: skip
