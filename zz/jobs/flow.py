"""How a job goes: taken from the queue, then done, failed, or put back once when its worker died."""

from enum import StrEnum

from zz.jobs.models import JobState
from zz.labels import LabelledEnum
from zz.workflow import Flow


class JobAction(LabelledEnum):
    """What happens to a job."""

    TAKE = "take", "开始"
    FINISH = "finish", "完成"
    FAIL = "fail", "中止"
    PUT_BACK = "put_back", "重新排队"


JOBS = Flow(
    "后台任务",
    "state",
    {
        (JobState.QUEUED, JobAction.TAKE): JobState.RUNNING,
        (JobState.RUNNING, JobAction.FINISH): JobState.DONE,
        (JobState.RUNNING, JobAction.FAIL): JobState.FAILED,
        (JobState.RUNNING, JobAction.PUT_BACK): JobState.QUEUED,
    },
)


def moved(state: JobState, action: JobAction) -> dict[str, StrEnum]:
    """Return the column to write for `action`: workers race, so a job moves by one UPDATE of rows in `state`."""
    return {JOBS.attribute: JOBS.table[state, action]}
