"""The words of enrolment: stages and grades, groups of staff, where a family lives, kinds of schools.

A grade is a whole number: 1–12 as everywhere, and −2, −1, 0 for the three years of a kindergarten (小班、中班、大班).
`FIRST_GRADE[stage]` and `LAST_GRADE[stage]` bound a stage; `grade_label`, `stage_of`, `is_entry`, `is_final` and
`admission` read a grade. Entry grades are the first of each stage; any other grade is 转学插班.
"""

from zz.labels import LabelledEnum


class Stage(LabelledEnum):
    """学段."""

    PRESCHOOL = "preschool", "学前"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"

    @property
    def grades(self) -> range:
        """The grades of the stage."""
        return range(FIRST_GRADE[self], LAST_GRADE[self] + 1)


FIRST_GRADE = {Stage.PRESCHOOL: -2, Stage.PRIMARY: 1, Stage.JUNIOR: 7, Stage.SENIOR: 10}
LAST_GRADE = {Stage.PRESCHOOL: 0, Stage.PRIMARY: 6, Stage.JUNIOR: 9, Stage.SENIOR: 12}
LOWEST, HIGHEST = FIRST_GRADE[Stage.PRESCHOOL], LAST_GRADE[Stage.SENIOR]
ALL_GRADES = range(LOWEST, HIGHEST + 1)
GRADE_LABELS = dict(
    zip(
        ALL_GRADES,
        (
            *("幼儿园小班", "幼儿园中班", "幼儿园大班"),
            *("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"),
            *("高一", "高二", "高三"),
        ),
        strict=True,
    )
)


class Admission(LabelledEnum):
    """How a child comes in: at the first grade of a stage, or into a grade that is going on."""

    ENTRY = "entry", "起始年级入学"
    TRANSFER = "transfer", "转学插班"


class StaffGroup(LabelledEnum):
    """Groups of staff, each with policies of its own."""

    ORDINARY = "ordinary", "普通员工"
    ENTREPRENEUR = "entrepreneur", "企业家"
    EXECUTIVE = "executive", "高管"
    TALENT = "talent", "高技术人才"


class Residence(LabelledEnum):
    """What a family has where it wants to enrol: a home of its own (房), the household register (户)."""

    HOME_AND_REGISTER = "home_and_register", "有房有户"
    REGISTER = "register", "无房有户"
    HOME = "home", "有房无户"
    NEITHER = "neither", "租住（无房无户）"


class Ownership(LabelledEnum):
    """办学性质."""

    PUBLIC = "public", "公办"
    PRIVATE = "private", "民办"


class Season(LabelledEnum):
    """Which term of a school year: it begins in autumn."""

    AUTUMN = "autumn", "秋季"
    SPRING = "spring", "春季"


def is_grade(grade: int) -> bool:
    """Tell whether `grade` is one."""
    return grade in ALL_GRADES


def stage_of(grade: int) -> Stage:
    """Return the stage of a grade; KeyError: it is none."""
    for stage in Stage:
        if grade in stage.grades:
            return stage
    raise KeyError(grade)


def grade_label(grade: int) -> str:
    """Return a grade in words: 一年级, 高一, 幼儿园小班."""
    return GRADE_LABELS[grade]


def is_entry(grade: int) -> bool:
    """Tell whether a stage begins with this grade (1, 7, 10; 小班)."""
    return grade in FIRST_GRADE.values()


def is_final(grade: int) -> bool:
    """Tell whether a stage ends with this grade (6, 9, 12; 大班)."""
    return grade in LAST_GRADE.values()


def admission(grade: int) -> Admission:
    """Return how a child enters this grade; a kindergarten takes children into any of its grades."""
    return Admission.ENTRY if is_entry(grade) or grade <= LAST_GRADE[Stage.PRESCHOOL] else Admission.TRANSFER


def grade_options(first: int = 1, last: int = HIGHEST) -> list[tuple[str, str]]:
    """Return (value, label) of the grades from `first` to `last`: for a form."""
    return [(str(grade), GRADE_LABELS[grade]) for grade in range(first, last + 1)]
