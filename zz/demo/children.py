"""The requests of the demo: 78 handed in by 63 employees this term, 497 since the desk began, two being filled in.

Every child, guardian and employee is invented and says so in the name. The ID numbers are right by their check digit,
but begin with 4399, which is no area: nobody has them.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from stdnum.cn import ric
from werkzeug.datastructures import FileStorage

from zz.accounts.models import Unit, User
from zz.clock import SHANGHAI
from zz.db import db, table_of
from zz.demo.county import County
from zz.demo.enrolment import PARK
from zz.demo.telling import picture
from zz.enrolment.models import School, Term
from zz.enrolment.privacy import readings
from zz.enrolment.requests import consent, filing, papers, schooling
from zz.enrolment.requests.filing import Filing
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.typed import derive
from zz.enrolment.requests.vocabulary import ConsentWay, Relation, RequestState, Sex
from zz.enrolment.review import operations as review
from zz.enrolment.review import places
from zz.enrolment.vocabulary import Residence, Season, StaffGroup
from zz.files.operations import prepare_sealed

MARK = "（虚构）"
SURNAMES = "谭陈刘李尹段彭罗周黄龙颜"
GIVEN = ("子涵", "雨桐", "浩然", "梓萱", "宇轩", "诗琪", "俊杰", "欣怡", "明哲", "若曦", "天佑", "思远", "嘉怡", "博文")
GROWN = ("建军", "秋生", "海燕", "志强", "小红", "国平", "丽华", "爱民", "春梅", "新华", "卫东")
STREETS = ("园区公寓一期", "园区公寓二期", "炎帝路", "洣江街道", "云阳街道")
NOW = datetime(2023, 9, 14, 8, 0, tzinfo=SHANGHAI)
GROUPS = (StaffGroup.ORDINARY,) * 7 + (StaffGroup.TALENT, StaffGroup.EXECUTIVE, StaffGroup.ENTREPRENEUR)
# Of hr's enterprise: grade, which child of the employee before, and what has happened.
OWN: tuple[tuple[int, bool, str], ...] = (
    (1, False, ""), (3, False, ""), (1, False, "submit"), (5, True, "submit"), (1, False, "submit ask"),
    (2, False, "submit accept"), (7, True, "submit accept"), (4, False, "submit accept ask"),
    (1, False, "submit accept pass"), (8, False, "submit accept pass coordinate"),
    (1, False, "submit accept pass place"),
    (3, False, "submit accept pass place school_confirm"), (2, True, "submit accept pass place school_confirm lapse"),
    (1, False, "submit accept pass place school_confirm confirm"), (6, False, "submit decline"),
    (1, False, "submit accept pass place school_confirm decline_offer"),
)  # fmt: skip
WITH_PAPERS, TWICE, ON_PAPER = (3, 5, 8), 2, 3
OTHERS = (
    *["submit"] * 8, *["submit accept"] * 9, *["submit accept pass"] * 25, *["submit accept pass place"] * 8,
    *["submit accept pass place school_confirm"] * 5, *["submit accept pass place school_confirm confirm"] * 6,
    *["submit"] * 2,
)  # fmt: skip
BEFORE = ((2021, Season.AUTUMN, 112), (2022, Season.SPRING, 56), (2022, Season.AUTUMN, 158), (2023, Season.SPRING, 93))


def id_number(born: date, order: int, sex: Sex) -> str:
    """Return an ID number that nobody has: right by its check digit, of an area that does not exist."""
    stem = f"439900{born:%Y%m%d}{order % 450 * 2 + (sex == Sex.MALE):03d}"
    return stem + str(ric.calc_check_digit(f"{stem}0"))


@dataclass(frozen=True)
class Desk:
    """Whom the children's cases pass through."""

    park: Unit
    term: Term
    schools: dict[int, School]
    worker: User
    clerk: User

    def school(self, grade: int, order: int) -> School:
        """Return a school with this grade."""
        fitting = [s for s in self.schools.values() if grade in s.grades]
        return fitting[order % len(fitting)]


def person(order: int) -> dict[str, Any]:
    """Return an employee with guardian, the same for the same number."""
    surname = SURNAMES[order % len(SURNAMES)]
    born = date(1984 + order % 9, order % 12 + 1, order % 28 + 1)
    return {
        "employee_name": f"{surname}{GROWN[order % len(GROWN)]}{MARK}", "employee_phone": f"1390000{order:04d}",
        "staff_group": GROUPS[order % len(GROUPS)], "residence": list(Residence)[order % 4],
        "guardian_name": f"{surname}{GROWN[order % len(GROWN)]}{MARK}",
        "relation": Relation.FATHER, "guardian_id": id_number(born, order, Sex.MALE),
        "guardian_phone": f"1390000{order:04d}", "address": f"茶陵县{STREETS[order % len(STREETS)]}{order % 30 + 1}号",
    }  # fmt: skip


def child(order: int, employee: int, grade: int, year: int) -> dict[str, Any]:
    """Return a child of an employee, old enough for the grade."""
    sex = Sex.MALE if order % 2 else Sex.FEMALE
    born = date(year - 6 - grade + 1, order % 8 + 1, order % 27 + 1)
    number = id_number(born, order, sex)
    goes = grade not in (1, 7, 10)
    return {
        "child_name": f"{SURNAMES[employee % len(SURNAMES)]}{GIVEN[order % len(GIVEN)]}{MARK}", "sex": sex,
        "id_number": number, "birth_date": born, "registry_no": f"G{number}" if goes else "",
        "current_school": "外地小学（虚构）" if goes else "", "current_grade": grade if goes else None, "grade": grade,
        "accept_any": order % 3 != 0, "together": order % 4 == 0,
    }  # fmt: skip


def load(county: County) -> None:
    """Add the cases of this term and of those before, within the current transaction."""
    park = county.units[PARK]
    schools = schooling.schools(park.root_id)
    (term,) = schooling.terms(park.root_id, NOW.date())
    desk = Desk(park, term, schools, county.users["workgroup"], county.users["edu"])
    firms = [u for u in county.units.values() if u.kind == "enterprise" and u.root_id == park.root_id]
    hr = county.users["hr"]
    own = hr.memberships[0].unit
    employee = 0
    for order, (grade, same, story) in enumerate(OWN):
        employee += not same
        request = _begun(desk, own, order, employee, grade, hr)
        if order in WITH_PAPERS:
            _bring(request, hr)
        tell(request, story, desk, hr)
        if order in WITH_PAPERS:
            _read(request, desk)
    twice, hr2 = OWN[TWICE][0], county.users["hr2"]  # the mother's employer has filed the child too
    tell(_begun(desk, hr2.memberships[0].unit, TWICE, 303, twice, hr2), "submit", desk, hr2)
    others = [firm for firm in firms if firm.id != own.id]
    for n, story in enumerate(OTHERS):
        order, grade = len(OWN) + n, (1, 1, 2, 3, 1, 7, 4, 1, 5, 8)[n % 10]
        employee += n % 5 != 4
        by = desk.worker if n == ON_PAPER else None
        tell(_begun(desk, others[employee % len(others)], order, employee, grade, by), story, desk, by)
    _earlier(desk, firms)


def _bring(request: EnrolmentRequest, by: User) -> None:
    """Hand in the first papers that are asked for, and the consent that was signed on paper."""
    signed = [kind for kind in papers.kinds() if papers.of_consent(request, kind)]
    for kind in [*papers.required(request, NOW.date())[:3], *signed]:
        scan = FileStorage(io.BytesIO(picture(kind.id)), f"{kind.name}.jpg")
        papers.add(request, kind, prepare_sealed(scan, kind.name), by=by, at=NOW - timedelta(days=8))


def _read(request: EnrolmentRequest, desk: Desk) -> None:
    """Let whoever reviews it open the case, for a reason: 谁看过."""
    at = NOW - timedelta(days=6, minutes=request.id)
    readings.open_case(request, "核对申请材料", by=desk.worker, at=at)
    readings.note(request, ["材料：户口簿"], "核对申请材料", by=desk.worker, at=at + timedelta(minutes=2))
    if request.accepted_at:
        readings.open_case(request, "审核入学资格", by=desk.clerk, at=at + timedelta(days=2))


def _begun(desk: Desk, firm: Unit, order: int, employee: int, grade: int, by: User | None) -> EnrolmentRequest:
    at = NOW - timedelta(days=9, minutes=order)
    filed = Filing(firm, desk.park, desk.term, paper=by is desk.worker)
    request = filing.start(filed, {}, desk.schools, by=by, at=at)
    values = {**person(employee), **child(order, employee, grade, desk.term.school_year)}
    for key, value in values.items():
        setattr(request, key, value)
    first, second = desk.school(grade, order), desk.school(grade, order + 1)
    texts = {"school_1": str(first.id), "school_2": str(second.id) if second is not first else ""}
    filing.keep(request, texts, desk.schools, by=by, at=at)
    return request


def tell(request: EnrolmentRequest, story: str, desk: Desk, by: User | None) -> None:
    """Let happen to a request what its story says, a working day or two apart."""
    steps = story.split()
    if not steps:
        _half_filled(request, desk)
        return
    consent.give(request, ConsentWay.PAPER, by=by, at=NOW - timedelta(days=8))
    for n, step in enumerate(steps):
        at = NOW - timedelta(days=8) + timedelta(hours=26 * n, minutes=request.id % 50)
        ACTS[step](request, desk, at)


def _half_filled(request: EnrolmentRequest, desk: Desk) -> None:
    """Leave a draft as somebody left it: one with a digit too few, the other without its guardian."""
    texts = {"id_number": "43990020170"} if request.grade == 1 else {"guardian_name": "", "school_1": ""}
    if request.grade == 1:
        request.id_number = request.registry_no = ""
    filing.keep(request, texts, desk.schools, by=None, at=NOW - timedelta(days=1))


Act = Callable[[EnrolmentRequest, Desk, datetime], None]


def _submit(request: EnrolmentRequest, desk: Desk, at: datetime) -> None:
    filing.submit(request, desk.schools, by=request.filed_by, at=at)


def _ask(request: EnrolmentRequest, desk: Desk, at: datetime) -> None:
    kinds = papers.required(request, at.date())[:2]
    by = desk.clerk if request.accepted_at else desk.worker
    keys, labels = [f"paper:{kind.code}" for kind in kinds], [kind.name for kind in kinds]
    review.ask_correction(request, keys, labels, "请拍清楚四个角", by=by, at=at)


def _place(request: EnrolmentRequest, desk: Desk, at: datetime) -> None:
    offered = [place for place in places.of_request(request) if not place.full]
    best = min(offered, key=lambda place: (place.over_size, place.wish or 9, place.school.id))
    review.place(request, best.school.id, "随班就读，学校同意增补" if best.over_size else "", by=desk.clerk, at=at)


ACTS: dict[str, Act] = {
    "submit": _submit,
    "accept": lambda r, d, at: review.accept(r, by=d.worker, at=at),
    "pass": lambda r, d, at: review.pass_(r, by=d.clerk, at=at),
    "place": _place,
    "school_confirm": lambda r, d, at: review.school_confirm(r, by=d.clerk, at=at),
    "confirm": lambda r, d, at: review.confirm(r, by=r.filed_by or d.worker, at=at),
    "ask": _ask,
    "decline": lambda r, d, at: review.decline(r, "监护人不在园区企业在职", "", by=d.worker, at=at),
    "decline_offer": lambda r, d, at: review.decline_offer(r, "已自行联系学校", "", by=r.filed_by or d.worker, at=at),
    "coordinate": lambda r, d, at: review.coordinate(r, "志愿学校本年级没有学位", by=d.clerk, at=at),
    "lapse": lambda r, d, at: review.lapse(r, at=at),
}  # fmt: skip


def _earlier(desk: Desk, firms: list[Unit]) -> None:
    """Add the cases of earlier terms, which have all ended; set-based, as there are hundreds."""
    rows: list[dict[str, Any]] = []
    for year, season, count in BEFORE:
        term = _term(desk, year, season)
        for n in range(count):
            order = 200 + len(rows)
            rows.append(_ended(desk, term, firms[order % len(firms)], order, n))
    db.session.execute(insert(table_of(EnrolmentRequest)), rows)


def _term(desk: Desk, year: int, season: Season) -> Term:
    found = db.session.query(Term).filter_by(root_id=desk.park.root_id, year=year, season=season).one_or_none()
    if found is not None:
        return found
    autumn = season == Season.AUTUMN
    starts = date(year, 9, 1) if autumn else date(year, 2, 14)
    ends = date(year + 1, 1, 20) if autumn else date(year, 7, 5)
    days = [starts - timedelta(days=n) for n in (90, 40, 30, 20, 2, 1)]
    term = Term(
        root_id=desk.park.root_id, year=year, season=season, starts_on=starts, ends_on=ends, collect_from=days[0],
        collect_to=days[1], review_by=days[2], result_on=days[3], arrival_from=days[4], arrival_to=days[5],
    )  # fmt: skip
    db.session.add(term)
    db.session.flush()
    return term


def _ended(desk: Desk, term: Term, firm: Unit, order: int, n: int) -> dict[str, Any]:
    grade = (1, 7, 1, 2, 1, 3, 10, 4, 1, 8)[n % 10]
    closed = datetime.combine(term.arrival_to, NOW.time(), tzinfo=SHANGHAI)
    request = EnrolmentRequest(
        enterprise_id=firm.id, **person(order), **child(order, order, grade, term.school_year)
    )  # fmt: skip
    derive(request)
    arrived = n % 16 != 15
    columns = {c.key: getattr(request, c.key) for c in table_of(EnrolmentRequest).columns if c.key != "id"}
    return columns | {
        "number": f"入学〔{term.collect_from.year}〕{1000 + order}号", "park_id": desk.park.id, "term_id": term.id,
        "state": RequestState.ARRIVED if arrived else RequestState.OFFER_DECLINED, "paper": False, "needs_talk": False,
        "school_id": desk.school(grade, n).id if arrived else None, "created_at": closed - timedelta(days=60),
        "submitted_at": closed - timedelta(days=58), "accepted_at": closed - timedelta(days=50), "closed_at": closed,
        "version": 1,
    }  # fmt: skip
