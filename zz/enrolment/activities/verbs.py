"""What happens to activities. No child's name stands in a payload."""

from zz.journal import verb

SAVED = verb("activity_saved", "维护活动", "title", "changes")
PUBLISHED = verb("activity_published", "发布活动", "title", "places")
CANCELLED = verb("activity_cancelled", "取消活动", "title", "reason")
SIGNED_UP = verb("activity_signed_up", "为孩子报名", "title", "waiting")
MOVED_UP = verb("activity_moved_up", "候补转为已报名", "title")
WITHDRAWN = verb("activity_sign_up_withdrawn", "退出活动", "title")
ATTENDANCE = verb("activity_attendance", "登记到场", "title", "on_day", "present", "absent")
FORGOTTEN = verb("activity_names_forgotten", "到期删除报名孩子的名字", "title", "count")
