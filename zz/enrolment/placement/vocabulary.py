"""The words of placement: what gives priority, where a round stands, where its lots come from."""

from zz.labels import LabelledEnum


class Criterion(LabelledEnum):
    """What may put a child before others: read off the request and its papers, never off the order of its wishes.

    A criterion that looked at wishes would make it unwise to name the school that a family wants most.
    """

    SIBLING_ENROLLED = "sibling_enrolled", "兄弟姐妹已在该校就读"
    WAITED = "waited", "上一学期待统筹、尚未入学"
    REGISTER = "register", "户籍在本地"
    HOME = "home", "家庭在本地有住房"
    TALENT = "talent", "高技术人才子女"
    ENTREPRENEUR = "entrepreneur", "企业家子女"
    EXECUTIVE = "executive", "高管子女"


EVIDENCE: dict[Criterion, str] = {
    Criterion.SIBLING_ENROLLED: "以本系统中已报到、现仍在该校年级范围内的兄弟姐妹为准，只对这一所学校有效",
    Criterion.WAITED: "以上一学期的申请停在待安排学位或待统筹为准",
    Criterion.REGISTER: "以户口簿为准",
    Criterion.HOME: "以不动产权证为准",
    Criterion.TALENT: "以人才认定证书为准",
    Criterion.ENTREPRENEUR: "以营业执照为准",
    Criterion.EXECUTIVE: "以劳动合同、聘书和工资记录为准",
}
BY_RANK = (Criterion.TALENT, Criterion.ENTREPRENEUR, Criterion.EXECUTIVE)  # these need a document to stand on
SUGGESTED = (Criterion.SIBLING_ENROLLED, Criterion.WAITED, Criterion.REGISTER, Criterion.HOME)


class RoundState(LabelledEnum):
    """Where a round stands. Nobody is moved before it is confirmed."""

    DRAFT = "draft", "准备中"
    SEALED = "sealed", "已封存"
    RUN = "run", "草案"
    CONFIRMED = "confirmed", "已确认"
    PUBLISHED = "published", "公示中"
    CLOSED = "closed", "已结束"
    ABANDONED = "abandoned", "已作废"


class RoundAction(LabelledEnum):
    """What is done to a round."""

    SEAL = "seal", "封存"
    RUN = "run", "生成草案"
    EDIT = "edit", "调整"
    CONFIRM = "confirm", "确认"
    PUBLISH = "publish", "公示"
    CLOSE = "close", "结束"
    ABANDON = "abandon", "作废"


class SeedWay(LabelledEnum):
    """Where the number comes from that all lots follow."""

    RANDOM = "random", "系统随机产生"
    DRAWN = "drawn", "现场摇号，有见证人"


class Outcome(LabelledEnum):
    """What a child has in a draft, as lists are filtered by it."""

    FIRST = "first", "第一志愿"
    LATER = "later", "其他志愿"
    OTHER = "other", "志愿外学校"
    NONE = "none", "待统筹"
