"""What goes on at the demo's enrolment desk: questions with answers, what is published of them, activities."""

from zz.accounts.models import Unit, User
from zz.demo.county import County
from zz.demo.telling import when
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
