import pytest

from zz.jobs import JobState
from zz.jobs.flow import JOBS, JobAction, moved


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("action", JobAction)
def test_a_job_moves_only_as_its_table_says(state: JobState, action: JobAction) -> None:
    allowed = {
        (JobState.QUEUED, JobAction.TAKE): JobState.RUNNING,
        (JobState.RUNNING, JobAction.FINISH): JobState.DONE,
        (JobState.RUNNING, JobAction.FAIL): JobState.FAILED,
        (JobState.RUNNING, JobAction.PUT_BACK): JobState.QUEUED,
    }
    if (state, action) in allowed:
        assert moved(state, action) == {"state": allowed[state, action]}
    else:
        with pytest.raises(KeyError):
            moved(state, action)
    assert len(JOBS.table) == len(allowed)
