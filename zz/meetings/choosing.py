"""What the forms of meetings offer: units, chairs, hosts, and for a decision whom it can be given to."""

from typing import Any

from sqlalchemy import select

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.meetings.deciding import possible
from zz.meetings.forms import DecisionForm, MeetingForm
from zz.meetings.models import Meeting, MeetingItem
from zz.problems import kinds, parties
from zz.problems.assigning import Party
from zz.web.choices import choices

HOSTS = (UnitKind.BUREAU, UnitKind.TOWNSHIP)
COMING = (*HOSTS, UnitKind.PARK, UnitKind.ENTERPRISE)
CHAIRS = (Role.MAIN_LEADER, Role.LEADER, Role.CENTRE)
NOBODY = ("", "请选择")


def units(ledger_id: int) -> list[Unit]:
    """Return the units of a county that can be called: bureaus, townships, parks, and owners of projects."""
    owner = select(Membership.unit_id).where(Membership.role == Role.ENTERPRISE_OWNER)
    query = select(Unit).where(Unit.active, Unit.path.startswith(f"/{ledger_id}/"), Unit.kind.in_(COMING))
    found = query.where((Unit.kind != UnitKind.ENTERPRISE) | Unit.id.in_(owner))
    return list(db.session.scalars(found.order_by(Unit.kind, Unit.id)))


def chairs(ledger_id: int) -> list[User]:
    """Return who may be in the chair: leaders, and the centre's people."""
    query = (
        select(User)
        .join(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.active, Membership.role.in_(CHAIRS), Unit.path.startswith(f"/{ledger_id}/"))
    )
    found = db.session.scalars(query.order_by(User.id)).unique().all()
    return sorted(found, key=lambda user: min(CHAIRS.index(role) for role in user.roles if role in CHAIRS))


def fill(form: MeetingForm, ledger_id: int) -> MeetingForm:
    """Offer the county's units and people."""
    offered = units(ledger_id)
    form.units.choices = choices((str(unit.id), unit.label) for unit in offered)
    form.host_id.choices = choices(
        [("", "市级会议不选"), *((str(unit.id), unit.label) for unit in offered if unit.kind in HOSTS)]
    )
    form.chair_id.choices = choices([NOBODY, *((str(user.id), user.name) for user in chairs(ledger_id))])
    return form


def fill_decision(form: DecisionForm, meeting: Meeting, item: MeetingItem, user: User, today: Any) -> list[Party]:
    """Offer what can be decided on a matter, and whom it can be given to; return those."""
    found = [parties.party_of(unit) for unit in units(meeting.ledger_id) if _near(unit, item)]
    form.kind.choices = choices((kind.value, kind.label) for kind in possible(meeting, item, user, today))
    form.lead.choices = choices([NOBODY, *((party.holder, party.name) for party in found)])
    form.assisting.choices = choices((party.holder, party.name) for party in found)
    form.kind_id.choices = choices([NOBODY, *((str(kind.id), kind.label) for kind in kinds.offered())])
    return found


def _near(unit: Unit, item: MeetingItem) -> bool:
    """Tell whether a matter can be given to a unit: of enterprises only to its project's owner."""
    return unit.kind != UnitKind.ENTERPRISE or unit.id == item.project.owner_unit_id


def propose(form: DecisionForm, item: MeetingItem) -> None:
    """Propose what stands: the problem's kind, lead and urgency, else who usually leads."""
    problem, offered = item.problem, kinds.offered()
    form.kind.data = _values(form.kind)[0]
    guessed = problem.kind if problem else kinds.guessed(item.reason, offered)
    form.kind_id.data = guessed.id
    form.urgency.data = (problem.urgency if problem else guessed.urgency).value
    lead = problem.lead_unit if problem else item.project.responsible_unit
    holder = parties.party_of(lead).holder if lead else ""
    form.lead.data = holder if holder in _values(form.lead) else ""


def _values(field: Any) -> list[str]:
    return [str(option.value) for option in field.choices]
