"""Rules of signing in; the security administrator changes them. Keys begin with `security.`."""

from zz.accounts.roles import Permission
from zz.rules import Kind, define

GROUP = "登录与安全"

LOGIN_FAILURES = define(
    "security.login_failures", "同一账号连续输错密码几次后锁定", GROUP, Kind.INT, 5,
    unit="次", minimum=3, maximum=20, permission=Permission.RULES_SECURITY,
)  # fmt: skip
LOCK_MINUTES = define(
    "security.lock_minutes", "锁定时长", GROUP, Kind.INT, 15,
    unit="分钟", minimum=1, maximum=1440, permission=Permission.RULES_SECURITY,
)  # fmt: skip
ADDRESS_FAILURES = define(
    "security.address_failures", "同一网络地址累计输错几次后锁定", GROUP, Kind.INT, 100,
    unit="次", minimum=20, maximum=10_000, permission=Permission.RULES_SECURITY,
    help="一个办公室往往共用一个地址，应远高于单个账号的次数。",
)  # fmt: skip
IDLE_MINUTES = define(
    "security.idle_minutes", "多久不操作自动退出", GROUP, Kind.INT, 30,
    unit="分钟", minimum=5, maximum=480, permission=Permission.RULES_SECURITY,
)  # fmt: skip
PASSWORD_MIN_LENGTH = define(
    "security.password_min_length", "密码最短长度", GROUP, Kind.INT, 8,
    unit="位", minimum=8, maximum=64, permission=Permission.RULES_SECURITY,
    help="等级保护二级要求不少于 8 位，且含多种字符。",
)  # fmt: skip
PASSWORD_HISTORY = define(
    "security.password_history", "新密码不得与最近几次相同", GROUP, Kind.INT, 5,
    unit="次", minimum=1, maximum=24, permission=Permission.RULES_SECURITY,
)  # fmt: skip
