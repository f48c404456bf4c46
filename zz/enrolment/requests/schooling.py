"""What filing needs of terms, schools and enterprises: which are open to choose from."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, UnitKind
from zz.db import db
from zz.enrolment import desks
from zz.enrolment.models import School, Term
from zz.enrolment.requests.filing import Filing


def schools(root_id: int) -> dict[int, School]:
    """Return the schools of a county by id, in the order of their names; those given up are among them."""
    query = select(School).options(joinedload(School.unit)).where(School.root_id == root_id)
    return {s.id: s for s in db.session.scalars(query.order_by(School.name, School.id))}


def terms(root_id: int, on: date) -> Sequence[Term]:
    """Return the terms that take requests on a day: collecting, or the current one; the newest first."""
    collecting = (Term.collect_from <= on) & (Term.collect_to >= on)
    query = select(Term).where(Term.root_id == root_id, Term.ends_on >= on, Term.current | collecting)
    return db.session.scalars(query.order_by(Term.year.desc(), Term.season, Term.id)).all()


def own_enterprises(user: User) -> list[Unit]:
    """Return the enterprises that `user` files for."""
    return list({unit.id: unit for _scope, unit in user.grants(Permission.ENROLMENT_FILE)}.values())


def own_parks(user: User) -> list[Unit]:
    """Return the parks whose paper cases `user` enters."""
    return list({unit.id: unit for _scope, unit in user.grants(Permission.ENROLMENT_PREREVIEW)}.values())


def enterprises(park: Unit) -> Sequence[Unit]:
    """Return the enterprises of a park's county, for a case that came on paper."""
    query = select(Unit).where(
        Unit.kind == UnitKind.ENTERPRISE, Unit.active, Unit.path.startswith(f"/{park.root_id}/")
    )  # fmt: skip
    return db.session.scalars(query.order_by(Unit.name)).all()


def filings(user: User, on: date) -> list[Filing]:
    """Return every (enterprise, park, term) that `user` may begin a request for; the likeliest first."""
    found = [
        Filing(firm, park, term)
        for firm in own_enterprises(user)
        if (park := desks.of_enterprise(firm)) is not None
        for term in terms(park.root_id, on)
    ]
    return found or [
        Filing(firm, park, term, paper=True)
        for park in own_parks(user)
        for term in terms(park.root_id, on)
        for firm in enterprises(park)
    ]
