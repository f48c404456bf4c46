"""The pages of readings: upload, progress, report, list; and the import of the archive of areas."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.voltage.builders import DAY, make_area, make_daily, make_rules, make_station
from tests.voltage.files import rows_of, write_csv, write_rows
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.imports.models import ImportBatch
from zz.jobs import run_pending
from zz.voltage import receiving
from zz.voltage.models import Area, DailyVoltage, ReadingBatch
from zz.voltage.vocabulary import ReadingState

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def manager(session: Session) -> User:
    make_rules()
    return make_user(Role.GRID_MANAGER, make_unit(UnitKind.GRID, name="电力公司"))


def send(client: FlaskClient, path: Path, name: str = "", **fields: str) -> int:
    data = {"file": (io.BytesIO(path.read_bytes()), name or path.name), **fields}
    return client.post("/voltage/readings", data=data, content_type="multipart/form-data").status_code


def test_a_file_is_brought_watched_and_reported(
    session: Session, client: FlaskClient, sign_in: SignIn, manager: User, tmp_path: Path, statements: list[str]
) -> None:
    area = make_area(make_station(manager.unit))
    sign_in(client, manager.username)
    assert "还没有接收过电压数据" in client.get("/voltage/readings").text
    rows = rows_of(area.code, DAY, {"U1 A": dict.fromkeys(range(1, 9), "190"), "CK A": {5: "NULL"}})
    path = write_rows(tmp_path / "9月13日.csv", [*rows, *rows_of("陌生台区")])
    assert send(client, path) == 303
    batch = session.scalars(select(ReadingBatch)).one()
    address = f"/voltage/readings/{batch.id}"
    waiting = client.get(address, headers={"HX-Request": "true"}).text
    assert 'data-hx-trigger="every 1s"' in waiting
    assert run_pending() == 1
    done = client.get(address).text
    assert "every 1s" not in done
    for words in ("1 处", "NULL", "台区不在档案里的行", "陌生台区"):
        assert words in done
    assert not list(receiving.folder(receiving.UPLOADS).iterdir())
    assert "9月13日" in client.get("/voltage/readings").text
    assert client.get("/voltage/readings?format=xlsx").data[:2] == b"PK"
    statements.clear()
    client.get("/voltage/readings")
    one = len(statements)
    for _ in range(3):
        send(client, path)
    statements.clear()
    assert client.get("/voltage/readings").text.count("<tr data-href") == 4
    assert len(statements) == one


def test_what_is_wrong_stands_beside_the_field(
    session: Session, client: FlaskClient, sign_in: SignIn, manager: User, tmp_path: Path
) -> None:
    sign_in(client, manager.username)
    empty = client.post("/voltage/readings", data={"day": "2023-02-31"})
    assert empty.status_code == 422
    assert "请选择数据文件" in empty.text
    path = write_csv(tmp_path / "a.csv", "没有")
    assert send(client, path, "照片.png") == 422
    assert session.scalars(select(ReadingBatch)).all() == []
    assert send(client, path, day="2023-09-13") == 303
    run_pending()
    batch = session.scalars(select(ReadingBatch)).one()
    assert batch.state == ReadingState.REFUSED
    assert batch.sentence in client.get(f"/voltage/readings/{batch.id}").text


def test_who_may_bring_readings(
    session: Session, client: FlaskClient, sign_in: SignIn, manager: User, tmp_path: Path
) -> None:
    county = make_unit(UnitKind.GRID, manager.unit)
    station = make_station(county)
    area = make_area(station)
    sign_in(client, manager.username)
    send(client, write_csv(tmp_path / "a.csv", area.code))
    batch = session.scalars(select(ReadingBatch)).one()
    sign_in(client, make_user(Role.GRID_STATION, station).username)
    assert client.get("/voltage/readings").status_code == 403
    sign_in(client, make_user(Role.GRID_MANAGER, county).username)
    assert client.get("/voltage/readings").status_code == 200
    assert client.get(f"/voltage/readings/{batch.id}").status_code == 404


AREAS = "台区编号,台区名称,供电所,县公司,10kV线路,变压器容量(kVA),相数,当前档位,每档,用户数\n"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def test_areas_by_command(app: Flask, session: Session, manager: User, tmp_path: Path) -> None:
    session.commit()
    path = tmp_path / "台区.csv"
    text = AREAS + "T1,谭家冲台区,城区供电所,醴陵供电公司,黄沙线,400,三相,3,2.5%,120\nT2,独立台区,,,,100,单相,,,\n"
    path.write_text(text, encoding="utf-8")
    first = run(app, "import-areas", str(path))
    assert first.output.splitlines()[-1] == "created 2 updated 0 unchanged 0 rejected 0"
    areas = {a.code: a for a in session.scalars(select(Area))}
    station = areas["T1"].station
    assert (station.name, station.kind, station.parent.name if station.parent else "") == (
        "城区供电所", UnitKind.GRID, "醴陵供电公司",
    )  # fmt: skip
    assert (areas["T1"].kva, areas["T1"].tap, str(areas["T1"].tap_step), areas["T1"].phases) == (400, 3, "2.50", 3)
    assert (areas["T2"].station.name, areas["T2"].phases, areas["T2"].feeder) == ("电力公司", 1, "")
    assert "tjctq" in areas["T1"].search
    assert run(app, "import-areas", str(path)).output.splitlines()[-1] == "created 0 updated 0 unchanged 2 rejected 0"
    path.write_text(
        AREAS + "T1,谭家冲台区,,,,500,,2,,\nT1,重复,,,,,,,,\nT9,,,,,,,,,\nT8,相数错,,,,,五相,,,\n", encoding="utf-8"
    )
    again = run(app, "import-areas", str(path))
    assert (again.exit_code, again.output.splitlines()[-1]) == (1, "created 0 updated 1 unchanged 0 rejected 3")
    assert Path(f"{path}.rejected.xlsx").exists()
    session.expire_all()
    kept = session.scalars(select(Area).where(Area.code == "T1")).one()
    assert (kept.kva, kept.tap, kept.customers, kept.station.name) == (500, 2, 120, "城区供电所")


def test_areas_by_page_can_be_undone(
    session: Session, client: FlaskClient, sign_in: SignIn, manager: User, tmp_path: Path
) -> None:
    unit = manager.unit
    assert isinstance(unit, Unit)
    old = make_area(unit, code="T1", name="旧名", kva=100)
    used = make_area(unit, code="T3", name="有数据")
    sign_in(client, manager.username)
    text = AREAS + "T1,新名,城区供电所,,,200,,,,\nT2,新台区,城区供电所,,,,,,,\nT3,改了名,,,,,,,,\n"
    file = {"file": (io.BytesIO(text.encode()), "台区.csv")}
    client.post("/voltage/areas/import", data=file, content_type="multipart/form-data")
    batch = session.scalars(select(ImportBatch)).one()
    address = f"/voltage/areas/import/{batch.id}"
    columns = client.get(f"{address}/columns")
    assert columns.status_code == 200
    form = {f"c-0-{i}": key for i, key in enumerate(("code", "name", "station", "county", "feeder", "kva"))}
    assert client.post(f"{address}/columns", data=form).status_code == 303
    preview = client.get(address).text
    assert "城区供电所（新增单位）" in preview
    client.post(f"{address}/commit")
    run_pending()
    session.expire_all()
    assert (old.name, old.kva, old.station.name, used.name) == ("新名", 200, "城区供电所", "改了名")
    make_daily(session.scalars(select(Area).where(Area.code == "T2")).one())
    client.post(f"{address}/undo")
    run_pending()
    session.expire_all()
    assert (old.name, old.kva, old.station_id, used.name) == ("旧名", 100, unit.id, "有数据")
    assert session.scalars(select(Area.code).order_by(Area.code)).all() == ["T1", "T2", "T3"]  # T2 has readings by now
    assert "没有撤销" in client.get(address).text


def test_readings_by_command(app: Flask, session: Session, manager: User, tmp_path: Path) -> None:
    area = make_area(manager.unit)
    session.commit()
    path = write_csv(tmp_path / "a.csv", area.code)
    assert run(app, "import-voltage", str(path)).output.splitlines()[-1] == (
        "created 1 updated 0 unchanged 0 rejected 0"
    )  # fmt: skip
    other = write_rows(tmp_path / "b.csv", [*rows_of(area.code, DAY, {"CK A": {1: 230}}), *rows_of("没有")])
    again = run(app, "import-voltage", str(other), "--day", DAY.isoformat())
    assert (again.exit_code, again.output.splitlines()[-1]) == (1, "created 0 updated 1 unchanged 0 rejected 5")
    bad = run(app, "import-voltage", str(other), "--day", "2020-01-01")
    assert bad.exit_code == 1
    assert bad.output.startswith("Error: 没有一行能入库")
    assert session.scalars(select(DailyVoltage.day)).all() == [DAY]
