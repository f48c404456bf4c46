"""移交: everything open goes to a successor with the same duties, each item in the journal, in one transaction."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.problems import world as w
from zz.accounts import handover
from zz.accounts.models import User
from zz.accounts.policy import Refused
from zz.accounts.roles import Role, UnitKind
from zz.assignments import holders, operations
from zz.assignments.vocabulary import AssignmentKind
from zz.journal import Event
from zz.notices.models import Notice
from zz.problems.handling import assignments_of, live
from zz.problems.operations import close

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def county(session: Session) -> w.World:
    return w.world()


def second(county: w.World) -> User:
    return make_user(Role.COMMISSIONER, county["commissioner"].unit, name="接任专员")


def test_who_may_take_over(county: w.World) -> None:
    heir = second(county)
    make_user(Role.COMMISSIONER, county.town)  # a township's, not the city's
    make_user(Role.COMMISSIONER, county["commissioner"].unit, active=False)
    make_user(Role.COMMISSIONER, make_unit(UnitKind.CITY, make_unit(UnitKind.CITY)))
    assert handover.successors(county["commissioner"]) == [heir]
    assert handover.successors(make_user()) == []
    for nobody in (county["centre"], county["commissioner"]):
        with pytest.raises(Refused):
            handover.hand_over(county["commissioner"], nobody, by=county["admin"], at=w.shanghai(9, 1))


def test_everything_open_goes_and_each_is_journalled(county: w.World, session: Session) -> None:
    leaving, heir = county["commissioner"], second(county)
    me = holders.of_person(leaving.id)
    later = w.opened(county, verifier=me)
    ready = w.opened(county, verifier=me)
    duty = w.duty(county, ready, county.land)
    operations.sign(duty, by=county["land"], at=w.shanghai(8, 29))
    operations.reply(duty, "已办结", [], by=county["land"], at=w.shanghai(8, 30))
    closed = w.opened(county)
    duty = w.duty(county, closed, county.land)
    operations.sign(duty, by=county["land"], at=w.shanghai(8, 29))
    operations.reply(duty, "已办结", [], by=county["land"], at=w.shanghai(8, 30))
    close(closed, "属实", by=county["centre"], at=w.shanghai(8, 31))  # the commissioner checks on the site
    counted = {kind.label: number for kind, number in handover.open_items(leaving)}
    assert counted == {"未办结的交办和审批": 2, "项目（项目专员）": 1, "问题的核验": 2}
    said = handover.hand_over(leaving, heir, by=county["admin"], at=w.shanghai(9, 1))
    assert said == "2 件未办结的交办和审批、1 个项目（项目专员）、2 个问题的核验"
    assert handover.open_items(leaving) == []
    new = holders.of_person(heir.id)
    assert (later.verifier, ready.verifier, county.project.commissioner_id) == (new, new, heir.id)
    assert [a.holder for a in live(assignments_of(ready), AssignmentKind.VERIFY)] == [new]
    assert [a.holder for a in live(assignments_of(closed), AssignmentKind.WRITE_OFF)] == [new]
    told = [
        (e.subject_type, e.subject_id)
        for e in session.scalars(select(Event).where(Event.actor_id == county["admin"].id).order_by(Event.id))
    ]
    assert sorted(told) == sorted([
        ("problem", later.id), ("problem", ready.id), ("problem", closed.id), ("project", county.project.id),
        ("user", leaving.id),
    ])  # fmt: skip
    with pytest.raises(Refused):
        handover.hand_over(leaving, heir, by=county["admin"], at=w.shanghai(9, 1))


def test_the_units_of_a_leader_who_leaves_get_another(county: w.World, session: Session) -> None:
    leaving = county["leader"]
    heir = make_user(Role.LEADER, leaving.unit, name="接任领导")
    county.land.leader_id = leaving.id
    session.flush()
    said = handover.hand_over(leaving, heir, by=county["admin"], at=w.shanghai(9, 1))
    assert "1 个分管的单位" in said
    assert county.land.leader_id == heir.id
    event = session.scalars(select(Event).where(Event.verb == "unit.edited")).one()
    assert event.payload["changes"] == {"leader": [leaving.name, "接任领导"]}


def test_the_page(county: w.World, session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    leaving, heir = county["commissioner"], second(county)
    one = f"/admin/users/{leaving.id}"
    sign_in(client, county["centre"].username)
    assert client.get(f"{one}/handover").status_code == 403
    assert client.post(f"{one}/handover", data={"successor": heir.id}).status_code == 403
    sign_in(client, county["admin"].username)
    assert f"{one}/handover" in client.get(one).text
    assert "1</b> 个项目（项目专员）" in client.get(f"{one}/handover").text
    for chosen in ("", "x", "²", str(county["centre"].id)):
        assert client.post(f"{one}/handover", data={"successor": chosen}).status_code == 422
    assert client.post(f"{one}/handover", data={"successor": "99999"}).status_code == 404
    assert client.post(f"{one}/handover", data={"successor": heir.id}).status_code == 303
    session.refresh(county.project)
    assert county.project.commissioner_id == heir.id
    assert "移交给您" in session.scalars(select(Notice.text).where(Notice.user_id == heir.id)).one()
    assert "没有需要移交的事项" in client.get(f"{one}/handover").text
    assert f"{one}/handover" not in client.get(one).text


def test_disabling_warns_of_what_is_open(county: w.World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, county["admin"].username)
    one = f"/admin/users/{county['commissioner'].id}"
    client.post(f"{one}/disablement")
    page = client.get(one).text
    assert "名下还有 1 个项目（项目专员），请尽快移交" in page
    assert client.get(f"/admin/users/{county['auditor'].id}/handover").status_code == 403
