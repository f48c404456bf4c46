"""The simulation is judged exactly as written down, and a slow recomputation agrees to the last digit."""

from collections import defaultdict
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.voltage import shared, slow
from zz.voltage.models import Curve, DailyVoltage, Finding, MonthlyVoltage
from zz.voltage.vocabulary import DayState, ReadingState, Severity


def test_every_fault_is_found_and_nothing_else(session: Session, tmp_path: Path) -> None:
    areas = shared.make_areas()
    codes = {area.id: code for code, area in areas.items()}
    batch = shared.bring(shared.curves(tmp_path))
    assert (batch.state, batch.areas, batch.rows, batch.counts) == (ReadingState.JUDGED, 336, 3024, {"suspect": 2})
    found: dict[tuple[str, str], list[date]] = defaultdict(list)
    for finding in session.scalars(select(Finding).order_by(Finding.day)):
        found[codes[finding.area_id], finding.kind.label].append(finding.day)
    assert found == shared.expected()
    assert batch.found == sum(map(len, found.values()))

    apart = slow.everything()
    days = {(d.area_id, d.day): d for d in session.scalars(select(DailyVoltage))}
    kept = {(f.area_id, f.day, f.kind.label): f for f in session.scalars(select(Finding))}
    for area_id, code in codes.items():
        for day, (columns, judged, _) in apart[code].items():
            row = days.pop((area_id, day))
            wanted = dict(columns)
            for side, name in (("low", "用户低电压"), ("high", "用户过电压")):
                there = judged.get(name)
                wanted |= {f"{side}_customers": there.customers if there else 0}
                wanted |= {f"{side}_minutes": there.minutes if there else 0}
            assert {name: getattr(row, name) for name in wanted} == wanted, (code, day)
            assert row.state == (DayState.ABNORMAL if judged else DayState.NORMAL)
            for name, there in judged.items():
                f = kept.pop((area_id, day, name))
                said = (f.customers, f.minutes, f.worst, f.meter, f.phase, f.point, f.severity == Severity.SEVERE)
                assert said == tuple(vars(there).values()), (code, day, name)
    assert not days
    assert not kept

    months = {(m.area_id, m.month): m for m in session.scalars(select(MonthlyVoltage))}
    assert len(months) == 48
    for (area_id, month), total in months.items():
        own = [columns for day, (columns, _, _) in apart[codes[area_id]].items() if day.replace(day=1) == month]
        qualified, valid = (sum(int(str(day[f"customer_{n}"])) for day in own) for n in ("qualified", "valid"))
        rate = slow.rounded(qualified, valid, 3)
        assert (total.days, total.customer_valid, total.customer_rate) == (len(own), valid, rate)

    abnormal = select(Finding.day, Finding.area_id).distinct().subquery()
    outlets = select(func.count()).select_from(Curve).where(Curve.kind == "outlet")
    assert session.scalar(outlets) == 3 * (session.scalar(select(func.count()).select_from(abnormal)) or 0)
    worst = session.scalars(select(Curve).where(Curve.meter == "TQ0008-U01").order_by(Curve.day)).first()
    assert worst is not None
    assert worst.values == apart["TQ0008"][worst.day][2]["TQ0008-U01 A"]
