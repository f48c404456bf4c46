"""Files of readings as they come: every kind of dirt is counted, a day sent again is judged again, formats agree."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import LONG_AGO, make_user
from tests.voltage.builders import DAY, make_area, make_finding, make_rules, make_station
from tests.voltage.files import HEAD, METERS, POINTS, Values, row, rows_of, with_currents, write_csv, write_rows
from tests.voltage.shared import bring
from zz.accounts.roles import Role
from zz.db import db, writing
from zz.journal import Event
from zz.sheets.write import Column, write_table
from zz.voltage import sockets, verbs
from zz.voltage.models import Area, Curve, DailyVoltage, Finding, ReadingBatch, VoltageRule
from zz.voltage.operations import begin, day_in
from zz.voltage.readings import intake, store
from zz.voltage.readings.intake import take
from zz.voltage.vocabulary import DayState, ReadingFormat, ReadingSource, ReadingState, RuleKind, Severity

NEXT = DAY + timedelta(days=1)
LOW = RuleKind.CUSTOMER_UNDERVOLTAGE


@pytest.fixture
def area(session: Session) -> Area:
    make_rules()
    return make_area()


def found(day: date = DAY) -> list[tuple[str, int, int]]:
    rows = db.session.scalars(select(Finding).where(Finding.day == day).order_by(Finding.kind))
    return [(f.kind.value, f.customers, f.minutes) for f in rows]


def daily(area: Area, day: date = DAY) -> DailyVoltage:
    return db.session.get_one(DailyVoltage, (day, area.id))


def low(*points: int, value: object = 190) -> Values:
    return dict.fromkeys(points, value)


def test_every_kind_of_dirt_is_counted_and_none_is_averaged_in(area: Area, tmp_path: Path) -> None:
    values = {
        "CK A": {1: "", 2: " ", 3: "NULL", 4: "NaN", 5: "-", 6: "—", 7: "9999.9", 8: "-1", 9: "坏", 10: "0", 11: "0.0"},
        "CK B": {1: "9.9", 2: "10", 3: "164.9", 4: "165", 5: "300", 6: "300.1", 7: "198", 8: "197.9", 9: "235.4"},
    }
    rows = rows_of(area.code, DAY, values)
    twice = rows_of(area.code, DAY)[3]
    rows += [twice, row(area.code, "U2", "用户", "B", DAY, {1: 230})]
    rows += [row("没有的台区", "U1", "用户", "A", DAY, {}), row(area.code, "U3", "用户", "A", "昨天", {}),
             row(area.code, "CK", "出口", "", DAY, {}), row(area.code, "U3", "不知道", "A", DAY, {}),
             [area.code, "台区", "", "用户", "A", DAY, *(220 for _ in POINTS)]]  # fmt: skip
    batch = bring(write_rows(tmp_path / "脏数据.csv", rows))
    assert batch.counts == {
        "blank": 2, "null": 2, "dash": 2, "sentinel": 2, "text": 1, "zero": 2, "outage": 1, "suspect": 3,
        "duplicate": 1, "conflict": 1, "unknown_area": 1, "bad_row": 4,
    }  # fmt: skip
    assert batch.unknown == ["没有的台区"]
    assert (batch.rows, batch.areas, batch.state) == (7, 1, ReadingState.JUDGED)
    day = daily(area)
    assert (day.outlet_valid, day.outlet_qualified) == (288 - 11 - 4, 288 - 11 - 4 - 3)  # 165, 300, 197.9 are outside
    assert (day.meters, day.customer_valid) == (2, 192)
    assert (day.lowest, day.lowest_point, day.highest, day.highest_point) == (165, 4, 300, 5)
    assert day.state == DayState.NORMAL


def test_a_day_sent_again_is_judged_again_and_so_is_the_next(area: Area, tmp_path: Path) -> None:
    other = make_area(area.station)
    told: list[list[date]] = []
    hear = sockets.after_judged(lambda days, _at: told.append(list(days)))
    try:
        late = low(94, 95, 96)
        bring(write_rows(tmp_path / "一.csv", [*rows_of(area.code, DAY, {"U1 A": late}), *rows_of(other.code, DAY)]))
        second = bring(write_csv(tmp_path / "二.csv", area.code, NEXT, {"U1 A": low(1)}))
        assert (found(DAY), found(NEXT)) == ([], [(LOW, 1, 15)])
        again = bring(
            write_csv(tmp_path / "更正.csv", area.code, DAY, {"U1 A": low(95, 96), "U2 B": low(*range(20, 30))})
        )
        assert (found(DAY), found(NEXT)) == ([(LOW, 1, 150)], [])
    finally:
        sockets._after.remove(hear)
    assert again.counts == {"replaced": 1}
    assert again.found == 1
    assert daily(area, NEXT).batch_id == second.id  # judged again, but still of the file that brought it
    assert daily(other).state == DayState.NORMAL  # what does not come again stays
    assert told == [[DAY], [NEXT], [DAY, NEXT]]
    same = bring(tmp_path / "更正.csv")
    assert same.counts == {"same": 1}
    fewer = bring(write_rows(tmp_path / "少.csv", rows_of(area.code, DAY, meters=METERS[:4])))
    assert fewer.counts == {"replaced": 1, "fewer_meters": 1}
    assert db.session.scalars(select(Curve)).all() == []


def test_formats_and_spellings_agree(area: Area, tmp_path: Path) -> None:
    values = {"U1 A": {**low(1, 2, 3, 4, value=197.9), 50: "NULL", 51: ""}, "U2 B": low(5, 6, 7, 8, value=235.4)}
    rows = rows_of(area.code, DAY, values)
    plain = write_rows(tmp_path / "1.csv", rows)
    gbk = write_rows(tmp_path / "2.csv", rows, encoding="gb18030")
    spelt = ["台区编码", "台区名", "电表编号", "测点类别", "相位", "数据日期"]
    words = {"出口": "台区出口", "用户": "户表"}
    other = [[r[0], r[1], r[2], words[str(r[3])], f"{r[4]}相", DAY.strftime("%Y%m%d"), *r[6:]] for r in rows]
    spelling = write_rows(tmp_path / "3.csv", other, head=spelt)
    columns = [Column(name, name) for name in (*HEAD, *(f"U{p}" for p in POINTS))]
    cells = [dict(zip((c.key for c in columns), map(str, r), strict=True)) for r in rows]
    (tmp_path / "4.xlsx").write_bytes(write_table(columns, iter(cells), title="台区电压"))
    numbers = [[v if not isinstance(v, str) else None for v in r[6:]] for r in rows]
    frame = pl.DataFrame({name: [r[i] for r in rows] for i, name in enumerate(HEAD)}).with_columns(
        pl.lit(DAY).alias("日期"),
        *(pl.Series(f"U{p}", [n[p - 1] for n in numbers], dtype=pl.Float32) for p in POINTS),
    )
    frame.write_parquet(tmp_path / "5.parquet")
    results = []
    for path in (plain, gbk, spelling, tmp_path / "4.xlsx", tmp_path / "5.parquet"):
        batch = bring(path)
        assert (batch.state, batch.format) == (ReadingState.JUDGED, ReadingFormat.CURVES), batch.sentence
        day = daily(area)
        results.append((found(), day.customer_valid, day.customer_rate, day.lowest, day.highest))
    assert results == [([(LOW, 1, 60)], 190, Decimal("97.895"), Decimal("197.9"), Decimal("235.4"))] * 5


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("空.csv", "", "文件里没有数据行"),
        ("名单.csv", "姓名,电话\n张三,1\n", "认不出表头"),
        ("缺列.csv", "台区编号,测点编号,测点类型,相别,U1,U2\nT,M,用户,A,220,220\n", "96 点曲线缺少“U3”等 94 列"),
        ("两列.csv", "台区编号,台区编码,U1\nT,T,220\n", "是同一列"),
        ("坏.parquet", "不是 parquet", "文件已损坏"),
        ("图.png", "x", "只接收"),
        ("汇总.csv", "台区编号,日期,低电压用户数\nT,2023-09-13,1\n", "缺少这些列：完整率"),
        ("没有.csv", "台区编号,日期,低电压用户数,完整率\nT,2023-09-13,1,100\n", "没有一行能入库：台区不在档案里的行 1"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_a_sentence(
    session: Session, tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    make_rules()
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    batch = bring(path)
    assert batch.state == ReadingState.REFUSED
    assert sentence in batch.sentence
    event = session.scalars(select(Event).where(Event.verb == verbs.READINGS_REFUSED.name)).one()
    assert event.payload["sentence"] == batch.sentence
    assert not list((store.folder() / "work").iterdir())


def test_a_file_without_end_is_refused(area: Area, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_ROWS", 4)
    assert bring(write_csv(tmp_path / "a.csv", area.code)).sentence == intake.TOO_LONG


def test_a_file_without_dates_needs_a_day(area: Area, tmp_path: Path) -> None:
    rows = [[*r[:5], *r[6:]] for r in rows_of(area.code)]
    head = HEAD[:5]
    assert "没有“日期”列" in bring(write_rows(tmp_path / "电压.csv", rows, head)).sentence
    named = bring(write_rows(tmp_path / "电压20230913.csv", rows, head))
    chosen = bring(tmp_path / "电压.csv", only_day=NEXT)
    assert (named.days, chosen.days) == ([DAY.isoformat()], [NEXT.isoformat()])
    assert [day_in(n) for n in ("2023年09月13日.csv", "9999.csv", "20231341.csv")] == [DAY, None, None]


def test_a_station_judges_its_own_areas_by_its_own_rule(area: Area, tmp_path: Path) -> None:
    elsewhere = make_area(make_station())
    general = make_rules()[LOW]
    kept = ("severe", "recovery", "line_threshold", "window_days", "min_days", "min_completeness", "valid_from")
    stricter = VoltageRule(
        kind=LOW, number=1, unit_id=area.station_id, threshold=Decimal(205), consecutive=2, by_name="", at=LONG_AGO,
        reason="", **{name: getattr(general, name) for name in kept},
    )  # fmt: skip
    db.session.add(stricter)
    values = {"U1 A": low(10, 11, value=204.9)}
    bring(write_rows(tmp_path / "a.csv", rows_of(area.code, DAY, values) + rows_of(elsewhere.code, DAY, values)))
    finding = db.session.scalars(select(Finding)).one()
    assert (finding.area_id, finding.rule_id, finding.minutes) == (area.id, stricter.id, 30)
    assert daily(area).low_customers == 0  # counted by the general rule, so that stations compare
    assert (daily(area).state, daily(elsewhere).state) == (DayState.ABNORMAL, DayState.NORMAL)


def test_three_phase_meters_have_limits_of_their_own(area: Area, tmp_path: Path) -> None:
    rows = rows_of(area.code) + [
        row(area.code, "U8", "用户", "AB", DAY, low(1, 2, 3, 4, value=353.3), usual=380),
        row(area.code, "U9", "用户", "三相", DAY, low(1, 2, 3, 4, value=406.7), usual=380),
    ]
    bring(write_rows(tmp_path / "a.csv", rows))
    assert found() == [(RuleKind.CUSTOMER_OVERVOLTAGE, 1, 60), (LOW, 1, 60)]
    day = daily(area)
    assert (day.customer_qualified, day.customer_valid) == (384 - 8, 384)
    assert (day.lowest, day.lowest_meter, day.highest, day.highest_meter) == (
        Decimal("353.3"), f"{area.code}-U8", Decimal("406.7"), f"{area.code}-U9",
    )  # fmt: skip
    assert day.sustained_customer_low == Decimal("204.54")  # 353.3 × 11 ÷ 19, as a single phase


@pytest.mark.parametrize(
    ("points", "amperes", "usual", "minutes"),
    [
        (range(40, 48), 299.9, 400.0, 120),  # (400 − 299.9) ÷ 400 = 25.03 %, load 220 V × 1,099.9 A ÷ 400 kVA = 60 %
        (range(40, 48), 300.0, 400.0, None),  # 25 % is not above 25 %
        (range(40, 47), 200.0, 400.0, None),  # seven points
        (range(40, 48), 100.0, 200.0, None),  # the load is below half
    ],
)
def test_unbalance_needs_currents_and_load(
    area: Area, tmp_path: Path, points: range, amperes: float, usual: float, minutes: int | None
) -> None:
    head = [*HEAD, *(f"U{p}" for p in POINTS), *(f"I{p}" for p in POINTS)]
    rows = with_currents(area.code, {"B": dict.fromkeys(points, amperes)}, usual)
    lines = [",".join(map(str, line)) for line in [head, *rows]]
    path = tmp_path / "电流.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    bring(path)
    assert found() == ([] if minutes is None else [(RuleKind.UNBALANCE, 0, minutes)])
    assert daily(area).load == Decimal(220 * 3 * usual * 100 / 400_000).quantize(Decimal("0.01"))
    bring(write_csv(tmp_path / "没有电流.csv", area.code))
    assert (found(), daily(area).load, daily(area).state) == ([], None, DayState.NORMAL)


AGGREGATES = (
    "台区编号,日期,完整率,出口合格率(%),用户合格率(%),低电压用户数,低电压时长,出口过电压最长持续,"
    "出口最高电压,最低电压,最低电压时间"
)


def test_ready_aggregates_are_judged_by_what_they_count(area: Area, tmp_path: Path) -> None:
    second, third, fourth = (make_area(area.station) for _ in range(3))
    path = tmp_path / "日汇总.csv"
    lines = [
        AGGREGATES,
        f"{area.code},2023-09-13,99.5%,100,98.765,2,195,0,230.1,185.2,19:30",
        f"{second.code},2023-09-13,100,90.5,100,0,0,75,242.5,-,NULL",
        f"{third.code},2023-09-13,79.99,100,100,3,300,0,230,190,20:00",
        f"{fourth.code},2023-09-13,80,100,100,1,45,60,235.4,197,20:00",
        f"{fourth.code},2023-09-13,80,100,100,1,45,60,235.4,197,20:00",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    batch = bring(path)
    assert (batch.format, batch.areas, batch.found) == (ReadingFormat.AGGREGATES, 4, 2)
    assert batch.counts == {"dash": 1, "duplicate": 1}
    rows = db.session.scalars(select(Finding).order_by(Finding.kind)).all()
    assert [(f.area_id, f.kind, f.customers, f.minutes, f.severity) for f in rows] == [
        (area.id, LOW, 2, 195, Severity.SEVERE),
        (second.id, RuleKind.OUTLET_OVERVOLTAGE, 0, 75, Severity.SEVERE),
    ]
    day = daily(area)
    assert (day.customer_rate, day.completeness, day.lowest, day.lowest_point) == (
        Decimal("98.765"), Decimal("99.5"), Decimal("185.2"), 79,
    )  # fmt: skip
    assert (day.outlet_valid, day.outlet_qualified) == (287, 287)
    assert [daily(a).state for a in (second, third, fourth)] == [
        DayState.ABNORMAL, DayState.INSUFFICIENT, DayState.NORMAL,
    ]  # fmt: skip
    assert bring(path).counts == {"dash": 1, "duplicate": 1, "replaced": 4}
    assert store.area_ids(DAY) == []


def test_a_county_company_brings_its_own_areas_only(area: Area, tmp_path: Path) -> None:
    elsewhere = make_area(make_station())
    by = make_user(Role.GRID_MANAGER, area.station.parent)
    path = write_rows(tmp_path / "a.csv", rows_of(area.code) + rows_of(elsewhere.code))
    db.session.commit()
    with writing():
        batch_id = begin(path.name, 1, ReadingSource.PAGE, by=by, at=LONG_AGO).id
    batch = take(batch_id, path, at=LONG_AGO, by=by)
    assert (batch.areas, batch.counts) == (1, {"unknown_area": 5})
    event = db.session.scalars(select(Event).where(Event.verb == verbs.READINGS_JUDGED.name)).one()
    assert (event.actor_id, event.payload["days"], event.payload["areas"]) == (by.id, [DAY.isoformat()], 1)


def test_old_curves_go_and_findings_stay(area: Area, tmp_path: Path) -> None:
    make_finding(area, day=DAY - timedelta(days=60))
    for back in (36, 35, 34, 0):
        bring(write_csv(tmp_path / f"{back}.csv", area.code, DAY - timedelta(days=back)))
    kept = [DAY - timedelta(days=34), DAY]
    assert (store.days(), store.days(store.MEASURES)) == (kept, kept)
    assert len(db.session.scalars(select(ReadingBatch)).all()) == 4
    assert found(DAY - timedelta(days=60)) == [(LOW, 1, 60)]
