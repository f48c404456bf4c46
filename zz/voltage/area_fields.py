"""The columns of a list of areas, and how a value of them is said."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zz.accounts.models import Unit
from zz.db import db, remembered
from zz.sheets.import_table import Field
from zz.sheets.read import Cell
from zz.sheets.values import CellError, parse_id_text, parse_int, parse_number

LABELS = {
    "code": "台区编号", "name": "台区名称", "station_id": "供电所", "feeder": "所属馈线", "kva": "配变容量（kVA）",
    "phases": "相数", "tap": "当前档位", "taps": "档位数", "tap_step": "每档百分比", "customers": "用户数",
}  # fmt: skip
FACTS = ("name", "feeder", "kva", "phases", "tap", "taps", "tap_step", "customers")
NEW = "new:"  # before the names of a county company and a station that an import would make
PHASES = {"单相": 1, "三相": 3, "1": 1, "3": 3}


def _code(value: Cell, _heading: str) -> Any:
    return (parse_id_text(value, "台区编号") or "")[:32]


def _whole(largest: int, smallest: int = 0) -> Any:
    return lambda value, _heading: parse_int(value, minimum=smallest, maximum=largest)


def _kva(value: Cell, _heading: str) -> Any:
    found = parse_number(value)
    if found is not None and not 1 <= found <= 10_000:
        raise CellError(f"“{value}”不是配变容量：请填写 1 至 10000 之间的 kVA 数。")
    return None if found is None else int(found)


def _phases(value: Cell, _heading: str) -> Any:
    text = str(value or "").strip()
    if text and text not in PHASES:
        raise CellError(f"“{text}”不是相数：请填写“三相”或“单相”。")
    return PHASES.get(text)


def _step(value: Cell, _heading: str) -> Any:
    text = str(value or "").strip().rstrip("%")
    found = parse_number(text)
    if found is not None and not 0 < found <= 10:
        raise CellError(f"“{value}”不是每档百分比：一般为 2.5 或 5。")
    return None if found is None else Decimal(found)


FIELDS = (
    Field(
        "code", "台区编号", _code, ("台区编码", "台区号", "台区ID", "公变编号", "配变编号", "配变编码"), required=True
    ),
    Field("name", "台区名称", names=("台区", "公变名称", "配变名称", "变压器名称"), required=True),
    Field("station", "供电所", names=("所属供电所", "供电所名称", "管理单位", "供电单位", "班所")),
    Field("county", "县公司", names=("所属县公司", "县公司名称", "供电公司", "县（区）公司", "县供电公司")),
    Field("feeder", "所属馈线", names=("馈线", "线路名称", "10kV线路", "10千伏线路", "所属线路", "馈线名称")),
    Field("kva", "配变容量", _kva, ("容量", "额定容量", "变压器容量", "容量kVA", "trafo_kva", "配变容量kVA")),
    Field("phases", "相数", _phases, ("变压器相数",)),
    Field("tap", "当前档位", _whole(99, 1), ("档位", "分接头档位", "运行档位", "分接头位置")),
    Field("taps", "档位数", _whole(99, 1), ("总档位数", "分接头数")),
    Field("tap_step", "每档百分比", _step, ("档距", "调压步长", "分接头步长", "每档")),
    Field("customers", "用户数", _whole(100_000), ("低压用户数", "户数", "总户数", "用户总数")),
)


def show(key: str, value: Any) -> str:
    """Say a value of a change."""
    if value in (None, ""):
        return ""
    if isinstance(value, str) and value.startswith(NEW):
        return f"{value.split(':')[-1]}（新增单位）"
    if key == "station_id":
        return stations().get(int(value), "")
    return {1: "单相", 3: "三相"}.get(value, str(value)) if key == "phases" else str(value)


def stations() -> dict[int, str]:
    """Return the names of units by id (once a request)."""
    return remembered("voltage_units", lambda: dict(db.session.execute(select(Unit.id, Unit.name)).all()))
