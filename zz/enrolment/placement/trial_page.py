"""The page of a trial: what was asked, and both results side by side. Its address is all that there is of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from zz.enrolment.placement import round_page, round_queries, trying
from zz.enrolment.placement.forms import TrialForm
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.placement.trying import Change, Trial
from zz.enrolment.placement.vocabulary import Criterion
from zz.enrolment.vocabulary import grade_label


@dataclass(frozen=True)
class TrialPage:
    """The form, what it asked for in words, and what would come of it (None: nothing asked yet)."""

    form: TrialForm
    asked: list[str]
    trial: Trial | None
    names: Mapping[int, str]

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        """(what, now, then) of each sum."""
        if self.trial is None:
            return []
        now, then = self.trial.now, self.trial.then
        most = max([*now.wishes, *then.wishes], default=1)
        found = [(f"第 {n} 志愿", now.wishes.get(n, 0), then.wishes.get(n, 0)) for n in range(1, most + 1)]
        return [*found, ("待统筹", now.none, then.none)]

    def cell(self, cell: tuple[int, int]) -> str:
        """Name a school and grade: 城北小学一年级."""
        return f"{self.names[cell[0]]}{grade_label(cell[1])}"


def load(found: PlacementRound, form: TrialForm) -> TrialPage:
    """Return the page that the address asks for; what is not among the choices changes nothing."""
    order = round_page.order_of(found)
    sheet = trying.sheet_now(found, order.criteria)
    names = round_queries.names({school for school, _grade in sheet.seats})
    grades = sorted({grade for _school, grade in sheet.seats})
    form.offer(list(names.items()), [(grade, grade_label(grade)) for grade in grades])
    if not any(field.data for field in form.criteria):
        for field, one in zip(form.criteria, order.ranked, strict=False):
            field.data = str(one)
    change = _change(form, order.ranked) if form.validate() else Change()
    asked = _asked(change, names)
    return TrialPage(form, asked, trying.attempt(found, sheet, change) if asked else None, names)


def _change(form: TrialForm, ranked: tuple[Criterion, ...]) -> Change:
    criteria = tuple(dict.fromkeys(Criterion(field.data) for field in form.criteria if field.data))
    other = criteria if criteria != ranked else ()
    if not form.school.data or not form.grade.data or form.classes.data in (None, "", "0"):
        return Change(criteria=other)
    return Change((form.school.data, int(form.grade.data)), int(form.classes.data), other)


def _asked(change: Change, names: Mapping[int, str]) -> list[str]:
    found = []
    if change.cell is not None and change.classes:
        school, grade = change.cell
        found.append(f"{names[school]}{grade_label(grade)}增加 {change.classes} 个班")
    if change.criteria:
        found.append(f"排序改为：{'、'.join(one.label for one in change.criteria)}")
    return found
