"""What goes on at the demo's enrolment desk: questions with answers, what is published of them, activities."""

from collections.abc import Iterable
from datetime import date

from zz.accounts.models import Unit, User
from zz.demo.county import County
from zz.demo.telling import when
from zz.enrolment.activities import operations as activities
from zz.enrolment.activities import queries
from zz.enrolment.activities.models import Activity
from zz.enrolment.activities.vocabulary import ActivityKind
from zz.enrolment.questions import operations as questions
from zz.enrolment.questions.vocabulary import Topic

PARK = "茶陵经济开发区"
FAQS = (
    (
        Topic.QUALIFICATION, "孩子 2017 年 9 月 1 日出生，2023 年秋季能上一年级吗？",
        "不能。入读一年级须在当年 8 月 31 日（含）以前满六周岁，可以先在幼儿园大班就读，2024 年秋季再申请。",
    ),
    (
        Topic.DOCUMENTS, "租房住的员工要交哪些住所材料？",
        "交在有效期内的租赁合同和监护人一方的居住证。租赁合同没有备案的，请到住房所在社区补办备案后再交。",
    ),
    (
        Topic.TRANSFER, "八年级学期中间能转进来吗？",
        "不能。学期中途不办转学，转学只能转入相同年级。请在下一个学期的收集期内申报，并请原学校出具学籍证明。",
    ),
    (
        Topic.DATES, "申报以后多久能知道结果？",
        "园区预审 5 个工作日，教育局审核 10 个工作日，审核通过后按公布的顺序和志愿依次安排，公示期内可以提出异议。",
    ),
)  # fmt: skip


def load(county: County) -> None:
    """Tell it within the current transaction, each act at its minute."""
    _questions(county)
    _activities(county)


def _firm(county: County, who: str) -> tuple[User, Unit]:
    user = county.users[who]
    return user, next(m.unit for m in user.memberships)


def _questions(county: County) -> None:
    park, group = county.units[PARK], county.users["workgroup"]
    for number, (topic, asked, answered) in enumerate(FAQS):
        questions.publish(park.id, topic, asked, answered, by=group, at=when(f"5-{8 + number} 9:30"))
    hr, firm = _firm(county, "hr")
    rival, other = _firm(county, "hr2")
    first = questions.ask(
        park, firm, Topic.DOCUMENTS, "新聘的技术高管 7 月才到岗，交不出一年的工资流水，用什么代替？", by=hr,
        at=when("9-1 10:20"),
    )  # fmt: skip
    questions.answer(
        first, "到岗不满一年的，交聘书、劳动合同和到岗以来的工资流水，企业在申报表上注明到岗日期并盖章。", by=group,
        at=when("9-4 15:10"),
    )  # fmt: skip
    questions.ask(
        park, firm, Topic.SCHOOLS, "园区公寓二期属于哪所学校的服务区？住在这里的孩子一年级还有学位吗？", by=hr,
        at=when("9-12 9:40"),
    )  # fmt: skip
    questions.ask(
        park, other, Topic.TRANSFER, "有位员工的孩子在长沙读三年级，想下学期转过来，现在要准备什么？", by=rival,
        at=when("9-13 16:05"),
    )  # fmt: skip
    taken_back = questions.ask(
        park, other, Topic.DATES, "今年的申请什么时候截止？", by=rival, at=when("9-6 11:00")
    )  # fmt: skip
    questions.withdraw(taken_back, by=rival, at=when("9-6 11:30"))


SUMMER = {
    "kind": ActivityKind.SUMMER, "title": "暑期科技营", "place": "园区职工之家", "hours": "周一至周五上午",
    "starts_on": date(2023, 7, 17), "ends_on": date(2023, 7, 28), "sign_up_by": date(2023, 7, 14), "places": 30,
    "first_grade": 1, "last_grade": 6, "detail": "机器人、航模和科学实验，午餐自理。",
}  # fmt: skip
TUTORING = {
    "kind": ActivityKind.TUTORING, "title": "周三、周五作业辅导", "place": "园区公寓二期活动室",
    "hours": "17:30—19:00", "starts_on": date(2023, 9, 6), "ends_on": date(2023, 12, 29),
    "sign_up_by": date(2023, 9, 29), "places": 3, "first_grade": 1, "last_grade": 6,
    "detail": "高校志愿者辅导作业，家长按时接送。",
}  # fmt: skip
OPEN_DAY = {
    "kind": ActivityKind.OTHER, "title": "国庆亲子开放日", "place": "茶陵经开区展厅", "hours": "9:00—11:30",
    "starts_on": date(2023, 10, 2), "ends_on": date(2023, 10, 2), "sign_up_by": date(2023, 9, 27), "places": 60,
    "first_grade": -2, "last_grade": 9, "detail": "参观生产线，家长和孩子一起参加。",
}  # fmt: skip


def _activities(county: County) -> None:
    """One over with its attendance, one that is full with a waiting list, one still a draft."""
    park, group = county.units[PARK], county.users["workgroup"]
    summer = activities.save(None, SUMMER, park_id=park.id, by=group, at=when("6-26 9:00"))
    activities.publish(summer, by=group, at=when("6-26 9:20"))
    _sign_up(county, summer, "7-3 10:00", "hr", (("小安", 3), ("天天", 5)))
    _sign_up(county, summer, "7-5 15:30", "hr2", (("乐乐", 2),))
    ids = [child.sign_up.id for child in queries.signed_up(group, summer)]
    for day, present in (("7-17", ids), ("7-19", ids[:2]), ("7-24", ids[1:])):
        at = when(f"{day} 11:40")
        activities.attend(summer, at.date(), present, by=group, at=at)
    tutoring = activities.save(None, TUTORING, park_id=park.id, by=group, at=when("8-28 10:00"))
    activities.publish(tutoring, by=group, at=when("8-28 10:30"))
    _sign_up(county, tutoring, "8-30 9:10", "hr", (("小安", 4), ("天天", 6)))
    _sign_up(county, tutoring, "9-1 14:20", "hr2", (("乐乐", 3), ("可可", 1)))
    activities.save(None, OPEN_DAY, park_id=park.id, by=group, at=when("9-13 17:00"))


def _sign_up(county: County, activity: Activity, at: str, who: str, children: Iterable[tuple[str, int]]) -> None:
    by, firm = _firm(county, who)
    for name, grade in children:
        activities.sign_up(activity, firm, name, grade, by=by, at=when(at))
