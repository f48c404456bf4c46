"""How the demo's problems are told: each act of a story at its minute, through the operations, in order of time."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from zz import calendar, clock, history
from zz.accounts.models import Unit, User
from zz.assignments import cards, climbing, clocks, holders
from zz.assignments import operations as loop
from zz.assignments.ladder import AT
from zz.assignments.models import Assignment, Card
from zz.assignments.vocabulary import CardState
from zz.clock import SHANGHAI
from zz.db import db
from zz.demo.county import LEDGER, County
from zz.files import operations as files
from zz.files.models import AttachmentKind
from zz.problems import assigning, operations, parties, pressing, reporting
from zz.problems.handling import assignments_of
from zz.problems.models import Problem, ProblemKind
from zz.problems.vocabulary import Source, Urgency
from zz.projects.models import Project

Deed = Callable[[datetime], None]
YEAR = 2023
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
)


def when(text: str) -> datetime:
    """Return the instant of “8-25 17:31” in the demo's year."""
    day, clock_time = text.split()
    month, number = map(int, day.split("-"))
    hour, minute = map(int, clock_time.split(":"))
    return datetime(YEAR, month, number, hour, minute, tzinfo=SHANGHAI)


def picture(seed: int) -> bytes:
    """Return a drawn photo: earth, sky and a few sheds, so that nothing real is shown."""
    image = Image.new("RGB", (960, 720), (198, 214, 226))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 430, 960, 720), fill=(150, 128 + seed % 30, 96))
    for i in range(4):
        left = 60 + i * 220 + seed * 37 % 60
        pen.rectangle((left, 330 - seed * 13 % 70, left + 150, 470), fill=(226 - 16 * i, 228, 224))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()


@dataclass
class Teller:
    """Collects deeds and lets them happen in order, the ladder climbing at 08:30 of every day between."""

    county: County
    deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    problems: dict[str, Problem] = field(default_factory=dict)

    def at(self, text: str, deed: Deed) -> None:
        """Let `deed` happen at “9-12 10:05”."""
        self.deeds.append((when(text), len(self.deeds), deed))

    def run(self, until: datetime) -> None:
        """Tell everything, the ladder included, up to `until` (exclusive)."""
        ordered = sorted(self.deeds, key=lambda entry: entry[:2])
        day: date = ordered[0][0].date()
        for at, _, deed in ordered:
            if at >= until:
                raise ValueError(f"{at} is not before the demo's morning")
            day = self._climb(day, at)
            deed(at)
            with clock.frozen(at):
                history.write_pending(db.session())
        self._climb(day, until)

    def _climb(self, day: date, at: datetime) -> date:
        while (step := datetime.combine(day, AT, tzinfo=SHANGHAI)) < at:
            climbing.climb_within(step)
            day += timedelta(days=1)
        return day

    def user(self, name: str) -> User:
        return self.county.users[name]

    def project(self, name: str) -> Project:
        return db.session.scalars(select(Project).where(Project.name == name)).one()

    def unit(self, name: str) -> Unit:
        return self.county.units[name]

    def party(self, name: str) -> assigning.Party:
        """Return a unit, or a person by his user name, as it is given a part."""
        if name in self.county.users:
            user = self.user(name)
            return assigning.Party(holders.of_person(user.id), user.memberships[0].unit_id, user.name)
        return parties.party_of(self.unit(name))

    def duty(self, key: str, name: str) -> Assignment:
        """Return the newest duty of a unit or person in a problem."""
        holder = self.party(name).holder
        found = [a for a in assignments_of(self.problems[key]) if a.holder == holder]
        return found[-1]

    def files(self, key: str, names: tuple[str, ...], *, by: User, at: datetime) -> list[str]:
        """Attach files to a problem; “*.jpg” is a drawn photo."""
        found = []
        for i, name in enumerate(names):
            photo = name.endswith(".jpg")
            data = picture(len(key) * 7 + i * 5) if photo else PDF + name.encode()
            prepared = files.prepare_upload(FileStorage(io.BytesIO(data), filename=name))
            kind = AttachmentKind.PHOTO if photo else AttachmentKind.EVIDENCE
            row = files.attach(prepared, self.problems[key], kind, by=by, at=at)
            found.append(f"{row.id}:{row.filename}")
        return found

    def report(
        self, text: str, key: str, by: str, project: str, kind: str, title: str, detail: str = "",
        photos: tuple[str, ...] = (), source: Source | None = None, leader: str = "",
    ) -> None:  # fmt: skip
        """反映问题."""

        def deed(at: datetime) -> None:
            user = self.user(by)
            row = db.session.scalars(select(ProblemKind).where(ProblemKind.name == kind)).one()
            draft = reporting.Draft(row, title, detail, source or reporting.source_of(user), leader=leader)
            self.problems[key] = reporting.report(self.project(project), draft, by=user, at=at)
            self.files(key, photos, by=user, at=at)

        self.at(text, deed)

    def assign(
        self, text: str, key: str, lead: str, assisting: tuple[str, ...] = (), *, days: int,
        urgency: Urgency = Urgency.ORDINARY, by: str = "centre", commissioner: bool = False,
    ) -> None:  # fmt: skip
        """交办."""

        def deed(at: datetime) -> None:
            problem = self.problems[key]
            project = db.session.get_one(Project, problem.project_id)
            person = holders.of_person(project.commissioner_id) if project.commissioner_id else ""
            plan = assigning.Plan(
                self.party(lead), [self.party(name) for name in assisting], urgency,
                calendar.add_working_days(at.date(), days), person if commissioner and person else problem.assigner,
            )  # fmt: skip
            assigning.assign(problem, plan, by=self.user(by), at=at)

        self.at(text, deed)

    def sign(self, text: str, key: str, unit: str, by: str, section: str = "") -> None:
        """签收, and 分办 in the same breath."""

        def deed(at: datetime) -> None:
            loop.sign(self.duty(key, unit), by=self.user(by), at=at)
            if section:
                loop.pass_on(self.duty(key, unit), section, by=self.user(by), at=at)

        self.at(text, deed)

    def progress(self, text: str, key: str, unit: str, by: str, words: str) -> None:
        """填报进展."""
        self.at(text, lambda at: loop.progress(self.duty(key, unit), words, [], by=self.user(by), at=at))

    def reply(self, text: str, key: str, unit: str, by: str, words: str, *names: str) -> None:
        """提交办理结果."""

        def deed(at: datetime) -> None:
            found = self.files(key, names, by=self.user(by), at=at)
            loop.reply(self.duty(key, unit), words, found, by=self.user(by), at=at)

        self.at(text, deed)

    def send_back(self, text: str, key: str, unit: str, by: str, reason: str) -> None:
        """退回交办方."""
        self.at(text, lambda at: loop.send_back(self.duty(key, unit), reason, by=self.user(by), at=at))

    def suspend(self, text: str, key: str, unit: str, by: str, reason: str, review: date, *names: str) -> None:
        """挂起."""

        def deed(at: datetime) -> None:
            found = self.files(key, names, by=self.user(by), at=at)
            clocks.suspend(self.duty(key, unit), reason, review, found, by=self.user(by), at=at)

        self.at(text, deed)

    def cards(self, text: str, key: str, unit: str, drop: str = "") -> None:
        """Issue the card that waits for this unit, or drop it with a reason."""

        def deed(at: datetime) -> None:
            query = select(Card).where(Card.assignment_id == self.duty(key, unit).id, Card.state == CardState.PREPARED)
            card = db.session.scalars(query).one()
            if drop:
                cards.drop(card, drop, by=self.user("centre"), at=at)
            else:
                cards.issue_card(card, by=self.user("centre"), at=at)

        self.at(text, deed)

    def close(self, text: str, key: str, by: str, words: str = "") -> None:
        """办结."""
        self.at(text, lambda at: operations.close(self.problems[key], words, by=self.user(by), at=at))

    def write_off(self, text: str, key: str, by: str, words: str) -> None:
        """销号, with a photo."""

        def deed(at: datetime) -> None:
            self.files(key, ("现场核查.jpg",), by=self.user(by), at=at)
            operations.write_off(self.problems[key], words, ["现场核查.jpg"], by=self.user(by), at=at)

        self.at(text, deed)

    def reopen(self, text: str, key: str, by: str, reason: str) -> None:
        """重新办理."""
        self.at(text, lambda at: operations.reopen(self.problems[key], reason, by=self.user(by), at=at))

    def return_(self, text: str, key: str, by: str, reason: str, due_on: date) -> None:
        """退回重办."""
        self.at(text, lambda at: operations.return_(self.problems[key], reason, due_on, (), by=self.user(by), at=at))

    def withdraw(self, text: str, key: str, by: str, reason: str) -> None:
        """撤回."""
        self.at(text, lambda at: operations.withdraw(self.problems[key], reason, by=self.user(by), at=at))

    def merge(self, text: str, key: str, into: str, reason: str) -> None:
        """并入."""

        def deed(at: datetime) -> None:
            operations.merge(self.problems[key], self.problems[into], reason, by=self.user("centre"), at=at)

        self.at(text, deed)

    def instruct(self, text: str, key: str, by: str, words: str, due_on: date | None = None) -> None:
        """批示."""

        def deed(at: datetime) -> None:
            pressing.instruct(self.problems[key], words, due_on, by=self.user(by), at=at)

        self.at(text, deed)

    def propose(self, text: str, key: str, leader: str, words: str) -> None:
        """提请市领导协调."""

        def deed(at: datetime) -> None:
            pressing.propose(self.problems[key], words, self.user(leader), by=self.user("centre"), at=at)

        self.at(text, deed)


def root_of(county: County) -> int:
    """Return the id of the demo's county."""
    return county.units[LEDGER].id
