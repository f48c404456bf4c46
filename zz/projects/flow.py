"""The flows of the project desk: the four tables, whether work goes on, and a month's figure."""

from zz.labels import LabelledEnum
from zz.projects.vocabulary import Activity, FigureState, Stage
from zz.workflow import Flow


class StageAction(LabelledEnum):
    """A move between the four tables."""

    ADVANCE = "advance", "转入下一阶段"
    RETREAT = "retreat", "退回上一阶段"


class ActivityAction(LabelledEnum):
    """Stopping and resuming work."""

    SUSPEND = "suspend", "暂停"
    TERMINATE = "terminate", "终止"
    RESUME = "resume", "恢复"


class FigureAction(LabelledEnum):
    """What is done to a month's figure."""

    FILL = "fill", "填报"
    CHECK = "check", "审核"
    SEND_BACK = "send_back", "退回"
    LOCK = "lock", "锁定"
    UNLOCK = "unlock", "解锁"


_ORDER = list(Stage)

STAGES = Flow(
    "四张表",
    "stage",
    {
        **{(a, StageAction.ADVANCE): b for a, b in zip(_ORDER, _ORDER[1:], strict=False)},
        **{(b, StageAction.RETREAT): a for a, b in zip(_ORDER, _ORDER[1:], strict=False)},
    },
)

ACTIVITIES = Flow(
    "停缓建",
    "activity",
    {
        (Activity.ACTIVE, ActivityAction.SUSPEND): Activity.SUSPENDED,
        (Activity.ACTIVE, ActivityAction.TERMINATE): Activity.TERMINATED,
        (Activity.SUSPENDED, ActivityAction.RESUME): Activity.ACTIVE,
        (Activity.SUSPENDED, ActivityAction.TERMINATE): Activity.TERMINATED,
        (Activity.TERMINATED, ActivityAction.RESUME): Activity.ACTIVE,
    },
)

FIGURES = Flow(
    "月度投资",
    "state",
    {
        (FigureState.FILLED, FigureAction.FILL): FigureState.FILLED,
        (FigureState.FILLED, FigureAction.CHECK): FigureState.CHECKED,
        (FigureState.FILLED, FigureAction.SEND_BACK): FigureState.RETURNED,
        (FigureState.RETURNED, FigureAction.FILL): FigureState.FILLED,
        (FigureState.CHECKED, FigureAction.FILL): FigureState.FILLED,
        (FigureState.CHECKED, FigureAction.SEND_BACK): FigureState.RETURNED,
        (FigureState.CHECKED, FigureAction.LOCK): FigureState.LOCKED,
        (FigureState.LOCKED, FigureAction.UNLOCK): FigureState.CHECKED,
    },
)
