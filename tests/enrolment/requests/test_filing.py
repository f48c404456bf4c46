"""Filing: what is read, what is refused with which sentence, and what handing in, taking back and consent do."""

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session
from stdnum.cn import ric
from werkzeug.datastructures import FileStorage

from tests.builders import make_term
from tests.enrolment.requests.world import CHILD_ID, GUARDIAN_ID, World, make_world
from zz import clock
from zz.assignments.models import Assignment
from zz.db import db
from zz.enrolment.models import School
from zz.enrolment.requests import carrying, checks, consent, filing, form_page, identity, papers, queries
from zz.enrolment.requests.filing import Filing
from zz.enrolment.requests.models import EnrolmentRequest, sensitive
from zz.enrolment.requests.typed import fill, typed_of
from zz.enrolment.requests.vocabulary import ConsentWay, Sex
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import items
from zz.enrolment.vocabulary import Admission, Residence, Season
from zz.files.operations import prepare_sealed
from zz.journal.models import Event
from zz.sheets.values import CellError

TODAY = date(2023, 9, 14)
TEXTS = {
    "employee_name": "谭建军", "employee_phone": "139 0000 0001", "staff_group": "普通员工", "residence": "neither",
    "child_name": "谭小明", "sex": "男", "id_number": CHILD_ID.lower(), "birth_date": "2017.5.12", "grade": "一年级",
    "guardian_name": "李晓红", "relation": "母亲", "guardian_id": GUARDIAN_ID, "guardian_phone": "13900000002",
    "address": "虚构路1号", "accept_any": "是",
}  # fmt: skip


def schools(world: World) -> dict[int, School]:
    return {s.id: s for s in (world.school, world.second)}


def draft(world: World, **texts: str) -> EnrolmentRequest:
    return filing.start(
        Filing(world.firm, world.park, world.term), {**TEXTS, **texts}, schools(world), by=world.hr, at=clock.now()
    )


def problems(world: World, on: date = TODAY, **texts: str) -> dict[str, str]:
    return checks.problems(draft(world, **texts), schools(world), on)


@given(st.dates(date(1950, 1, 1), date(2023, 9, 1)), st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_an_id_number_with_one_wrong_digit_is_never_taken(born: date, order: int, place: int, by: int) -> None:
    stem = f"439900{born:%Y%m%d}{order:03d}"
    number = stem + ric.calc_check_digit(f"{stem}0")
    assert identity.id_number(f" {number[:6]} {number[6:].lower()} ") == number
    said = identity.what_it_says(number)
    assert (said.birth_date, said.sex) == (born, Sex.MALE if order % 2 else Sex.FEMALE)
    assert identity.registry_no(f"g{number}") == f"G{number}"
    digit = "0123456789X".index(number[place])
    wrong = number[:place] + str((min(digit, 9) + by) % 10) + number[place + 1 :]
    if wrong != number:
        with pytest.raises(CellError) as refused:
            identity.id_number(wrong)
        assert wrong not in refused.value.text and number not in refused.value.text


@pytest.mark.parametrize(
    ("number", "words"),
    [("11010519491231002X", ""), ("110105194912310021", "校验不通过"), ("1101051949123100", "填的是 16 位"),
     ("11010519491331002X", "出生日期"), ("1101051949123I002X", "应为数字")],
)  # fmt: skip
def test_what_is_wrong_with_an_id_number_is_said(number: str, words: str) -> None:
    if not words:
        assert identity.id_number(number) == number
        return
    with pytest.raises(CellError, match=words):
        identity.id_number(number)


@pytest.mark.usefixtures("session")
def test_a_complete_request_has_no_problem_and_the_database_no_readable_number(session: Session) -> None:
    world = make_world()
    request = draft(world, school_1=world.school.name, school_2=str(world.second.id))
    assert checks.problems(request, schools(world), TODAY) == {}
    assert [p.school_id for p in request.preferences] == [world.school.id, world.second.id]
    assert (request.id_number, request.grade, request.admission) == (CHILD_ID, 1, Admission.ENTRY)
    session.flush()
    row = session.execute(text("SELECT * FROM enrolment_request")).mappings().one()
    for value in sensitive(request).values():
        assert value not in json.dumps(dict(row), default=str, ensure_ascii=False)
    assert row["child_hash"] == identity.person_hash(CHILD_ID) != row["guardian_hash"]


@pytest.mark.parametrize(
    ("texts", "key", "words"),
    [
        ({"birth_date": "2017-05-13"}, "birth_date", "身份证号上是 2017年5月12日"),
        ({"sex": "女"}, "sex", "身份证号上是男"),
        ({"registry_no": f"G{GUARDIAN_ID}"}, "registry_no", "对不上"),
        ({"guardian_id": CHILD_ID}, "guardian_id", "相同"),
        ({"guardian_phone": "1390000000"}, "guardian_phone", "11 位"),
        ({"staff_group": "老板"}, "staff_group", "普通员工"),
        ({"birth_date": "2017-05"}, "birth_date", "年月日"),
        ({"accept_any": ""}, "school_1", "至少选一所"),
        ({"school_1": "没有的学校"}, "school_1", "学校库里没有"),
        ({"grade": "八年级"}, "registry_no", "请填写学籍号"),
        ({"grade": "八年级", "current_grade": "七年级"}, "grade", "应申请七年级"),
        ({"grade": "七年级", "current_grade": "七年级"}, "grade", "第一学期不办转学"),
        ({"grade": "九年级", "school_1": "1"}, "school_1", "没有九年级"),
        ({"employee_name": " "}, "employee_name", "请填写员工姓名"),
    ],
)
def test_each_fault_is_said_beside_its_field(session: Session, texts: dict[str, str], key: str, words: str) -> None:
    world = make_world()
    texts = {k: str(world.school.id) if v == "1" else v for k, v in texts.items()}
    found = problems(world, **texts)
    assert words in found[key], found
    assert not any(value in sentence for value in (CHILD_ID, GUARDIAN_ID) for sentence in found.values())


@pytest.mark.usefixtures("session")
def test_six_by_the_last_of_august_with_the_rules_sentence() -> None:
    world = make_world()
    numbers = {}
    for born in ("20170831", "20170901"):
        stem = f"439900{born}001"
        numbers[born] = stem + ric.calc_check_digit(f"{stem}0")
    assert problems(world, id_number=numbers["20170831"], birth_date="2017-08-31") == {}
    late = problems(world, id_number=numbers["20170901"], birth_date="2017-09-01")
    assert late == {"birth_date": "未到入学年龄：2023年秋季入读一年级，须在2017年8月31日（含）以前出生，即满6周岁。"}


@pytest.mark.usefixtures("session")
def test_transfers_are_not_taken_in_mid_term_nor_in_the_last_term_of_a_final_grade() -> None:
    world = make_world()
    transfer = {"registry_no": f"G{CHILD_ID}", "current_school": "外地小学"}
    two = {**transfer, "grade": "二年级", "current_grade": "二年级"}
    assert problems(world, **two) == {}
    assert "学期中途" in problems(world, date(2023, 10, 9), **two)["grade"]
    assert problems(world, date(2023, 8, 1), **{**two, "current_grade": "一年级"}) == {}, "moves up in autumn"
    spring = make_term(world.root, 2024, Season.SPRING)
    request = draft(world, **{**transfer, "grade": "六年级", "current_grade": "六年级"})
    request.term = spring
    assert "毕业年级" in checks.problems(request, schools(world), date(2024, 1, 20))["grade"]
    request.grade = request.current_grade = 1
    assert request.admission == Admission.TRANSFER
    assert "grade" not in checks.problems(request, schools(world), date(2024, 1, 20))


@pytest.mark.usefixtures("session")
def test_what_cannot_be_read_is_kept_as_typed_until_it_is_mended() -> None:
    world = make_world()
    request = draft(world, id_number="4399002017", child_name="")
    assert typed_of(request) == {"id_number": "4399002017"} and request.id_number == ""
    assert "4399002017" not in str(db.session.execute(text("SELECT typed FROM enrolment_request")).all())
    assert fill(request, {"id_number": "", "child_name": "谭小明"}, schools(world)) == ["孩子姓名"]
    assert typed_of(request), "an empty sensitive field leaves things as they are"
    fill(request, {"id_number": CHILD_ID}, schools(world))
    assert (typed_of(request), request.id_number) == ({}, CHILD_ID)
    fill(request, {"id_number": ""}, schools(world))
    assert request.id_number == CHILD_ID
    assert fill(request, {"school_1": str(world.second.id)}, schools(world)) == ["第一志愿"]
    assert fill(request, {"school_1": str(world.second.id)}, schools(world)) == []


def test_nothing_is_handed_in_without_consent_and_consent_ends_everything(session: Session) -> None:
    world, at = make_world(), clock.now()
    request = draft(world)
    with pytest.raises(filing.NotReady) as refused:
        filing.submit(request, schools(world), by=world.hr, at=at)
    assert not refused.value.readiness.consented and refused.value.readiness.problems == {}
    given_ = consent.give(request, ConsentWay.PAPER, by=world.hr, at=at)
    assert consent.give(request, ConsentWay.PAPER, by=world.hr, at=at) is given_
    assert (given_.text.number, given_.guardian_name) == (1, "李晓红")
    filing.submit(request, schools(world), by=world.hr, at=at)
    assert (request.state, request.number) == (S.PARK_REVIEW, "入学〔2023〕1号")
    assert session.get_one(Assignment, request.current_id).title == "预审入学申请：入学〔2023〕1号"
    consent.write(world.park.id, "新的文本", by=world.worker, at=at)
    assert consent.wording(world.park.id) == (2, "新的文本") and request.consent is given_
    consent.withdraw(request, by=world.hr, at=at)
    assert (request.state, request.erase_on, request.consent) == (S.CONSENT_WITHDRAWN, TODAY, None)
    assert request.current_id is None and given_.withdrawn_by_id == world.hr.id
    told = json.dumps([e.payload for e in session.query(Event)], ensure_ascii=False)
    for secret in ("谭", "李晓红", CHILD_ID, GUARDIAN_ID, "139000", "虚构路"):
        assert secret not in told


def test_papers_follow_the_policy_and_a_rule_can_ask_for_them_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    request = draft(world)
    asked = {kind.code for kind in papers.required(request, TODAY)}
    assert {"household_register", "residence_permit", "lease"} <= asked and "school_record" not in asked
    consent.give(request, ConsentWay.PAPER, by=world.hr, at=clock.now())
    assert filing.readiness(request, schools(world), TODAY).ready
    monkeypatch.setattr(filing.rules, "papers_first", lambda: True)
    found = filing.readiness(request, schools(world), TODAY)
    assert not found.ready and len(found.documents) == len(asked)


def test_brothers_and_sisters_are_found_and_doubles_shown_across_enterprises(session: Session) -> None:
    world, at = make_world(), clock.now()
    first = draft(world)
    sister = draft(world, child_name="谭小丽", id_number="", guardian_id="")
    theirs = filing.start(Filing(world.other, world.park, world.term), TEXTS, schools(world), by=world.hr2, at=at)
    session.flush()
    assert [r.id for r in queries.siblings(world.hr, first)] == [sister.id], "the same employee"
    assert queries.duplicates(first) == []
    for request, who in ((first, world.hr), (theirs, world.hr2)):
        consent.give(request, ConsentWay.PAPER, by=who, at=at)
        filing.submit(request, schools(world), by=who, at=at)
    assert [r.id for r in queries.duplicates(first)] == [theirs.id]
    assert queries.siblings(world.worker, first) == [], "the same child twice is no brother of his"
    brother = draft(world, id_number="439900201305120010", employee_name="李晓红", employee_phone="13900000009")
    assert [r.id for r in queries.siblings(world.hr, first)] == [sister.id, brother.id], "the same guardian"
    assert queries.siblings(world.hr2, theirs) == []


def test_a_signed_consent_belongs_to_its_case_and_to_paper(session: Session) -> None:
    world, at = make_world(), clock.now()
    request, online = draft(world), draft(world, id_number="")
    consent.give(request, ConsentWay.PAPER, by=world.hr, at=at)
    consent.give(online, ConsentWay.LINK, by=None, at=at)
    offered = {r.id: {p.kind.code: p for p in form_page.kinds(r)} for r in (request, online)}
    paper = offered[request.id]["consent_form"]
    assert not paper.missing and "consent_form" not in offered[online.id], "asked of nobody"
    assert "签字的告知同意书（未交）" in dict(items.options(request, TODAY)).values()
    for kind in (paper.kind, offered[request.id]["household_register"].kind):
        scan = prepare_sealed(FileStorage(io.BytesIO(b"%PDF-1.7 " + kind.code.encode()), "a.pdf"), kind.name)
        papers.add(request, kind, scan, by=world.hr, at=at)
    session.flush()
    assert [kind.code for kind, _file in carrying.prepare(request)] == ["household_register"], "next year: a new one"
    assert "签字的告知同意书" in dict(items.options(request, TODAY)).values()


def test_a_draft_can_be_deleted_and_a_submitted_case_withdrawn(session: Session) -> None:
    world, at = make_world(), clock.now()
    request, gone = draft(world), draft(world)
    filing.discard(gone, by=world.hr, at=at)
    consent.give(request, ConsentWay.LINK, by=None, at=at)
    filing.submit(request, schools(world), by=None, at=at)
    with pytest.raises(ValueError, match="draft"):
        filing.discard(request, by=world.hr, at=at)
    filing.withdraw(request, "员工已离职", by=world.hr, at=at)
    assert (request.state, request.current_id, request.closed_at) == (S.WITHDRAWN, None, at)
    assert [r.id for r in session.query(EnrolmentRequest)] == [request.id]


def test_everyone_sees_what_is_his_and_nothing_else(session: Session) -> None:
    world, at = make_world(), clock.now()
    request = draft(world)

    def seen() -> set[Any]:
        people = ("hr", "hr2", "worker", "clerk", "teacher", "teacher2")
        return {who for who in people if queries.find(getattr(world, who), request.id)}

    assert seen() == {"hr"}
    consent.give(request, ConsentWay.PAPER, by=world.hr, at=at)
    filing.submit(request, schools(world), by=world.hr, at=at)
    assert seen() == {"hr", "worker"}
    request.accepted_at = at
    session.flush()
    assert seen() == {"hr", "worker", "clerk"}
    request.school_id = world.school.id
    session.flush()
    assert seen() == {"hr", "worker", "clerk"}, "a school sees nobody before he is placed"


@pytest.mark.usefixtures("session")
def test_words_are_read_whatever_the_width_of_their_signs_and_names_keep_theirs() -> None:
    world = make_world()
    request = draft(
        world, residence="租住(无房无户)", child_name="阿依古丽·买买提（虚构）", employee_phone="１３９００００００01"
    )
    assert (request.residence, request.child_name) == (Residence.NEITHER, "阿依古丽·买买提（虚构）")
    assert request.employee_phone == "13900000001"
