"""Rules of privacy: the reasons that are offered, and for how long one reason holds."""

from zz.rules import Kind, define

GROUP = "子女就学"
MINUTES = define(
    "enrolment.privacy.minutes", "填写一次事由后多少分钟内可查看材料", GROUP, Kind.INT, 30, unit="分钟", minimum=5,
    maximum=240,
)  # fmt: skip
REASONS = define(
    "enrolment.privacy.reasons", "查看完整信息的事由", GROUP, Kind.LIST,
    ["核对申请材料", "联系监护人", "核实学籍信息", "办理报到手续", "处理异议或投诉"],
    help="每行一项，查看时选择。",
)  # fmt: skip
EXPORT_REASONS = define(
    "enrolment.privacy.export_reasons", "导出名单的事由", GROUP, Kind.LIST,
    ["会商核对名单", "办理学籍手续", "报送上级部门", "存档备查"], help="每行一项，导出时选择，写入文件和审计。",
)  # fmt: skip
AHEAD = define(
    "enrolment.retention.ahead", "到期清理提前几天预告", GROUP, Kind.INT, 30, unit="天", minimum=7, maximum=180
)
