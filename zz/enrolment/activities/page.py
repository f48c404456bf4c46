"""What the pages of activities draw: the list, and one activity with its children."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from zz.accounts.models import User
from zz.accounts.roles import Permission as P
from zz.enrolment.activities import access, queries
from zz.enrolment.activities.flow import ACTIVITIES
from zz.enrolment.activities.models import Activity
from zz.enrolment.activities.operations import PATH
from zz.enrolment.activities.queries import Child
from zz.enrolment.activities.vocabulary import ActivityAction, ActivityKind, ActivityState, SignUpState
from zz.enrolment.desks import Desk
from zz.enrolment.wording import day_words
from zz.web import Page, paginate

OVER = "over"


@dataclass(frozen=True)
class Row:
    """One activity: places, how many are taken and wait, and what can be said of its sign-up."""

    activity: Activity
    url: str
    when: str
    taken: int
    waiting: int
    sign_up: str
    open: bool

    @property
    def left(self) -> int:
        """The places that are free."""
        return max(0, self.activity.places - self.taken)


@dataclass(frozen=True)
class Tab:
    """One of the tabs."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class ActivityList:
    """Everything the list's template draws."""

    tabs: list[Tab]
    over: bool
    kind: ActivityKind | None
    rows: Sequence[Row]
    page: Page[Any]
    may_keep: bool
    export_url: str


def _url(over: bool, kind: ActivityKind | None, **more: str) -> str:
    pairs = {"tab": OVER if over else "", "kind": kind.value if kind else "", **more}
    kept = {key: value for key, value in pairs.items() if value}
    return PATH + ("?" + urlencode(kept) if kept else "")


def _span(activity: Activity, today: date) -> str:
    first, last = day_words(activity.starts_on, today), day_words(activity.ends_on, today)
    days = first if first == last else f"{first}—{last}"
    return f"{days} {activity.hours}".strip()


def row_of(activity: Activity, counts: dict[SignUpState, int], today: date) -> Row:
    """Return a line of the list."""
    taken, waiting = counts.get(SignUpState.SIGNED_UP, 0), counts.get(SignUpState.WAITING, 0)
    published = activity.state == ActivityState.PUBLISHED
    is_open = published and today <= activity.sign_up_by
    said = f"{day_words(activity.sign_up_by, today)}截止报名" if is_open else "报名已截止"
    return Row(
        activity, f"{PATH}/{activity.id}", _span(activity, today), taken, waiting,
        said if published else activity.state.label, is_open,
    )  # fmt: skip


def rows_of(found: Sequence[Activity], today: date) -> list[Row]:
    """Return the lines of a page (one query)."""
    counts = queries.taken([activity.id for activity in found])
    return [row_of(activity, counts.get(activity.id, {}), today) for activity in found]


def assemble(user: User, desk: Desk, over: bool, kind: ActivityKind | None, today: date) -> ActivityList:
    """Return the page that the address asks for."""
    lists = {flag: queries.listed(user, desk.park_id, today, over=flag, kind=kind) for flag in (False, True)}
    counts = {flag: queries.count(query) for flag, query in lists.items()}
    page: Page[Any] = paginate(lists[over], total=counts[over])
    labels = {False: "进行中和将开展", True: "已结束"}
    return ActivityList(
        [Tab(labels[flag], _url(flag, kind), flag == over, counts[flag]) for flag in (False, True)], over, kind,
        rows_of(page.items, today), page, access.manages(user, desk.park_id), _url(over, kind, format="xlsx"),
    )  # fmt: skip


@dataclass(frozen=True)
class ActivityPage:
    """Everything one activity's template draws. `children` are those whom the reader may see."""

    activity: Activity
    row: Row
    children: list[Child]
    days: list[tuple[date, int, int]]
    names: bool
    may_keep: bool
    may_publish: bool
    may_cancel: bool
    may_sign_up: bool
    sees_children: bool
    may_group: bool
    may_withdraw: bool
    may_attend: bool


def one(user: User, activity: Activity, today: date) -> ActivityPage:
    """Return the page of an activity."""
    keeps, group = access.manages(user, activity.park_id), access.is_group(user, activity.park_id)
    files, published = user.has(P.ENROLMENT_FILE), activity.state == ActivityState.PUBLISHED
    row = row_of(activity, queries.taken([activity.id]).get(activity.id, {}), today)
    return ActivityPage(
        activity,
        row,
        children=queries.signed_up(user, activity),
        days=queries.days_taken(activity.id) if group else [],
        names=access.names_shown(user, activity.park_id),
        may_keep=keeps,
        may_publish=keeps and ACTIVITIES.can(activity, ActivityAction.PUBLISH),
        may_cancel=keeps and today <= activity.ends_on and ACTIVITIES.can(activity, ActivityAction.CANCEL),
        may_sign_up=row.open and files,
        sees_children=group or files,
        may_group=group,
        may_withdraw=published and today <= activity.ends_on and (keeps or files),
        may_attend=group and published,
    )
