"""Rules of the loop: how long there is to sign, how the ladder climbs, who issues cards."""

from zz.rules import Column, Kind, define

GROUP = "交办督办"

SIGN_DAYS = define(
    "assignment.sign_days", "几个工作日内签收", GROUP, Kind.INT, 1, unit="个工作日", minimum=1, maximum=10
)
DAYS = {"urgent": 3, "ordinary": 15, "hard": 30}
URGENT_DAYS = define(
    "assignment.days.urgent", "特急件办理时限", GROUP, Kind.INT, DAYS["urgent"], unit="个工作日", minimum=1, maximum=5
)
ORDINARY_DAYS = define(
    "assignment.days.ordinary",
    "一般件办理时限",
    GROUP,
    Kind.INT,
    DAYS["ordinary"],
    unit="个工作日",
    minimum=1,
    maximum=60,
)
HARD_DAYS = define(
    "assignment.days.hard", "疑难件办理时限", GROUP, Kind.INT, DAYS["hard"], unit="个工作日", minimum=1, maximum=120
)
MAX_EXTENSIONS = define(
    "assignment.max_extensions", "最多延期几次", GROUP, Kind.INT, 2, unit="次", minimum=0, maximum=5
)
SUSPENSION_APPROVED = define(
    "assignment.suspension_approved", "挂起须经交办方审批", GROUP, Kind.BOOL, True,
    help="不勾选时，承办单位附依据后可自行挂起。",
)  # fmt: skip
REPLIES_APPROVED = define(
    "assignment.reply_approved_units", "办理结果须经本单位审签的单位", GROUP, Kind.LIST, [],
    help="一行一个单位全称或简称。这些单位提交办理结果，先由本单位另一账号审签，同意后自动提交；审签期间不停止计时。",
)  # fmt: skip
VERIFY_DAYS = define("assignment.days.verify", "核验时限", GROUP, Kind.INT, 3, unit="个工作日", minimum=1, maximum=30)
CARDS_AUTOMATIC = define(
    "ladder.cards_automatic",
    "黄牌、红牌由系统自动发出",
    GROUP,
    Kind.BOOL,
    False,
    help="不勾选时，由系统拟好、项目管理中心确认后发出。",
)
SECOND_YELLOW_IS_RED = define("ladder.second_yellow_is_red", "第二张黄牌转为红牌", GROUP, Kind.BOOL, True)
NOTICES_AT_ONCE = define(
    "ladder.notices_at_once", "一次最多逐件提醒几件", GROUP, Kind.INT, 10, unit="件", minimum=1, maximum=100,
    help="同一单位一次到期的超过这个数，合并为一条提醒，避免停机后集中发送。",
)  # fmt: skip
STEPS = define(
    "ladder.steps", "督办阶梯", GROUP, Kind.TABLE,
    [
        {"basis": "sign", "offset": 1, "action": "urge"},
        {"basis": "sign", "offset": 3, "action": "yellow"},
        {"basis": "sign", "offset": 7, "action": "red"},
        {"basis": "due", "offset": -3, "action": "remind"},
        {"basis": "due", "offset": -1, "action": "remind"},
        {"basis": "due", "offset": 1, "action": "urge"},
        {"basis": "due", "offset": 3, "action": "yellow"},
        {"basis": "due", "offset": 7, "action": "red"},
        {"basis": "due", "offset": 14, "action": "red"},
    ],
    columns=(
        Column("basis", "对照期限（sign 签收、due 办结）"),
        Column("offset", "工作日（负数为到期前）", Kind.INT),
        Column("action", "动作（remind 提醒、urge 催办、yellow 黄牌、red 红牌并提级）"),
    ),
    help="按工作日计算。提交办理结果即停止计时；退回重办后按新的期限重新计时，已发的牌保留。",
)  # fmt: skip
