"""How a file of readings goes: judged or refused, and that is the end of it."""

from zz.voltage.vocabulary import ReadingAction, ReadingState
from zz.workflow import Flow

READINGS = Flow(
    "电压数据文件",
    "state",
    {
        (ReadingState.WAITING, ReadingAction.JUDGE): ReadingState.JUDGED,
        (ReadingState.WAITING, ReadingAction.REFUSE): ReadingState.REFUSED,
    },
)
