"""The words of requests: where one stands, what is done to it, who is who, what is on paper."""

from zz.labels import LabelledEnum


class RequestState(LabelledEnum):
    """Where a request stands; what is asked for in a 补正 lives on its rows."""

    DRAFT = "draft", "填报中"
    PARK_REVIEW = "park_review", "园区预审中"
    PARK_CORRECTION = "park_correction", "待补正（园区预审）"
    EDUCATION_REVIEW = "education_review", "教育局审核中"
    EDUCATION_CORRECTION = "education_correction", "待补正（教育局审核）"
    QUEUED = "queued", "待安排学位"
    TO_COORDINATE = "to_coordinate", "待统筹"
    PLACED = "placed", "待学校确认"
    OFFERED = "offered", "待家长确认"
    LAPSED = "lapsed", "逾期未答复"
    CONFIRMED = "confirmed", "待报到"
    ARRIVED = "arrived", "已报到"
    DECLINED = "declined", "不予受理"
    OFFER_DECLINED = "offer_declined", "已放弃学位"
    WITHDRAWN = "withdrawn", "已撤回"
    CONSENT_WITHDRAWN = "consent_withdrawn", "监护人已撤回同意"


class RequestAction(LabelledEnum):
    """What is done to a request."""

    SUBMIT = "submit", "提交"
    ACCEPT = "accept", "通过预审"
    PASS = "pass", "审核通过"
    ASK_CORRECTION = "ask_correction", "退回补正"
    RESUBMIT = "resubmit", "补正后重新提交"
    DECLINE = "decline", "不予受理"
    PLACE = "place", "安排学位"
    TAKE_BACK = "take_back", "撤回安排"
    CORRECT = "correct", "更正安排"
    COORDINATE = "coordinate", "转入统筹"
    SCHOOL_CONFIRM = "school_confirm", "学校确认接收"
    SCHOOL_DECLINE = "school_decline", "学校退回"
    CONFIRM = "confirm", "确认入学"
    DECLINE_OFFER = "decline_offer", "放弃学位"
    LAPSE = "lapse", "逾期未答复"
    ARRIVE = "arrive", "确认报到"
    WITHDRAW = "withdraw", "撤回申请"
    WITHDRAW_CONSENT = "withdraw_consent", "撤回同意"


class Sex(LabelledEnum):
    """As the ID number says it."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Relation(LabelledEnum):
    """What the guardian is to the child."""

    FATHER = "father", "父亲"
    MOTHER = "mother", "母亲"
    GRANDPARENT = "grandparent", "祖父母或外祖父母"
    OTHER = "other", "其他监护人"


class ConsentWay(LabelledEnum):
    """How the guardian has said so."""

    PAPER = "paper", "纸质签字"
    LINK = "link", "本人在线确认"


class Review(LabelledEnum):
    """Whose review asks for something."""

    PARK = "park", "园区预审"
    EDUCATION = "education", "教育局审核"
