"""The words of the review: what a reason is for, which compartments a queue has."""

from zz.labels import LabelledEnum


class Purpose(LabelledEnum):
    """What a list of reasons is for."""

    DECLINE = "decline", "不予受理"
    SCHOOL_DECLINE = "school_decline", "学校退回"
    OFFER_DECLINE = "offer_decline", "放弃学位"


DEFAULTS: dict[Purpose, tuple[str, ...]] = {
    Purpose.DECLINE: (
        "监护人不在园区企业在职",
        "年龄不符合入学规定",
        "不符合转学条件",
        "材料不实，经告知后没有改正",
        "不属于本期受理范围，已告知向居住地教育局申请",
    ),
    Purpose.SCHOOL_DECLINE: (
        "该年级班额已满",
        "学籍信息不一致，需教育局核对",
        "孩子已在其他学校就读",
    ),
    Purpose.OFFER_DECLINE: (
        "已自行联系学校",
        "回户籍地就读",
        "监护人离职或离开本地",
        "希望另行统筹安排",
    ),
}
