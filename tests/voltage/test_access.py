"""Which areas a user sees."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.voltage.builders import make_area, make_station
from zz.access import Permission
from zz.accounts.models import User
from zz.accounts.roles import Role, UnitKind
from zz.voltage import access
from zz.voltage.models import Area


def seen(session: Session, user: User, permission: Permission = Permission.VOLTAGE_READ) -> set[int]:
    return set(session.scalars(select(Area.id).where(access.visible_to(user, permission))))


def test_a_station_sees_its_own_areas_and_the_company_all_below_it(session: Session) -> None:
    city = make_unit(UnitKind.GRID)
    county, other = make_unit(UnitKind.GRID, city), make_unit(UnitKind.GRID, city)
    station, second = make_station(county), make_station(other)
    mine, theirs = make_area(station), make_area(second)
    make_area()  # of another company altogether
    worker = make_user(Role.GRID_STATION, station)
    assert seen(session, worker) == {mine.id}
    assert seen(session, worker, Permission.VOLTAGE_MANAGE) == set()
    assert seen(session, make_user(Role.GRID_MANAGER, county)) == {mine.id}
    assert seen(session, make_user(Role.GRID_MANAGER, city)) == {mine.id, theirs.id}
    assert seen(session, make_user(Role.CENTRE)) == set()
    assert access.area(worker, mine.id) is mine
    assert access.area(worker, theirs.id) is None
