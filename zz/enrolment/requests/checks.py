"""What stands in the way of handing a request in: what is unreadable, missing, contradicting, or against a rule.

Each problem is one sentence beside its field, with the rule's own words where it is a rule.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from zz import rules
from zz.enrolment import ages
from zz.enrolment.models import Term
from zz.enrolment.requests import identity
from zz.enrolment.requests.fields import LABELS, RANKS, Schools, read
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.typed import typed_of
from zz.enrolment.vocabulary import Admission, grade_label, is_entry, is_final
from zz.sheets.values import CellError

Found = Iterator[tuple[str, str]]
Check = Callable[[EnrolmentRequest, Schools, date], Found]
ALWAYS = (
    "employee_name", "employee_phone", "staff_group", "residence", "child_name", "sex", "id_number", "birth_date",
    "grade", "guardian_name", "relation", "guardian_id", "guardian_phone", "address",
)  # fmt: skip
CHOSEN = frozenset({"staff_group", "residence", "sex", "grade", "current_grade", "relation"})
TRANSFER = ("registry_no", "current_school", "current_grade")


def problems(request: EnrolmentRequest, schools: Schools, on: date) -> dict[str, str]:
    """Return the first sentence for each field that is not right, in the order of the form."""
    return _ordered(request, schools, on, (_unreadable, _missing, *RULES))


def faults(request: EnrolmentRequest, schools: Schools, on: date) -> dict[str, str]:
    """Return what is wrong with what is there, leaving out what is still to be filled in."""
    return _ordered(request, schools, on, (_unreadable, *RULES))


def slips(request: EnrolmentRequest, schools: Schools, on: date) -> dict[str, str]:
    """Return what was mistyped: what cannot be read, and what contradicts itself; rules are another's to explain."""
    return _ordered(request, schools, on, (_unreadable, _contradicting))


def _ordered(request: EnrolmentRequest, schools: Schools, on: date, checks: Iterable[Check]) -> dict[str, str]:
    found: dict[str, str] = {}
    for check in checks:
        for key, sentence in check(request, schools, on):
            found.setdefault(key, sentence)
    return {key: found[key] for key in LABELS if key in found}


def _unreadable(request: EnrolmentRequest, schools: Schools, _on: date) -> Found:
    for key, text in typed_of(request).items():
        try:
            read(key, text, schools)
        except CellError as error:
            yield key, error.text


def _missing(request: EnrolmentRequest, _schools: Schools, _on: date) -> Found:
    for key in ALWAYS if request.admission != Admission.TRANSFER else (*ALWAYS, *TRANSFER):
        if getattr(request, key) in (None, ""):
            yield key, f"{'请选择' if key in CHOSEN else '请填写'}{LABELS[key]}"
    if not request.accept_any and not request.preferences:
        yield "school_1", "请至少选一所志愿学校，或勾选“服从统筹安排”"


def _contradicting(request: EnrolmentRequest, _schools: Schools, _on: date) -> Found:
    if request.id_number:
        said = identity.what_it_says(request.id_number)
        if request.birth_date and request.birth_date != said.birth_date:
            day = said.birth_date
            yield "birth_date", f"与身份证号不一致：身份证号上是 {day.year}年{day.month}月{day.day}日"
        if request.sex and request.sex != said.sex:
            yield "sex", f"与身份证号不一致：身份证号上是{said.sex.label}"
        if request.registry_no and request.registry_no != f"G{request.id_number}":
            yield "registry_no", "学籍号应为 G 加孩子本人的身份证号，两处对不上"
    if request.guardian_id and request.guardian_id == request.id_number:
        yield "guardian_id", "监护人和孩子的身份证号相同，请核对"


def _age(request: EnrolmentRequest, _schools: Schools, on: date) -> Found:
    term = request.term
    if request.birth_date and request.birth_date > on:
        yield "birth_date", "出生日期在今天之后，请核对"
    elif request.grade == 1 and request.birth_date and not ages.old_enough(request.birth_date, term.school_year):
        yield "birth_date", f"未到入学年龄：{ages.sentence(term.school_year)}"


def expected_grade(request: EnrolmentRequest, on: date) -> int | None:
    """Return the grade that a child at school is in in the term: the next, where its school year is yet to come."""
    if request.current_grade is None:
        return None
    term = request.term
    moves_up = term.first_of_year and on < term.starts_on
    return request.current_grade + 1 if moves_up else request.current_grade


def _transfer(request: EnrolmentRequest, _schools: Schools, on: date) -> Found:
    grade, term = request.grade, request.term
    if grade is None or grade < 1:
        return
    goes_on = request.admission == Admission.TRANSFER
    if _holds("not_first_term_of_entry") and term.first_of_year and is_entry(grade) and request.current_grade == grade:
        yield "grade", f"起始年级第一学期不办转学：孩子已在{grade_label(grade)}就读，请在下学期申请"
    elif _holds("not_last_term_of_final") and goes_on and is_final(grade) and not term.first_of_year:
        yield "grade", f"毕业年级最后一学期不办转学：{grade_label(grade)}下学期不接收转入"
    elif goes_on and _holds("not_mid_term") and _mid_term(term, on):
        yield "grade", f"学期中途不办转学：{term.name}已于{term.collect_to.month}月{term.collect_to.day}日截止收件"
    elif goes_on and (expected := expected_grade(request, on)) is not None and expected != grade:
        yield "grade", f"转学须转入相同年级：按现就读年级应申请{_grade_words(expected)}"


def _grade_words(grade: int) -> str:
    try:
        return grade_label(grade)
    except KeyError:
        return "下一学段的起始年级"


def _holds(rule: str) -> bool:
    return bool(rules.value(f"enrolment.transfer.{rule}"))


def _mid_term(term: Term, on: date) -> bool:
    return max(term.starts_on, term.collect_to) < on <= term.ends_on


def _preferences(request: EnrolmentRequest, schools: Schools, _on: date) -> Found:
    seen: set[int] = set()
    for preference in sorted(request.preferences, key=lambda p: p.rank):
        key, school = f"school_{preference.rank}", schools.get(preference.school_id)
        if preference.rank not in RANKS:
            continue
        if preference.school_id in seen:
            yield key, "这所学校已在前面的志愿里，请换一所或留空"
        elif school is None or not school.active:
            yield key, "这所学校已停用，请另选"
        elif request.grade is not None and request.grade not in school.grades:
            yield key, f"{school.name}没有{grade_label(request.grade)}，请另选"
        seen.add(preference.school_id)


RULES: tuple[Check, ...] = (_contradicting, _age, _transfer, _preferences)
