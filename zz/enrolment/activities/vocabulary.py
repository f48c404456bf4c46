"""The words of activities: what they are, where one stands, where a sign-up stands."""

from zz.labels import LabelledEnum


class ActivityKind(LabelledEnum):
    """What is offered to the children of employees."""

    TUTORING = "tutoring", "课余辅导"
    SUMMER = "summer", "暑期活动"
    OTHER = "other", "其他活动"


class ActivityState(LabelledEnum):
    """Where an activity stands."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    CANCELLED = "cancelled", "已取消"


class ActivityAction(LabelledEnum):
    """What is done to an activity."""

    PUBLISH = "publish", "发布"
    CANCEL = "cancel", "取消活动"


class SignUpState(LabelledEnum):
    """Where a sign-up stands."""

    SIGNED_UP = "signed_up", "已报名"
    WAITING = "waiting", "候补"
    WITHDRAWN = "withdrawn", "已退出"


class SignUpAction(LabelledEnum):
    """What is done to a sign-up."""

    MOVE_UP = "move_up", "候补转正"
    WITHDRAW = "withdraw", "退出"
