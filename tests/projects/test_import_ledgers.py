"""Real ledgers come in whole: every row, every figure, twice without a change; undone row by row."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders import make_unit
from zz import clock
from zz.accounts.models import Unit
from zz.db import db, writing
from zz.imports import commandline, committing, operations, queries, staging, undoing
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.reading import read
from zz.imports.vocabulary import BATCHES, BatchAction, Outcome
from zz.journal import record
from zz.projects.exporting import export_ledger
from zz.projects.import_kind import PROJECTS
from zz.projects.models import Project, ProjectVersion, ProjectYear
from zz.projects.records import MonthlyFigure
from zz.projects.verbs import PROJECT_EDITED
from zz.projects.vocabulary import FigureState, Stage, YearCategory
from zz.sheets.write import Column, write_table

DATA = Path(__file__).resolve().parents[1] / "data"
LAYOUT_A, HUNAN = DATA / "layout_A_two_level_header.xlsx", DATA / "hunan_projects.csv"


@pytest.fixture
def county(session: Session) -> Unit:
    unit = make_unit(name="醴陵市")
    session.commit()
    return unit


def bring(path: Path, county: Unit, *, year: int = 2024, stage: str = "") -> ImportBatch:
    options = {"year": year, "stage": stage}
    return commandline.run(PROJECTS, path, county, options, by=None, at=clock.now())


def project(name: str) -> Project:
    return db.session.scalars(select(Project).where(Project.name == name)).one()


def test_layout_a_comes_in_whole(county: Unit) -> None:
    batch = bring(LAYOUT_A, county)
    assert batch.line == "created 68 updated 0 unchanged 0 rejected 0"
    stages = Counter(db.session.scalars(select(Project.stage)))
    assert stages == {Stage.PRELIMINARY: 13, Stage.UNDER_CONSTRUCTION: 55}
    assert project("年产5万吨高性能锂离子电池负极材料产业化项目").total_investment == Decimal(100_000)
    assert project("皮佳如水库除险加固工程").total_investment == Decimal(12_107)
    assert project("广寒坪抽水蓄能电站项目").total_investment == Decimal("1197500")
    assert project("醴陵市第二自来水厂项目").total_investment is None
    assert project("铁水攸县皇图岭段河道治理项目").county == "攸县"
    assert (project("醴陵(船湾)服饰产业园").start_year, project("醴陵(船湾)服饰产业园").end_year) == (2022, 2022)
    listed = db.session.scalars(select(ProjectYear).where(ProjectYear.project_id == project("金鹰高级中学").id)).one()
    assert (listed.year, listed.category) == (2024, YearCategory.PLANNED_FINISH)


def test_every_line_of_layout_a_is_accounted_for(county: Unit) -> None:
    batch = bring(LAYOUT_A, county)
    skipped = db.session.scalars(queries.lines(batch.id, Outcome.SKIP)).all()
    kinds = Counter(row.reasons[0][1] for row in skipped)
    assert kinds == {"标题说明": 3, "表头": 2, "分类行": 9, "小计合计": 1, "备注说明": 1}
    assert sum(batch.counts.values()) == 84  # all of the 85 rows but the empty one


def test_the_same_ledger_twice_changes_nothing(county: Unit) -> None:
    for path, number in ((LAYOUT_A, 68), (HUNAN, 114)):
        bring(path, county)
        assert bring(path, county).line == f"created 0 updated 0 unchanged {number} rejected 0"


def test_hunan_comes_in_whole(county: Unit) -> None:
    assert bring(HUNAN, county).line == "created 114 updated 0 unchanged 0 rejected 0"
    versions = db.session.scalar(select(func.count()).select_from(ProjectVersion))
    assert versions == 114
    found = project("年产5万吨高性能锂离子电池负极材料产业化项目")
    assert "计划竣工原文：2024年6月底" in found.remark


def test_the_export_imports_as_unchanged(county: Unit, tmp_path: Path) -> None:
    bring(HUNAN, county)
    export_ledger(county, tmp_path / "out.xlsx", year=2024)
    assert bring(tmp_path / "out.xlsx", county).line == "created 0 updated 0 unchanged 114 rejected 0"


def ledger(tmp_path: Path, rows: list[dict[str, str]]) -> Path:
    heads = dict.fromkeys(("项目代码", "项目名称", "四表归类", "总投资（万元）", *rows[0]))
    columns = [Column(key, key) for key in heads]
    path = tmp_path / f"台账{len(list(tmp_path.iterdir()))}.xlsx"
    path.write_bytes(write_table(columns, rows, title="台账"))
    return path


def test_refused_rows_say_why(county: Unit, tmp_path: Path) -> None:
    rows = [
        {"项目名称": "甲项目", "四表归类": "在建", "总投资（万元）": "2000万件"},
        {"项目名称": "乙项目", "总投资（万元）": "100"},
        {"项目名称": "丙项目", "四表归类": "在建", "总投资（万元）": "1亿元"},
        {"项目名称": "丙 项目", "四表归类": "在建", "总投资（万元）": "1亿元"},
    ]
    batch = bring(ledger(tmp_path, rows), county)
    assert batch.line == "created 1 updated 0 unchanged 0 rejected 3"
    reasons = [row.reason for row in queries.refused(batch.id)]
    assert "不是金额" in reasons[0] and "四表归类" in reasons[1] and "同一个项目" in reasons[2]
    assert project("丙项目").total_investment == 10_000


def undo(batch: ImportBatch) -> list[ImportRow]:
    with writing():
        batch = db.session.merge(batch)
        BATCHES.move(batch, BatchAction.UNDO)
    undoing.undo(PROJECTS, batch, by=None, at=clock.now())
    return list(queries.kept(batch.id))


def test_undo_takes_back_what_nobody_has_touched(county: Unit, tmp_path: Path) -> None:
    first = [{"项目名称": name, "四表归类": "在建", "总投资（万元）": "100"} for name in ("甲项目", "乙项目")]
    bring(ledger(tmp_path, first), county)
    clock_rows = [{**row, "总投资（万元）": "250"} for row in first] + [{"项目名称": "丙项目", "四表归类": "前期"}]
    batch = bring(ledger(tmp_path, clock_rows), county)
    assert batch.line == "created 1 updated 2 unchanged 0 rejected 0"
    assert undo(batch) == []
    db.session.expire_all()
    names = {p.name: p.total_investment for p in db.session.scalars(select(Project))}
    assert names == {"甲项目": 100, "乙项目": 100}
    assert db.session.scalar(select(func.count()).where(ProjectVersion.valid_to.is_(None))) == 2


def test_what_was_edited_since_stays_and_is_named(county: Unit, tmp_path: Path) -> None:
    rows = [{"项目名称": name, "四表归类": "在建"} for name in ("甲项目", "乙项目")]
    batch = bring(ledger(tmp_path, rows), county)
    with clock.frozen(clock.now() + timedelta(hours=1)), writing():
        edited = project("甲项目")
        edited.remark = "改过"
        record(PROJECT_EDITED, edited, by=None, at=clock.now(), changes={"remark": ["", "改过"]})
    (kept,) = undo(batch)
    assert kept.title == "甲项目" and "改动过" in kept.kept
    assert [p.name for p in db.session.scalars(select(Project))] == ["甲项目"]


def test_what_is_used_since_stays(county: Unit, tmp_path: Path) -> None:
    rows = [{"项目名称": name, "四表归类": "在建"} for name in ("甲项目", "乙项目")]
    batch = bring(ledger(tmp_path, rows), county)
    with writing():
        used = project("乙项目")
        db.session.add(MonthlyFigure(project_id=used.id, year=2023, month=8, invested=1, state=FigureState.FILLED))
    (kept,) = undo(batch)
    assert kept.title == "乙项目" and "月度投资" in kept.kept


def test_a_child_is_tied_to_its_parent_in_the_file(county: Unit, tmp_path: Path) -> None:
    columns = [Column(key, key) for key in ("项目名称", "四表归类", "所属母项目")]
    rows = [{"项目名称": "子", "四表归类": "在建", "所属母项目": "母"}, {"项目名称": "母", "四表归类": "在建"}]
    path = tmp_path / "母子.xlsx"
    path.write_bytes(write_table(columns, rows, title="台账"))
    bring(path, county)
    assert project("子").parent_id == project("母").id
    assert bring(path, county).line == "created 0 updated 0 unchanged 2 rejected 0"


def previewed(county: Unit) -> ImportBatch:
    """Preview layout A, as a clerk does who is about to confirm."""
    data = LAYOUT_A.read_bytes()
    with writing():
        workbook = read(PROJECTS, data, "a.xlsx")
        batch = operations.begin(
            PROJECTS, workbook, data, "a.xlsx", unit_id=county.id, options={"year": 2024, "stage": ""}, by=None,
            at=clock.now(),
        )  # fmt: skip
    staging.stage(PROJECTS, batch, data)
    with writing():
        BATCHES.move(db.session.merge(batch), BatchAction.COMMIT)
    return batch


def test_a_second_clerk_doubles_nothing(county: Unit) -> None:
    """The second had previewed 68 new projects when the first one's came in."""
    first, second = previewed(county), previewed(county)
    for batch in (first, second):
        committing.commit(PROJECTS, batch, LAYOUT_A.read_bytes(), by=None, at=clock.now())
    assert db.session.scalar(select(func.count()).select_from(Project)) == 68
    db.session.expire_all()
    assert db.session.get_one(ImportBatch, second.id).line == "created 0 updated 0 unchanged 68 rejected 0"


def test_units_that_another_clerk_has_made_meanwhile_are_known(county: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one's desk was open before the first one's projects, and the bureaus made for them, came in."""
    first, second = previewed(county), previewed(county)
    early = staging.desk_of(PROJECTS, second)
    committing.commit(PROJECTS, first, LAYOUT_A.read_bytes(), by=None, at=clock.now())
    monkeypatch.setattr(committing, "desk_of", lambda kind, batch: early)
    committing.commit(PROJECTS, second, LAYOUT_A.read_bytes(), by=None, at=clock.now())
    db.session.expire_all()
    assert db.session.get_one(ImportBatch, second.id).line == "created 0 updated 0 unchanged 68 rejected 0"


def test_two_clerks_at_once_double_nothing(app: Flask, county: Unit) -> None:
    """Both confirm in the same moment: whoever comes second finds the ground shifted, and plans anew."""
    ids = [previewed(county).id for _ in range(2)]
    db.session.remove()
    together, at = Barrier(2), clock.now()

    def confirm(batch_id: int) -> None:
        with app.app_context():
            batch = db.session.get_one(ImportBatch, batch_id)
            together.wait()
            committing.commit(PROJECTS, batch, LAYOUT_A.read_bytes(), by=None, at=at)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(confirm, ids))
    assert db.session.scalar(select(func.count()).select_from(Project)) == 68
    assert sorted(db.session.get_one(ImportBatch, one).line for one in ids) == [
        "created 0 updated 0 unchanged 68 rejected 0", "created 68 updated 0 unchanged 0 rejected 0",
    ]  # fmt: skip


def test_what_changed_after_the_preview_is_not_overwritten(county: Unit, tmp_path: Path) -> None:
    row = {"项目名称": "甲项目", "四表归类": "在建", "总投资（万元）": "100"}
    bring(ledger(tmp_path, [row]), county)
    data = ledger(tmp_path, [{**row, "总投资（万元）": "300"}]).read_bytes()
    with writing():
        workbook = read(PROJECTS, data, "b.xlsx")
        batch = operations.begin(
            PROJECTS, workbook, data, "b.xlsx", unit_id=county.id, options={"year": 2024, "stage": ""}, by=None,
            at=clock.now(),
        )  # fmt: skip
    staging.stage(PROJECTS, batch, data)
    with writing():
        project("甲项目").total_investment = Decimal(200)
    with writing():
        BATCHES.move(db.session.merge(batch), BatchAction.COMMIT)
    committing.commit(PROJECTS, batch, data, by=None, at=clock.now())
    assert project("甲项目").total_investment == 200
    assert "预览之后" in queries.refused(batch.id)[0].reason
