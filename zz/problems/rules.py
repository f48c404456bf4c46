"""Rules of problems: the ready-made sentences of a leader, and how long a site check may take."""

from zz.rules import Kind, define

GROUP = "问题交办"

PRESETS = define(
    "problem.instructions", "批示常用语", GROUP, Kind.LIST,
    ["请{unit}阅处。", "请{unit}牵头，限期办结并报结果。", "请{unit}现场办公，协调解决。", "请项目管理中心跟踪督办。"],
    help="一行一句，{unit} 代表主办单位。",
)  # fmt: skip
TAPS = define(
    "problem.instruction_taps", "市领导一键批示", GROUP, Kind.LIST,
    ["同意。", "按项目管理中心意见办。", "请{unit}阅处。"],
    help="一行一句，{unit} 代表主办单位；不含 {unit} 的只在项目管理中心写了建议时出现。",
)  # fmt: skip
UNDO_MINUTES = define(
    "problem.instruction_undo_minutes", "一键批示后几分钟内可以撤回", GROUP, Kind.INT, 10, unit="分钟", minimum=1,
    maximum=120,
)  # fmt: skip
ASSIGN_DAYS = define(
    "problem.assign_days", "问题上报后几个工作日内交办", GROUP, Kind.INT, 1, unit="个工作日", minimum=1, maximum=10
)
WRITE_OFF_DAYS = define(
    "problem.write_off_days", "办结后几个工作日内现场销号", GROUP, Kind.INT, 5, unit="个工作日", minimum=1, maximum=30
)
