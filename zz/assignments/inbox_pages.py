"""What the inbox page holds, gathered in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.assignments import holders, queries
from zz.assignments.cards import level_name
from zz.assignments.models import Card
from zz.assignments.policy import keys
from zz.assignments.queries import Box, InboxFilter
from zz.assignments.rows import InboxRow, rows
from zz.assignments.subjects import kinds
from zz.web import Page, menu, paginate

PATH, CARDS = "/inbox", "cards"
ALWAYS = {Box.TO_SIGN, Box.IN_PROGRESS, Box.TO_VERIFY, Box.TO_APPROVE, Box.CLIMBED, Box.ISSUED, Box.FOLLOWED}
FIRST = (Box.TO_SIGN, Box.TO_ASSIGN, Box.TO_VERIFY, Box.TO_APPROVE, Box.IN_PROGRESS, Box.CLIMBED, Box.ISSUED)
EMPTY = {
    Box.TO_ASSIGN: ("没有待交办的事项", "专员、业主反映的问题会先到这里，由您确定承办单位和期限。"),
    Box.TO_SIGN: ("没有待签收的事项", "新的交办会出现在这里，请在 1 个工作日内签收。"),
    Box.IN_PROGRESS: ("没有正在办理的事项", "签收后的事项在这里，办完后提交办理结果。"),
    Box.TO_VERIFY: ("没有待核验的事项", "承办单位提交办理结果后，会请您核验。"),
    Box.TO_APPROVE: ("没有待审批的事项", "转段、延期等申请会出现在这里。"),
    Box.CLIMBED: ("没有提级到您的事项", "逾期 7 个工作日或第二张黄牌的事项会提级到这里。"),
    Box.ISSUED: ("您没有正在跟踪的交办", "您交办出去、还没有销号的事项在这里。"),
    Box.FOLLOWED: ("没有关注的事项", "在事项页面点“关注”，就能在这里看到它的进展。"),
}


@dataclass(frozen=True)
class Tab:
    """A compartment as a tab."""

    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True)
class InboxPage:
    """The page: compartments with counts, the rows of one, the cards that wait to be issued."""

    filter: InboxFilter
    tabs: list[Tab]
    page: Page[InboxRow]
    cards: list[Card]
    card_holders: dict[str, str]
    card_levels: dict[int, str]
    why_empty: str
    what_to_do: str
    lists: list[tuple[str, str]]


def lists_of(user: User) -> list[tuple[str, str]]:
    """Return (label, address) of the lists of all subjects that the reader may open."""
    found = [(kind.label, kind.index(user)) for kind in kinds() if kind.index]
    return [(f"全部{label}", address) for label, address in found if address]


def count(user: User, today: date) -> tuple[dict[Box, int], int]:
    """Return how many lie in each compartment, and how many cards wait (one query, with the bubbles of the menu)."""
    found = menu.counted({**queries.counting(user, today), CARDS: queries.cards_waiting(user, today)})
    return {box: found[box.value] for box in Box}, found[CARDS]


def parse(args: Mapping[str, str], counts: Mapping[Box, int], user: User) -> InboxFilter:
    """Return the filter of an address; without a compartment it is the first that waits for the reader.

    To a leader come the matters that have climbed; the rest is for whoever works on it.
    """
    asked = args.get("box", "")
    known = {box.value: box for box in Box}
    leads = bool(user.roles & {Role.LEADER, Role.MAIN_LEADER})
    order = (Box.TO_SIGN, Box.CLIMBED, *FIRST) if leads else FIRST
    box = known.get(asked) or next((b for b in order if counts[b]), Box.CLIMBED if leads else Box.TO_SIGN)
    return InboxFilter(box, args.get("q", "").strip()[:64], args.get("overdue") == "1")


def url(box: Box, **extra: str) -> str:
    """Return the address of a compartment."""
    return f"{PATH}?{urlencode({'box': box.value, **extra})}"


def _tabs(counts: Mapping[Box, int], current: Box) -> list[Tab]:
    return [
        Tab(box.label, url(box), counts[box], box == current)
        for box in Box
        if box in ALWAYS or counts[box] or box == current
    ]


def assemble(user: User, args: Mapping[str, str], today: date) -> InboxPage:
    """Gather the page that `args` ask for."""
    counts, waiting = count(user, today)
    wanted = parse(args, counts, user)
    narrowed = bool(wanted.q or wanted.overdue)
    found = paginate(queries.inbox(user, wanted, today), total=None if narrowed else counts[wanted.box])
    shown = Page(rows(found.items, user, today), found.number, found.total, found.size)
    why, what = EMPTY[wanted.box]
    if narrowed:
        why, what = "没有符合条件的事项", "请清除搜索和筛选后再看。"
    cards = queries.prepared_cards(keys(user, today)) if waiting else []
    named = holders.names([card.assignment.holder for card in cards])
    levels = {card.id: level_name(card) for card in cards}
    return InboxPage(wanted, _tabs(counts, wanted.box), shown, cards, named, levels, why, what, lists_of(user))
