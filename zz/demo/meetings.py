"""Meetings of the demo: two held, with decisions in every state, and one to come."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from zz import calendar
from zz.assignments import operations as loop
from zz.db import db
from zz.demo.telling import Teller, root_of, when
from zz.meetings import calling, deciding, operations, proposals, queries
from zz.meetings.deciding import Resolution
from zz.meetings.models import Meeting, MeetingItem
from zz.meetings.proposals import Proposal
from zz.meetings.vocabulary import DecisionKind, Ground, MeetingKind, MeetingLevel
from zz.problems import kinds
from zz.problems.models import Problem, ProblemKind

HALL = "市政府三楼会议室"
POWER, HOUSING, RIVERS = "国网醴陵市供电公司", "醴陵市住房和城乡建设局", "醴陵市水利局"


class Host:
    """Runs one meeting through its operations, each act at its minute."""

    def __init__(self, teller: Teller, text: str, title: str, kind: MeetingKind, chair: str) -> None:
        self.teller, self.title, self.kind, self.chair, self.starts = teller, title, kind, chair, when(text)
        self.meeting: Meeting | None = None

    @property
    def there(self) -> Meeting:
        assert self.meeting is not None  # noqa: S101  (arranged before anything else is told of it)
        return self.meeting

    def arrange(self, text: str, choose: Callable[[Proposal], bool], *, most: int = 4) -> None:
        """Arrange it, put the proposals that `choose` likes on the agenda, and call the units."""

        def deed(at: datetime) -> None:
            by = self.teller.user("centre")
            values = {
                "level": MeetingLevel.CITY, "host_id": None, "kind": self.kind, "title": self.title,
                "starts_at": self.starts, "place": HALL, "chair_id": self.teller.user(self.chair).id,
            }  # fmt: skip
            root = root_of(self.teller.county)
            self.meeting = operations.save(None, values, (), ledger_id=root, by=by, at=at)
            found = [one for one in proposals.proposals(self.meeting, at.date()) if choose(one)]
            operations.set_agenda(self.meeting, found[:most], by=by, at=at)
            operations.call(self.meeting, by=by, at=at)

        self.teller.at(text, deed)

    def sign(self, text: str, *names: str) -> None:
        """Let people sign the calls of their units."""

        def deed(at: datetime) -> None:
            for name in names:
                user = self.teller.user(name)
                mine = [row.call for row in calling.units_of(self.there) if row.unit_id == user.memberships[0].unit_id]
                for call in mine:
                    if call is not None:
                        loop.sign(call, by=user, at=at)

        self.teller.at(text, deed)

    def hold(self, text: str) -> None:
        """Begin it, with whoever has signed."""

        def deed(at: datetime) -> None:
            signed = {r.unit_id for r in calling.units_of(self.there) if r.call and r.call.signed_by_id}
            operations.hold(self.there, signed, by=self.teller.user("centre"), at=at)

        self.teller.at(text, deed)

    def decide(
        self, text: str, which: int, words: str, kind: str, lead: str, *, days: int, also: Sequence[str] = ()
    ) -> None:
        """Decide on matter number `which` that a unit does something within so many working days."""

        def deed(at: datetime) -> None:
            item, row = self._item(which), self._kind(kind)
            made = Resolution(
                DecisionKind.ASSIGN, words, calendar.add_working_days(at.date(), days), self.teller.party(lead),
                [self.teller.party(name) for name in also], row, row.urgency,
            )  # fmt: skip
            decision = deciding.decide(self.there, item, made, by=self.teller.user("centre"), at=at)
            self.teller.problems[words] = db.session.get_one(Problem, decision.problem_id)

        self.teller.at(text, deed)

    def ask_dates(self, text: str, which: int, words: str, day: date) -> None:
        """Decide that a project's planned finish is to be moved."""

        def deed(at: datetime) -> None:
            made = Resolution(DecisionKind.DATES, words, day)
            deciding.decide(self.there, self._item(which), made, by=self.teller.user("centre"), at=at)

        self.teller.at(text, deed)

    def issue(self, text: str) -> None:
        """Issue the minutes."""

        def deed(at: datetime) -> None:
            operations.issue_minutes(self.there, by=self.teller.user("centre"), at=at)

        self.teller.at(text, deed)

    def _item(self, which: int) -> MeetingItem:
        return queries.agenda(self.teller.user("centre"), self.there, self.starts.date())[which - 1]

    @staticmethod
    def _kind(name: str) -> ProblemKind:
        return next(kind for kind in kinds.offered() if kind.name == name)


def tell(t: Teller) -> None:
    """Tell the three meetings."""
    _august(t)
    _september(t)
    _coming(t)


def _red(one: Proposal) -> bool:
    return one.ground == Ground.RED


def _august(t: Teller) -> None:
    """Held, with minutes: one decision is done, one is late."""
    meeting = Host(t, "8-23 15:00", "8月份重点项目调度会", MeetingKind.REVIEW, "leader")
    meeting.arrange("8-21 10:00", _red, most=3)
    meeting.sign("8-21 14:00", "lujiang")
    meeting.hold("8-23 15:05")
    plan = "制定赶工方案，增加作业班组，逐周报送进度"
    meeting.decide("8-23 15:40", 1, plan, "施工组织", HOUSING, days=8)
    pipes = "完成红线内供水管线迁改，腾出施工作业面"
    meeting.decide("8-23 15:55", 2, pipes, "用水", RIVERS, days=10)
    meeting.issue("8-24 17:10")
    t.sign("8-24 17:40", plan, HOUSING, "zhujian", "建管股 刘畅")
    t.reply("8-31 16:00", plan, HOUSING, "zhujian", "赶工方案已批准，两班作业", "赶工方案.pdf")
    t.close("9-1 10:20", plan, "centre", "方案可行，同意办结")
    t.write_off("9-5 15:30", plan, "centre", "现场两班作业，进度已回升")
    t.sign("8-25 09:30", pipes, RIVERS, "shuili", "供水股 唐勇")
    t.progress("9-4 11:00", pipes, RIVERS, "shuili", "主管已停水切改，支管正在施工")


def _september(t: Teller) -> None:
    """A consultation, held; its minutes are not issued yet."""
    meeting = Host(t, "9-11 15:00", "要素保障会商会（第5次）", MeetingKind.CONSULTATION, "leader")
    meeting.arrange("9-8 09:30", lambda one: one.ground in (Ground.TO_ASSIGN, Ground.YELLOW), most=3)
    meeting.sign("9-8 11:00", "park")
    meeting.hold("9-11 15:10")
    words = "会同供电公司落实施工用电扩容，9月底前送电"
    meeting.decide("9-11 16:00", 2, words, "用电", POWER, days=10, also=(HOUSING,))
    meeting.ask_dates("9-11 16:20", 3, "同意顺延工期，由项目管理中心按程序提请审批", date(2025, 6, 30))
    t.sign("9-12 09:10", words, POWER, "dianli", "营销部 何敏")


def _coming(t: Teller) -> None:
    """To come: called, some have signed."""
    meeting = Host(t, "9-18 15:00", "9月份重点项目调度会", MeetingKind.REVIEW, "leader")
    meeting.arrange("9-13 17:00", lambda one: one.ground in (Ground.CLIMBED, Ground.OVERDUE, Ground.RED), most=6)
    meeting.sign("9-13 17:30", "wangxian", "shuili", "lujiang")
