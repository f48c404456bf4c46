"""What can happen to users and units, for the journal. `changes` maps a field to (before, after); no password, ever."""

from zz.journal import verb

PASSWORD_CHANGED = verb("user.password_changed", "修改了自己的密码")
SESSIONS_ENDED = verb("user.sessions_ended", "退出了登录中的设备", "name", "count")
USER_CREATED = verb("user.created", "新增用户", "username", "name", "phone", "roles")
USER_TAKEN_BACK = verb("user.taken_back", "撤销新增用户", "username", "name")
USER_EDITED = verb("user.edited", "修改用户信息", "name", "changes")
USER_DISABLED = verb("user.disabled", "停用用户", "name")
USER_ENABLED = verb("user.enabled", "启用用户", "name")
PASSWORD_RESET = verb("user.password_reset", "重置用户密码", "name")
USER_HANDED_OVER = verb("user.handed_over", "移交工作", "name", "successor", "items")
ROLES_CHANGED = verb("user.roles_changed", "调整用户角色", "name", "added", "removed")

UNIT_CREATED = verb("unit.created", "新增单位", "name", "kind", "parent", "short_name", "uscc", "leader")
UNIT_EDITED = verb("unit.edited", "修改单位信息", "name", "changes")
UNIT_MOVED = verb("unit.moved", "调整单位隶属", "name", "before", "after")
UNIT_DISABLED = verb("unit.disabled", "停用单位", "name")
UNIT_ENABLED = verb("unit.enabled", "启用单位", "name")
