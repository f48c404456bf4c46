"""What happens to meetings; what their decisions set going is told by the desks that do it."""

from zz.journal import verb

SAVED = verb("meeting_saved", "安排会议", "title", "changes", "units")
AGENDA_SET = verb("meeting_agenda_set", "列入议题", "items")
AGENDA_DROPPED = verb("meeting_agenda_dropped", "移出议题", "item")
CALLED = verb("meeting_called", "发出会议通知", "title", "units", "starts_at", "place")
HELD = verb("meeting_held", "召开会议", "title", "attended")
DECIDED = verb("meeting_decided", "会议决定", "number", "kind", "item", "text", "lead", "due_on")
MINUTES_ISSUED = verb("meeting_minutes_issued", "印发会议纪要", "number")
CANCELLED = verb("meeting_cancelled", "取消会议", "title", "reason")
