"""Every state with every action: what is in the table happens, everything else is refused."""

from types import SimpleNamespace

import pytest

from zz.projects.flow import ACTIVITIES, STAGES, ActivityAction, StageAction
from zz.projects.vocabulary import Activity, Stage
from zz.workflow import InvalidTransition

PLANNING, PRELIMINARY, UNDER, COMPLETED = Stage
STAGE_MOVES = {
    (PLANNING, StageAction.ADVANCE): PRELIMINARY,
    (PRELIMINARY, StageAction.ADVANCE): UNDER,
    (UNDER, StageAction.ADVANCE): COMPLETED,
    (COMPLETED, StageAction.RETREAT): UNDER,
    (UNDER, StageAction.RETREAT): PRELIMINARY,
    (PRELIMINARY, StageAction.RETREAT): PLANNING,
}
ACTIVE, SUSPENDED, TERMINATED = Activity
ACTIVITY_MOVES = {
    (ACTIVE, ActivityAction.SUSPEND): SUSPENDED,
    (ACTIVE, ActivityAction.TERMINATE): TERMINATED,
    (SUSPENDED, ActivityAction.TERMINATE): TERMINATED,
    (SUSPENDED, ActivityAction.RESUME): ACTIVE,
    (TERMINATED, ActivityAction.RESUME): ACTIVE,
}


@pytest.mark.parametrize("action", StageAction)
@pytest.mark.parametrize("stage", Stage)
def test_stages(stage: Stage, action: StageAction) -> None:
    project = SimpleNamespace(stage=stage)
    if (expected := STAGE_MOVES.get((stage, action))) is None:
        with pytest.raises(InvalidTransition):
            STAGES.move(project, action)
    else:
        assert STAGES.move(project, action) == expected == project.stage


@pytest.mark.parametrize("action", ActivityAction)
@pytest.mark.parametrize("activity", Activity)
def test_activities(activity: Activity, action: ActivityAction) -> None:
    project = SimpleNamespace(activity=activity)
    if (expected := ACTIVITY_MOVES.get((activity, action))) is None:
        with pytest.raises(InvalidTransition):
            ACTIVITIES.move(project, action)
    else:
        assert ACTIVITIES.move(project, action) == expected == project.activity
