"""One report: the visit, the month's money and the photos that come with it or after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zz.accounts.models import User
from zz.clock import local
from zz.files.models import Attachment, AttachmentKind
from zz.files.operations import PreparedFile, attach, discard, photo_hint
from zz.projects.doubts import MonthMoney
from zz.projects.figure_operations import fill_figure
from zz.projects.models import Project
from zz.projects.records import MonthlyFigure, Visit
from zz.projects.report_queries import figure_of
from zz.projects.visit_operations import Findings, drop_draft, find_visit, report_visit


@dataclass(frozen=True)
class Report:
    """What was sent: what was found on the site, the month's money, the confirmed questions; each may be missing.

    `age` is how long it lay on the phone before it was sent.
    """

    findings: Findings | None
    money: MonthMoney | None
    doubts: Sequence[str] = ()
    age: timedelta = timedelta(0)


def send_report(
    project: Project, report: Report, photos: Sequence[PreparedFile] = (), *, client_key: str, by: User, at: datetime
) -> None:
    """Take a report once: the same `client_key` again adds nothing. The caller holds the project locked.

    Raises:
        MonthLocked: the month's figures are not filled any more.
    """
    visit, new, figure = None, True, None
    if report.findings is not None:
        visit, new = report_visit(
            project,
            report.findings,
            client_key=client_key,
            by=by,
            at=at,
            on=local(at - report.age).date(),
        )
    if report.money is not None and new:
        figure = fill_figure(project, report.money, by=by, at=at, doubts=report.doubts)
    if visit or figure:
        for prepared in photos:
            add_photo(prepared, visit or figure, by=by, at=at)
    drop_draft(by, project)


def photo_subject(
    user: User, project: Project, client_key: str, month: tuple[int, int] | None
) -> Visit | MonthlyFigure | None:
    """Return what a photo that comes later belongs to: the visit of `client_key`, else the figure the user filled."""
    if visit := find_visit(user, project, client_key):
        return visit
    figure = figure_of(project.id, *month) if month else None
    return figure if figure is not None and figure.filled_by_id == user.id else None


def add_photo(prepared: PreparedFile, subject: Visit | MonthlyFigure | None, *, by: User, at: datetime) -> Attachment:
    """Attach a photo once, with a hint where its time does not fit the visit."""
    day = subject.on_day if isinstance(subject, Visit) else local(at).date()
    located = prepared.latitude is not None
    attachment = attach(
        prepared, subject, AttachmentKind.PHOTO, by=by, at=at, hint=photo_hint(prepared.taken_at, day, located=located)
    )
    if attachment.storage_key != prepared.storage_key:
        discard(prepared)  # it had come before
    return attachment
