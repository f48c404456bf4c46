"""Rules of filing: whether papers come first, links for parents, reasons to take a request back, its number."""

from functools import partial

from zz import rules
from zz.accounts.roles import Permission
from zz.numbering import PATTERNS
from zz.rules import Kind, value

define = partial(rules.define, permission=Permission.ENROLMENT_MANAGE)

GROUP = "子女就学"
PAPERS_FIRST = define(
    "enrolment.papers_first", "材料上传齐全后才能提交", GROUP, Kind.BOOL, False,
    help="否：可以先提交，缺的材料在预审时补正。",
)  # fmt: skip
LINKS = define(
    "enrolment.link.allowed", "允许家长通过链接填写", GROUP, Kind.BOOL, True,
    help="关闭后，已发出的链接立即失效。",
)  # fmt: skip
LINK_DAYS = define(
    "enrolment.link.days", "家长填写链接几天内有效", GROUP, Kind.INT, 3, unit="天", minimum=1, maximum=14
)
WITHDRAWAL_REASONS = define(
    "enrolment.withdrawal_reasons", "撤回申请的理由", GROUP, Kind.LIST,
    ["员工已离职", "家庭已自行联系学校", "信息有误，重新申报", "暂不入学"],
)  # fmt: skip
PATTERNS["enrolment"] = define(
    "enrolment.number", "入学申请编号", GROUP, Kind.TEXT, "入学〔{year}〕{n}号", help="{year} 为年份，{n} 为序号。"
)


def papers_first() -> bool:
    """Tell whether all papers must be there before a request is handed in."""
    return bool(value(PAPERS_FIRST.key))


def links_allowed() -> bool:
    """Tell whether parents may fill in by a link."""
    return bool(value(LINKS.key))


def link_days() -> int:
    """Return how many days a link lasts."""
    return int(value(LINK_DAYS.key))


def withdrawal_reasons() -> list[str]:
    """Return the reasons to choose from."""
    return [str(line) for line in value(WITHDRAWAL_REASONS.key)]
