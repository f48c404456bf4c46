"""Forms of quotas: a figure for each school and grade of a stage, and why a table is returned or revised."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import HiddenField

from zz.enrolment.forms import VersionedForm
from zz.enrolment.placement.quotas import Key, Room
from zz.projects.fields import WholeNumber, required, text

MOST = 5000


def _name(key: Key) -> str:
    return f"q{key[0]}_{key[1] + 10}"


class QuotaForm(VersionedForm):
    """The figures of one stage; its fields are those that `form_of` makes. An empty one is 0."""

    stage = HiddenField()

    def cell(self, key: Key) -> Any:
        """Return the field of a school and grade."""
        return self[_name(key)]

    def wanted(self, keys: Iterable[Key]) -> dict[Key, int]:
        """Return the seats as typed."""
        return {key: self.cell(key).data or 0 for key in keys}

    def say(self, faults: Mapping[Key, str]) -> None:
        """Put what is wrong beside the figures."""
        for key, words in faults.items():
            if _name(key) in self:
                self.cell(key).errors = [words]


def form_of(rooms: Mapping[Key, Room]) -> QuotaForm:
    """Return the form with a field for each of `rooms`."""
    fields = {
        _name(key): WholeNumber(f"{room.plan.school.name}{room.plan.label()}", 0, MOST) for key, room in rooms.items()
    }
    made: QuotaForm = type("QuotaFormOfStage", (QuotaForm,), fields)()
    return made


class ReturnForm(VersionedForm):
    """Why the bureau returns a table."""

    reason = text("退回原因", 200, required("请写明退回原因，工作组按此修改"))


class ReviseForm(VersionedForm):
    """Why a confirmed table is changed."""

    reason = text("调整原因", 200, required("请写明调整原因"))


class TurnForm(VersionedForm):
    """Nothing but the version that was shown."""
