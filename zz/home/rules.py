"""Rules of the first page."""

from zz.rules import Kind, define

FIRST_DAYS = define(
    "home.first_days", "首页“新变红”首次列出最近几天的", "首页", Kind.INT, 7, unit="天", minimum=1, maximum=90,
    help="点过“全部已阅”以后，从那一刻算起。",
)  # fmt: skip
