"""A company with two stations, a faulty area with an untouched one beside it, and a remediation in each state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.builders import make_unit, make_user
from tests.voltage.builders import make_area, make_daily, make_finding, make_rules, make_station
from zz import calendar
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.clock import SHANGHAI
from zz.db import db
from zz.voltage.models import Area
from zz.voltage.remediation import operations, rechecking, verifying
from zz.voltage.remediation.collecting import collect
from zz.voltage.remediation.flow import OPENS
from zz.voltage.remediation.handling import assignments_of
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.operations import Plan, Work
from zz.voltage.remediation.vocabulary import Measure
from zz.voltage.vocabulary import DayState, RuleKind

LOW = RuleKind.CUSTOMER_UNDERVOLTAGE
FAULTY = [date(2023, 8, 26) + timedelta(days=i) for i in range(10)]  # 8月26日 … 9月4日
WORK = date(2023, 9, 5)
AFTER = [WORK + timedelta(days=i) for i in range(1, 9)]  # 9月6日 … 9月13日


def shanghai(month: int, day: int, hour: int = 9) -> datetime:
    """Return an instant of 2023 in Shanghai."""
    return datetime(2023, month, day, hour, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class World:
    """Who is who; `area` is faulty, `beside` the same station's, `other` the second station's."""

    company: Unit
    station: Unit
    second: Unit
    area: Area
    beside: Area
    other: Area
    people: dict[str, User]

    def __getitem__(self, who: str) -> User:
        return self.people[who]

    @property
    def entry(self) -> VoltageProblem:
        """The fault in the library."""
        return next(e for e in db.session.query(VoltageProblem) if e.area_id == self.area.id and e.kind == LOW)


def world(faulty: Sequence[date] = tuple(FAULTY)) -> World:
    """Make the company, and ten faulty days in the library (or none)."""
    calendar.seed(at=shanghai(1, 2))
    make_rules()
    company = make_unit(UnitKind.GRID, name="株洲供电公司")
    station, second = make_station(company, name="城区供电所"), make_station(company, name="渌口供电所")
    people = {
        "manager": make_user(Role.GRID_MANAGER, company, name="贺军"),
        "station": make_user(Role.GRID_STATION, station, name="罗勇"),
        "mate": make_user(Role.GRID_STATION, station, name="文斌"),
        "second": make_user(Role.GRID_STATION, second, name="龙斌"),
        "stranger": make_user(Role.GRID_MANAGER, make_unit(UnitKind.GRID, name="长沙供电公司"), name="尹茶"),
        "centre": make_user(Role.CENTRE, name="李清"),
        "auditor": make_user(Role.AUDITOR, name="秦岚"),
    }
    area = make_area(station, name="谭家冲台区", customers=86, tap=3, feeder="10kV谭家线")
    w = World(
        company, station, second, area, make_area(station, name="柏树台区", feeder="10kV谭家线"), make_area(second),
        people,
    )  # fmt: skip
    for day in faulty:
        fault(w, day)
        make_daily(w.beside, day)
    judge(*faulty, at=shanghai(9, 5, 8))
    return w


def fault(w: World, day: date, kind: RuleKind = LOW, area: Area | None = None) -> None:
    """Let the area's twelve customers be low on a day."""
    its = area or w.area
    make_daily(its, day, state=DayState.ABNORMAL, customer_rate=93, lowest=184, lowest_point=78, low_customers=12)
    make_finding(its, kind, day, customers=12, minutes=2880, point=78, meter="0012", worst=184)


def well(w: World, *days: date) -> None:
    """Let the days be good, with the area beside."""
    for day in days:
        make_daily(w.area, day, lowest=206, highest=229)
        make_daily(w.beside, day)


def judge(*days: date, at: datetime) -> None:
    """Do what is done when days have been judged."""
    db.session.commit()
    collect(sorted(days), at)
    rechecking.after_judged(sorted(days), at)


def dispatched(w: World) -> Remediation:
    """Dispatch it; the station has not signed."""
    return operations.dispatch(w.entry, "请尽快调档", by=w["manager"], at=shanghai(9, 5))


PLAN = Plan(Measure.TAP_ADJUSTMENT, "分接头由3档调到2档", "罗勇、文斌")


def planned(w: World) -> Remediation:
    """Plan it."""
    found = dispatched(w)
    operations.plan(found, PLAN, by=w["station"], at=shanghai(9, 5, 10))
    return found


def reserve(w: World) -> Remediation:
    """Plan line works."""
    found = dispatched(w)
    wanted = Plan(Measure.LINE_RENEWAL, "更换400米导线", "罗勇", date(2024, 6, 1))
    operations.plan(found, wanted, by=w["station"], at=shanghai(9, 5, 10))
    return found


def returned(w: World) -> Remediation:
    """Send it back."""
    from zz.assignments import operations as loop

    found = dispatched(w)
    loop.send_back(assignments_of(found)[-1], "台区已划归渌口所", by=w["station"], at=shanghai(9, 5, 10))
    return found


def worked(w: World) -> Remediation:
    """Do it."""
    found = planned(w)
    done = Work(WORK, "已开展档位调整", 3, 2)
    operations.record_work(found, done, by=w["station"], at=shanghai(9, 5, 16))
    return found


def asked(w: World) -> Remediation:
    """Ask for closure."""
    found = worked(w)
    operations.ask_closure(found, "12户用户低电压问题已解决，申请闭环。", by=w["station"], at=shanghai(9, 5, 17))
    return found


def verified(w: World) -> Remediation:
    """Verify it after a good week."""
    found = asked(w)
    well(w, *AFTER[:7])
    judge(*AFTER[:7], at=shanghai(9, 13))
    verifying.verify(found, "同意，通过验证。", by=w["manager"], at=shanghai(9, 13, 10))
    return found


def withdrawn(w: World) -> Remediation:
    """Take it back."""
    found = planned(w)
    operations.withdraw(found, "已随线路改造解决", by=w["manager"], at=shanghai(9, 6))
    return found


def lives_once(found: Remediation) -> None:
    """Assert that the state and the one duty that is held agree, both ways."""
    from zz.assignments.flow import HELD

    db.session.flush()
    held = [a for a in assignments_of(found) if a.state in HELD]
    wanted = OPENS[found.state]
    assert [a.kind for a in held] == ([wanted] if wanted else []), found.state
    assert found.current_id == (held[0].id if held else None)
