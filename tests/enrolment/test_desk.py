"""The ground of the enrolment desk: grades, ages, seats, which desk a user reads, what policies ask for."""

from datetime import date

import pytest

from tests.builders import make_school, make_seats, make_term, make_unit, make_user
from zz.accounts.roles import Permission, Role, UnitKind
from zz.clock import now
from zz.enrolment import ages, delivered, desks, policy, seats
from zz.enrolment.models import School
from zz.enrolment.vocabulary import (
    ALL_GRADES,
    Admission,
    Residence,
    Season,
    StaffGroup,
    Stage,
    admission,
    grade_label,
    is_entry,
    is_final,
    stage_of,
)


def test_every_grade_belongs_to_one_stage() -> None:
    assert [grade for stage in Stage for grade in stage.grades] == list(ALL_GRADES)
    assert [grade for grade in ALL_GRADES if is_entry(grade)] == [-2, 1, 7, 10]
    assert [grade for grade in ALL_GRADES if is_final(grade)] == [0, 6, 9, 12]
    assert (stage_of(7), grade_label(7), grade_label(10), grade_label(-2)) == (
        Stage.JUNIOR,
        "七年级",
        "高一",
        "幼儿园小班",
    )
    assert [g for g in range(1, 13) if admission(g) == Admission.ENTRY] == [1, 7, 10]
    assert admission(8) == Admission.TRANSFER and admission(-1) == Admission.ENTRY


@pytest.mark.usefixtures("session")
def test_six_by_the_last_of_august_inclusive() -> None:
    assert ages.latest_birth(2023) == date(2017, 8, 31)
    assert ages.old_enough(date(2017, 8, 31), 2023) and not ages.old_enough(date(2017, 9, 1), 2023)
    assert ages.grade_by_age(date(2017, 8, 31), 2023) == 1 and ages.grade_by_age(date(2017, 9, 1), 2023) == 0
    assert ages.grade_by_age(date(2011, 5, 6), 2023) == 7 and ages.grade_by_age(date(2000, 1, 1), 2023) is None
    assert "2017年8月31日（含）" in ages.sentence(2023)


@pytest.mark.usefixtures("session")
def test_seats_left_are_what_is_neither_taken_nor_reserved(monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_unit(UnitKind.CITY)
    term, school = make_term(root), make_school(root)
    make_seats(school, term, 1)
    make_seats(school, term, 2, enrolled=90, reserved=0)
    monkeypatch.setattr(seats, "_counters", [])
    first, second = (found for _plan, found in seats.of_schools(term.id, [school.id])[school.id])
    assert (first.seats, first.taken, first.reserved, first.left) == (90, 80, 4, 6) and second.left == 0
    seats.counts_placed(lambda term_id, ids: {(school.id, 1): 2})
    first = seats.of_schools(term.id, [school.id])[school.id][0][1]
    assert (first.taken, first.left) == (82, 4)
    assert (first + second).left == 4 and (first + second).seats == 180


@pytest.mark.usefixtures("session")
def test_a_term_knows_its_name_and_its_next_date() -> None:
    term = make_term(make_unit(UnitKind.CITY))
    assert term.name == "2023年秋季" and term.first_of_year and term.school_year == 2023
    assert term.next_date(date(2023, 9, 14)) == (date(2023, 9, 22), "申请截止")
    assert term.next_date(date(2024, 1, 1)) is None
    spring = make_term(make_unit(UnitKind.CITY), 2024, Season.SPRING)
    assert spring.school_year == 2023 and not spring.first_of_year


@pytest.mark.usefixtures("session")
def test_everyone_reads_the_desk_that_is_his_own_or_his_countys_or_in_use() -> None:
    root, other = make_unit(UnitKind.CITY), make_unit(UnitKind.CITY)
    park, idle = make_unit(UnitKind.PARK, root), make_unit(UnitKind.PARK, other)
    firm = make_unit(UnitKind.ENTERPRISE, root)
    make_term(root)
    keeper, both = make_user(Role.PARK, idle), make_user(Role.PARK, idle)
    both.memberships.extend(make_user(Role.PARK, park).memberships)
    expected = {
        make_user(Role.ENTERPRISE_HR, firm): park,
        make_user(Role.GRID_MANAGER): park,
        keeper: idle,
        both: park,
    }
    for user, wanted in expected.items():
        desk = desks.desk_of(user)
        assert desk is not None and desk.park == wanted, user.roles
    mine, theirs = desks.desk_of(keeper), desks.desk_of(make_user(Role.ENTERPRISE_HR, firm))
    assert mine and theirs and policy.manages(keeper, mine) and not policy.manages(keeper, theirs)
    assert desks.of_enterprise(firm) == park
    inner = make_unit(UnitKind.PARK, root)
    assert desks.of_enterprise(make_unit(UnitKind.ENTERPRISE, inner)) == inner


@pytest.mark.usefixtures("session")
def test_delivered_policies_ask_for_what_a_familys_place_and_way_need() -> None:
    park = make_unit(UnitKind.PARK, make_unit(UnitKind.CITY))
    made = delivered.seed_policies(park, date(2023, 3, 20), by=None, at=now())
    assert len(made) == 16 and delivered.seed_policies(park, date(2023, 3, 20), by=None, at=now()) == []
    (version,) = next(p for p in made if (p.staff_group, p.stage) == (StaffGroup.ORDINARY, Stage.PRIMARY)).versions
    rented = {k.name for k in version.required(Residence.NEITHER, Admission.TRANSFER)}
    owned = {k.name for k in version.required(Residence.HOME_AND_REGISTER, Admission.ENTRY)}
    assert rented - owned == {"居住证", "租赁合同", "学籍证明"} and owned - rented == {"不动产权证"}
    executive = next(p for p in made if p.staff_group == StaffGroup.EXECUTIVE).versions[0]
    assert {"劳动合同", "聘书", "一年工资流水"} <= {k.name for k in executive.required(Residence.HOME, Admission.ENTRY)}
    assert version.in_force(date(2023, 3, 20)) and not version.in_force(date(2023, 3, 19))


def test_a_school_knows_its_stages() -> None:
    assert School(first_grade=1, last_grade=9).stages == [Stage.PRIMARY, Stage.JUNIOR]
    assert School(first_grade=-2, last_grade=0).stages == [Stage.PRESCHOOL]


def test_members_from_association_and_enterprises_see_no_names_of_enterprises() -> None:
    from zz.accounts.roles import GRANTS

    named = {role for role in Role if Permission.ENROLMENT_NAMES in GRANTS[role]}
    assert named == {Role.PARK, Role.ENTERPRISE_HR, Role.EDUCATION}
    assert all(Permission.ENROLMENT_DESK_READ in GRANTS[role] for role in Role)
