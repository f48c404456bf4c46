"""The page of the statistics, put together: headline, this term beside all terms, a breakdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zz.accounts.models import User
from zz.enrolment.models import Term
from zz.enrolment.statistics import dimensions, queries
from zz.enrolment.statistics.asked import Asked
from zz.enrolment.statistics.dimensions import Dimension
from zz.enrolment.statistics.queries import Counts
from zz.enrolment.statistics.sets import PARTS, CaseSet
from zz.web.figures import Cell, Figure, Line, Table

DAYS = "平均用时（天）"
SUM = "合计"


@dataclass(frozen=True)
class Statistics:
    """Everything the template draws. `note` says what is no longer counted among the persons."""

    asked: Asked
    terms: list[tuple[str, str, bool]]
    tabs: list[tuple[str, str, bool]]
    figures: list[Figure]
    spans: Table
    parts: Table
    note: str


def assemble(user: User, asked: Asked, terms: Sequence[Term]) -> Statistics:
    """Read and arrange everything in a fixed number of queries."""
    here, since = queries.whole(user, asked.term.id if asked.term else None), queries.whole(user, None)
    erased = queries.erased(user, None)
    options = [(term.name, asked.url(term=term), asked.term is not None and term.id == asked.term.id) for term in terms]
    ways = dimensions.offered(user)
    return Statistics(
        asked,
        [*options, ("开办以来", asked.url(term=None), asked.term is None)],
        [(one.label, asked.url(dimension=one), one == asked.dimension) for one in ways],
        _figures(asked, here, since),
        _spans(asked, here, since),
        _parts(user, asked, here, terms),
        f"{erased} 件已按期限隐去个人信息，计入申请，不再计入孩子和员工人数。" if erased else "",
    )


def _cell(asked: Asked, counts: Counts, key: CaseSet, **narrowed: Any) -> Cell:
    number = counts.numbers[key]
    return Cell(str(number), asked.url("/rows", key=key, **narrowed) if number else None)


def _days(asked: Asked, counts: Counts, **narrowed: Any) -> Cell:
    if counts.days is None:
        return Cell("—", None)
    return Cell(f"{counts.days:g}", asked.url("/rows", key=CaseSet.ARRIVED, **narrowed))


def _figures(asked: Asked, here: Counts, since: Counts) -> list[Figure]:
    """The headline of a term; of all terms where all are asked for."""
    share = here.numbers[CaseSet.REQUESTS]
    notes = {
        CaseSet.REQUESTS: "件", CaseSet.CHILDREN: "名", CaseSet.EMPLOYEES: "名",
        CaseSet.RESOLVED: f"占 {round(100 * here.numbers[CaseSet.RESOLVED] / share)}%" if share else "",
        CaseSet.PENDING: "审核、安排、确认", CaseSet.COORDINATING: "继续安排",
    }  # fmt: skip
    found = [Figure(key.label, *_open(asked, here, key, note)) for key, note in notes.items()]
    if asked.term is not None:
        text, note, url = _open(asked, since, CaseSet.REQUESTS, "件，各学期合计", term=None)
        found.append(Figure("开办以来申请", text, note, url))
    return found


def _open(asked: Asked, counts: Counts, key: CaseSet, note: str, **narrowed: Any) -> tuple[str, str, str | None]:
    cell = _cell(asked, counts, key, value="", **narrowed)
    return cell.text, note, cell.url


def _spans(asked: Asked, here: Counts, since: Counts) -> Table:
    lines = [] if asked.term is None else [_line(asked.span, asked, here, tuple(CaseSet), value="")]
    lines.append(_line("开办以来", asked, since, tuple(CaseSet), value="", term=None))
    return Table(("时间", *(key.label for key in CaseSet), DAYS), lines)


def _line(name: str, asked: Asked, counts: Counts, keys: Sequence[CaseSet], **narrowed: Any) -> Line:
    cells = [_cell(asked, counts, key, **narrowed) for key in keys]
    return Line(name, [*cells, _days(asked, counts, **narrowed)])


def _parts(user: User, asked: Asked, here: Counts, terms: Sequence[Term]) -> Table:
    dimension = asked.dimension
    term = None if dimension == Dimension.TERM or asked.term is None else asked.term
    found = queries.breakdown(user, term.id if term else None, dimension)
    values = [value for value, _counts in found]
    named, places = dimensions.names(dimension, values, terms), dimensions.order(dimension, terms)
    if places:
        found.sort(key=lambda part: places.get(part[0], (len(places), ""))[0])
    lines = [
        _line(named.get(value, "未填写"), asked, counts, PARTS, value=dimensions.slug(value), term=term)
        for value, counts in found
    ]
    if len(lines) > 1:
        whole = here if term is asked.term else queries.whole(user, None)
        lines.append(_line(SUM, asked, whole, PARTS, value="", term=term))
    return Table((dimension.label, *(key.label for key in PARTS), DAYS), lines)
