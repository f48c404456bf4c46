"""What can happen to users and units, for the journal. No payload holds a password."""

from zz.journal import verb

PASSWORD_CHANGED = verb("user.password_changed", "修改了自己的密码")
SESSIONS_ENDED = verb("user.sessions_ended", "退出了其他设备上的登录", "count")
