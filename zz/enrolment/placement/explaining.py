"""Why a child goes where the draft has it, in words that a parent can check; no other child is named or described."""

from collections.abc import Mapping
from dataclasses import dataclass

from zz import clock
from zz.enrolment.placement import orders
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.vocabulary import Criterion
from zz.enrolment.requests.fields import RANK_WORDS

Names = Mapping[int, str]
TIE = "条件相同的按抽签号，号小的在前"


@dataclass(frozen=True)
class Explanation:
    """`short` is one line, `lines` go through the wishes one by one, `rule` is the order, `met` what counted."""

    short: str
    lines: list[str]
    rule: str
    met: str
    edited: str


def _wish(number: int) -> str:
    return f"第{RANK_WORDS[number - 1]}志愿" if number <= len(RANK_WORDS) else f"第 {number} 志愿"


def _line(entry: PlacementEntry, number: int, step: list[int], names: Names) -> str:
    school, seats, place, asked = step
    head = f"{_wish(number)}{names[school]}：{entry.grade_label}"
    if not seats:
        return f"{head}本轮没有名额"
    there = f"{head} {seats} 个学位，到这一志愿的孩子 {asked} 人，按排序办法排第 {place}"
    return f"{there}，安排到该校" if place <= seats else f"{there}，未能安排"


def _short(entry: PlacementEntry, names: Names) -> str:
    if not entry.steps:
        return "没有填写志愿，转入统筹安排"
    school, seats, place, _asked = entry.steps[0]
    head = f"{names[school]}{entry.grade_label} {seats} 个学位，按排序办法排第 {place}"
    if not seats:
        head = f"{names[school]}{entry.grade_label}本轮没有名额"
    if entry.wish == 1:
        return f"{head}，安排到该校"
    if entry.wish is None or entry.school_id is None:
        return f"{head}；其他志愿也没有学位，转入统筹安排" if len(entry.wishes) > 1 else f"{head}；转入统筹安排"
    return f"{head}；调剂到{_wish(entry.wish)}{names[entry.school_id]}"


def _edited(entry: PlacementEntry, names: Names) -> str:
    if entry.edited_at is None:
        return ""
    at = clock.local(entry.edited_at)
    before, after = (names[i] if i else "待统筹" for i in (entry.school_id, entry.draft_school_id))
    why = f"理由：{entry.draft_reason}" if entry.draft_reason else "理由已按规定删除"
    return f"{at.month}月{at.day}日人工调整，由“{before}”改为“{after}”。{why}"


def _met(entry: PlacementEntry, ranked: tuple[Criterion, ...], names: Names) -> str:
    """Return the criteria of the order that the child meets; a sibling's school by name."""
    found = []
    for one in ranked:
        there = [names[school] for school, met in entry.input["wishes"] if one in met]
        if there:
            found.append(f"{one.label}（{'、'.join(there)}）" if one == Criterion.SIBLING_ENROLLED else one.label)
    return "、".join(found) or "没有排序办法所列的优先条件"


def explain(entry: PlacementEntry, found: PlacementRound, names: Names) -> Explanation:
    """Return the explanation of an entry of a round that has been run; `names` are those of the schools by id."""
    lines = [_line(entry, number, step, names) for number, step in enumerate(entry.steps, 1)]
    if entry.draft_school_id is None:
        lines.append("没有落选：由教育局继续统筹安排学位" if entry.steps else "没有填写志愿，由教育局统筹安排学位")
    rule = f"排序办法第 {found.order.number} 版：{orders.words(found.order.ranked)}；{TIE}"
    met = f"{_met(entry, found.order.ranked, names)}；抽签号 {entry.lot}"
    return Explanation(_short(entry, names), lines, rule, met, _edited(entry, names))


def schools_of(entry: PlacementEntry) -> set[int]:
    """Return the ids of the schools that an explanation names."""
    found = {*entry.wishes, entry.school_id, entry.draft_school_id}
    return {i for i in found if i is not None}
