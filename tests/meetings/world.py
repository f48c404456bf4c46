"""A county with a late problem and a red project, and meetings brought to each state through the operations."""

from datetime import datetime

from tests.problems.world import World, opened, shanghai
from tests.problems.world import world as county
from zz.meetings import operations, proposals
from zz.meetings.models import Meeting
from zz.meetings.vocabulary import MeetingKind, MeetingLevel
from zz.projects.vocabulary import Light

MORNING = shanghai(9, 14, 9)


def world() -> World:
    """Make the county: its project is red."""
    made = county()
    made.project.light, made.project.light_reason, made.project.lag = Light.RED, "滞后序时 31.7 个百分点", 3170
    return made


def arranged(
    w: World,
    title: str = "9月份调度会",
    starts_at: datetime | None = None,
    chair: str = "leader",
    at: datetime = MORNING,
) -> Meeting:
    """Arrange a meeting of the county."""
    values = {
        "level": MeetingLevel.CITY, "host_id": None, "kind": MeetingKind.REVIEW, "title": title,
        "starts_at": starts_at or shanghai(9, 18, 15), "place": "三楼会议室", "chair_id": w[chair].id,
    }  # fmt: skip
    return operations.save(None, values, [w.land.id], ledger_id=w.root.id, by=w["centre"], at=at)


def called(w: World, *, agenda: bool = True, **more: object) -> Meeting:
    """Arrange it with a late problem and the red project on its agenda, and call the units."""
    meeting = arranged(w, **more)  # type: ignore[arg-type]
    if agenda:
        opened(w)
        found = proposals.proposals(meeting, MORNING.date())
        operations.set_agenda(meeting, found, by=w["centre"], at=MORNING)
    operations.call(meeting, by=w["centre"], at=MORNING)
    return meeting


def held(w: World, **more: object) -> Meeting:
    """Begin it, with the land bureau there."""
    meeting = called(w, **more)  # type: ignore[arg-type]
    operations.hold(meeting, {w.land.id}, by=w["centre"], at=MORNING)
    return meeting
