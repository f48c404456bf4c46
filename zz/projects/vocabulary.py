"""The words of the project desk, each with its Chinese label."""

from zz.labels import LabelledEnum


class Stage(LabelledEnum):
    """Which of the four tables a project stands in."""

    PLANNING = "planning", "谋划在谈"
    PRELIMINARY = "preliminary", "前期"
    UNDER_CONSTRUCTION = "under_construction", "在建"
    COMPLETED = "completed", "竣工"

    @property
    def slug(self) -> str:
        """The stage as it stands in an address."""
        return self.value.replace("_", "-")

    @classmethod
    def from_slug(cls, slug: str) -> "Stage":
        """Return the stage of an address; ValueError where there is none."""
        return cls(slug.replace("-", "_"))


class Activity(LabelledEnum):
    """Whether work goes on (停缓建)."""

    ACTIVE = "active", "正常"
    SUSPENDED = "suspended", "暂停"
    TERMINATED = "terminated", "终止"


class Level(LabelledEnum):
    """Whose key project it is. Liling is a county-level city: 株洲市级 is above it."""

    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "株洲市级"
    COUNTY = "county", "醴陵市级"


class Nature(LabelledEnum):
    """建设性质."""

    NEW = "new", "新建"
    EXPANSION = "expansion", "扩建"
    REBUILD = "rebuild", "改建"
    UPGRADE = "upgrade", "技改"


class InvestmentType(LabelledEnum):
    """Whose money it is; chooses the permit template."""

    GOVERNMENT = "government", "政府投资"
    ENTERPRISE = "enterprise", "企业投资"


class Procedure(LabelledEnum):
    """办理方式."""

    APPROVAL = "approval", "审批"
    VERIFICATION = "verification", "核准"
    FILING = "filing", "备案"


class YearCategory(LabelledEnum):
    """What a year's list says of a project (年度类别)."""

    CONTINUED = "continued", "续建"
    PLANNED_START = "planned_start", "计划新开工"
    PLANNED_FINISH = "planned_finish", "计划竣工"
    RESERVE = "reserve", "预备"


class Light(LabelledEnum):
    """Red before yellow before green, so that a list sorts by what hurts first."""

    RED = "1_red", "红"
    YELLOW = "2_yellow", "黄"
    GREEN = "3_green", "绿"

    @property
    def tone(self) -> str:
        """The name of the colour, for a style sheet."""
        return {"1_red": "red", "2_yellow": "amber", "3_green": "green"}[self.value]


class FigureState(LabelledEnum):
    """How far a month's figure has come: the owner fills, the unit confirms, the centre locks."""

    FILLED = "filled", "待审核"
    RETURNED = "returned", "退回重填"
    CHECKED = "checked", "已审核"
    LOCKED = "locked", "已锁定"


class PermitState(LabelledEnum):
    """How far a permit has come; follows from its dates."""

    NOT_NEEDED = "not_needed", "不涉及"
    WAITING = "waiting", "未申报"
    RECEIVED = "received", "已收件"
    ACCEPTED = "accepted", "已受理"
    GRANTED = "granted", "已办结"


class TeamRole(LabelledEnum):
    """What a person does in a project's team (一支队伍)."""

    LEADER = "leader", "联系领导"
    HEAD = "head", "责任人"
    SERVICE = "service", "帮代办"
    OWNER = "owner", "业主代表"
    MEMBER = "member", "成员"


class GateEvidence(LabelledEnum):
    """What shows that a project may pass a gate between two tables (domain.md A)."""

    CONTRACT = "contract", "已签合同或协议"
    PROJECT_CODE = "project_code", "项目代码"
    FILING = "filing", "企业备案"
    PROPOSAL = "proposal", "项目建议书批复"
    CONSTRUCTION_PERMIT = "construction_permit", "施工许可证"
    STATUTORY_EQUAL = "statutory_equal", "与施工许可证等效的法定批准"
    FIVE_PARTY_ACCEPTANCE = "five_party_acceptance", "五方竣工验收"
    PRODUCTION = "production", "工业项目投产"
