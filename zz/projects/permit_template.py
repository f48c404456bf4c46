"""The statutory template as it is delivered: 28 items of the investment project's approvals, with their days.

Days are working days unless `calendar`; `+10` marks the general rule of 20 days with 10 more on approval. Items marked
[D] in the domain brief are local defaults. The centre edits the rows on the page of the template.
"""

from typing import NamedTuple

PHASES = ("立项用地规划许可", "工程建设许可", "施工许可", "竣工验收")
ENTERPRISE_ONLY = "企业投资需要时"


class Row(NamedTuple):
    """One item: `who` holds G (government) and E (enterprise), `condition` when it is needed at all."""

    number: str
    name: str
    who: str
    bureau: str
    days: int | None
    after: tuple[str, ...]
    condition: str = ""
    extension: int = 0
    calendar: bool = False


ROWS = (
    Row("01", "在线赋码", "GE", "发改", 0, ()),
    Row("02", "项目建议书", "G", "发改", 20, ("01",), extension=10),
    Row("03", "用地预审与选址意见书", "GE", "自然资源", 20, ("02", "01"), ENTERPRISE_ONLY, 10),
    Row("04", "节能审查", "GE", "发改", 20, ("01",), extension=10),
    Row("05", "可行性研究报告", "G", "发改", 20, ("03", "04")),
    Row("06", "企业备案", "E", "发改/工信", 0, ("01",)),
    Row("07", "农转用/征收", "GE", "自然资源", 45, ("05", "06"), "涉及新增建设用地"),
    Row("08", "供地（挂牌或划拨）", "GE", "自然资源", 30, ("07",), calendar=True),
    Row("09", "建设用地规划许可证", "GE", "自然资源", 20, ("08",), extension=10),
    Row("10", "土地不动产权证", "GE", "自然资源", 30, ("09",)),
    Row("11", "初步设计及概算", "G", "发改", 20, ("05",)),
    Row("12", "设计方案审查", "GE", "自然资源", 10, ("09",)),
    Row("13", "建设工程规划许可证", "GE", "自然资源", 20, ("12",), extension=10),
    Row("14", "环评（报告书60、报告表30、登记表0）", "GE", "生态环境", 30, ("05", "06"), calendar=True),
    Row("15", "水土保持", "GE", "水利", 10, ("05", "06"), "达到规模"),
    Row("16", "人防、林地、涉河", "GE", "住建/林业/水利", 20, ("09",), "涉及时", 10),
    Row("17", "招标", "G", "住建/发改", 20, ("11",), calendar=True),
    Row("18", "施工图审查", "GE", "审图机构", 10, ("13",), extension=5),
    Row("19", "消防设计审查", "GE", "住建", 15, ("18",), "特殊建设工程"),
    Row("20", "施工许可证（含质安监督）", "GE", "住建", 7, ("09", "13", "14", "15", "18", "17", "19")),
    Row("21", "水电气接入", "GE", "公用企业", 10, ("13",)),
    Row("22", "五方竣工验收", "GE", "业主", None, ()),
    Row("23", "规划核实/土地核验", "GE", "自然资源", 20, ("22",), extension=10),
    Row("24", "消防验收/备案", "GE", "住建", 15, ("22",)),
    Row("25", "人防/档案验收", "GE", "住建", 10, ("22",)),
    Row("26", "环保/水保自主验收", "GE", "业主", None, ("22",)),
    Row("27", "竣工验收备案", "GE", "住建", 15, ("23", "24"), calendar=True),
    Row("28", "不动产首次登记", "GE", "自然资源", 30, ("27",)),
)


def phase_of(number: str) -> str:
    """Return the phase that an item's number lies in."""
    return PHASES[(number > "10") + (number > "16") + (number > "21")]
