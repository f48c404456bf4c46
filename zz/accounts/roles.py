"""Who may do what: roles, permissions, and how far each reaches. One table, read top to bottom."""

from zz.labels import LabelledEnum


class UnitKind(LabelledEnum):
    """What a unit is."""

    CITY = "city", "市级"
    BUREAU = "bureau", "部门"
    TOWNSHIP = "township", "镇街"
    PARK = "park", "园区"
    ENTERPRISE = "enterprise", "企业"
    SCHOOL = "school", "学校"
    GRID = "grid", "供电"


class Role(LabelledEnum):
    """What a user is, in a unit. The last three are never one person."""

    CENTRE = "centre", "项目管理中心"
    LEADER = "leader", "分管市领导"
    MAIN_LEADER = "main_leader", "市主要领导"
    COMMISSIONER = "commissioner", "项目专员"
    BUREAU = "bureau", "责任单位"
    PARK = "park", "园区"
    WORK_GROUP = "work_group", "就学工作组成员"
    ENTERPRISE_OWNER = "enterprise_owner", "项目业主"
    ENTERPRISE_HR = "enterprise_hr", "企业人事"
    EDUCATION = "education", "教育局"
    SCHOOL = "school", "学校"
    GRID_MANAGER = "grid_manager", "电压专责"
    GRID_STATION = "grid_station", "供电所"
    ADMIN = "admin", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


ADMINISTRATORS = frozenset({Role.ADMIN, Role.SECURITY, Role.AUDITOR})

UNIT_KINDS: dict[Role, frozenset[UnitKind]] = {
    Role.CENTRE: frozenset({UnitKind.CITY}),
    Role.LEADER: frozenset({UnitKind.CITY}),
    Role.MAIN_LEADER: frozenset({UnitKind.CITY}),
    Role.COMMISSIONER: frozenset({UnitKind.CITY, UnitKind.TOWNSHIP}),
    Role.BUREAU: frozenset({UnitKind.BUREAU, UnitKind.TOWNSHIP}),
    Role.PARK: frozenset({UnitKind.PARK}),
    Role.WORK_GROUP: frozenset({UnitKind.PARK}),
    Role.ENTERPRISE_OWNER: frozenset({UnitKind.ENTERPRISE}),
    Role.ENTERPRISE_HR: frozenset({UnitKind.ENTERPRISE}),
    Role.EDUCATION: frozenset({UnitKind.BUREAU}),
    Role.SCHOOL: frozenset({UnitKind.SCHOOL}),
    Role.GRID_MANAGER: frozenset({UnitKind.GRID}),
    Role.GRID_STATION: frozenset({UnitKind.GRID}),
    Role.ADMIN: frozenset(UnitKind),
    Role.SECURITY: frozenset(UnitKind),
    Role.AUDITOR: frozenset(UnitKind),
}


class Scope(LabelledEnum):
    """How far a permission reaches."""

    ALL = "all", "全部"
    COUNTY = "county", "本县（市）"
    FIELD = "field", "分管范围"
    SUBTREE = "subtree", "本单位及下级"
    OWN = "own", "本人或本单位"


class Permission(LabelledEnum):
    """One thing a user may do."""

    PROJECT_READ = "project_read", "查看项目"
    PROJECT_CREATE = "project_create", "新增和导入项目"
    PROJECT_EDIT = "project_edit", "编辑项目"
    PROJECT_STAGE = "project_stage", "确认项目转段"
    VISIT_REPORT = "visit_report", "走访上报"
    FIGURE_FILL = "figure_fill", "填报投资"
    FIGURE_CONFIRM = "figure_confirm", "审核投资"
    MONTH_LOCK = "month_lock", "锁定月份"
    YEAR_CARRY_OVER = "year_carry_over", "结转年度清单"
    APPROVAL_OVERSEE = "approval_oversee", "查看全部审批"
    PROJECT_REQUEST = "project_request", "申请项目变更"
    PERMIT_RECORD = "permit_record", "登记本单位审批事项"
    PROBLEM_READ = "problem_read", "查看问题"
    PROBLEM_REPORT = "problem_report", "反映问题"
    PROBLEM_ASSIGN = "problem_assign", "交办问题"
    PROBLEM_VERIFY = "problem_verify", "核验和销号"
    PROBLEM_SUPERVISE = "problem_supervise", "催办和督办"
    PROBLEM_INSTRUCT = "problem_instruct", "批示"
    PROBLEM_DECIDE = "problem_decide", "需市领导协调事项"
    PROBLEM_KINDS = "problem_kinds", "维护问题类型"
    MEETING_READ = "meeting_read", "查看会议"
    MEETING_MANAGE = "meeting_manage", "组织会议"
    RULES_BUSINESS = "rules_business", "维护业务规则"
    RULES_SYSTEM = "rules_system", "维护系统规则"
    RULES_SECURITY = "rules_security", "维护登录与安全规则"
    VOLTAGE_READ = "voltage_read", "查看台区电压"
    VOLTAGE_IMPORT = "voltage_import", "导入台区和电压数据"
    VOLTAGE_RULES = "voltage_rules", "维护电压规则"
    VOLTAGE_MANAGE = "voltage_manage", "派发和管理电压问题"
    VOLTAGE_REMEDY = "voltage_remedy", "治理电压问题"
    VOLTAGE_VERIFY = "voltage_verify", "验证电压治理"
    ENROLMENT_DESK_READ = "enrolment_desk_read", "查看就学信息"
    ENROLMENT_MANAGE = "enrolment_manage", "维护学校、政策和活动"
    ENROLMENT_SEATS = "enrolment_seats", "维护学校学位"
    ENROLMENT_ANSWER = "enrolment_answer", "答复就学咨询"
    ENROLMENT_FILE = "enrolment_file", "申报员工子女入学"
    ENROLMENT_READ = "enrolment_read", "查看入学申请"
    ENROLMENT_NAMES = "enrolment_names", "查看申请企业的名称"
    ENROLMENT_PREREVIEW = "enrolment_prereview", "园区预审入学申请"
    ENROLMENT_REVIEW = "enrolment_review", "审核入学申请、安排学位"
    ENROLMENT_CONFIRM = "enrolment_confirm", "确认接收和到校"
    ENROLMENT_OPEN = "enrolment_open", "查看入学申请的敏感信息"
    INBOX = "inbox", "使用交办收件箱"
    CARD_ISSUE = "card_issue", "发出督办牌"
    CALENDAR_EDIT = "calendar_edit", "维护工作日历"
    USERS_MANAGE = "users_manage", "管理用户和单位"
    ADMINISTRATORS_GRANT = "administrators_grant", "授予管理员角色"
    ANALYSIS_READ = "analysis_read", "查看数据分析"
    AUDIT_READ = "audit_read", "查看审计"


P, S = Permission, Scope

GRANTS: dict[Role, dict[Permission, Scope]] = {
    Role.CENTRE: {
        P.PROJECT_READ: S.COUNTY,
        P.PROJECT_CREATE: S.COUNTY,
        P.PROJECT_EDIT: S.COUNTY,
        P.PROJECT_STAGE: S.COUNTY,
        P.MONTH_LOCK: S.COUNTY,
        P.YEAR_CARRY_OVER: S.COUNTY,
        P.CARD_ISSUE: S.COUNTY,
        P.APPROVAL_OVERSEE: S.COUNTY,
        P.PROJECT_REQUEST: S.COUNTY,
        P.PERMIT_RECORD: S.COUNTY,
        P.PROBLEM_READ: S.COUNTY,
        P.PROBLEM_REPORT: S.COUNTY,
        P.PROBLEM_ASSIGN: S.COUNTY,
        P.PROBLEM_VERIFY: S.COUNTY,
        P.PROBLEM_SUPERVISE: S.COUNTY,
        P.PROBLEM_INSTRUCT: S.COUNTY,  # a leader's words on paper, entered with a photo of it
        P.PROBLEM_KINDS: S.ALL,
        P.MEETING_MANAGE: S.COUNTY,
        P.RULES_BUSINESS: S.ALL,
        P.CALENDAR_EDIT: S.ALL,
    },
    Role.LEADER: {
        P.PROJECT_READ: S.FIELD,
        P.PROBLEM_READ: S.FIELD,
        P.PROBLEM_INSTRUCT: S.FIELD,
        P.PROBLEM_DECIDE: S.FIELD,
    },
    Role.MAIN_LEADER: {
        P.PROJECT_READ: S.COUNTY,
        P.APPROVAL_OVERSEE: S.COUNTY,
        P.PROBLEM_READ: S.COUNTY,
        P.PROBLEM_INSTRUCT: S.COUNTY,
        P.PROBLEM_DECIDE: S.COUNTY,
    },
    Role.COMMISSIONER: {
        P.PROJECT_READ: S.OWN,
        P.VISIT_REPORT: S.OWN,
        P.PROBLEM_READ: S.OWN,
        P.PROBLEM_REPORT: S.OWN,
        P.PROBLEM_VERIFY: S.OWN,
    },
    Role.BUREAU: {
        P.PROJECT_READ: S.SUBTREE,
        P.PROJECT_EDIT: S.SUBTREE,
        P.FIGURE_CONFIRM: S.SUBTREE,
        P.PROJECT_REQUEST: S.SUBTREE,
        P.PERMIT_RECORD: S.OWN,
        P.PROBLEM_READ: S.SUBTREE,
        P.PROBLEM_REPORT: S.SUBTREE,
        P.PROBLEM_ASSIGN: S.OWN,  # a township to its own people (两级), what they have reported
        P.PROBLEM_VERIFY: S.OWN,
        P.PROBLEM_SUPERVISE: S.OWN,
        P.CARD_ISSUE: S.OWN,  # on what it has assigned to its own people
    },
    Role.PARK: {
        P.PROJECT_READ: S.SUBTREE,
        P.PROBLEM_READ: S.SUBTREE,
        P.PROBLEM_REPORT: S.SUBTREE,
        P.ENROLMENT_MANAGE: S.OWN,
        P.ENROLMENT_SEATS: S.OWN,
        P.ENROLMENT_ANSWER: S.OWN,
        P.ENROLMENT_READ: S.OWN,
        P.ENROLMENT_NAMES: S.OWN,
        P.ENROLMENT_PREREVIEW: S.OWN,
        P.ENROLMENT_OPEN: S.OWN,
    },
    # from the association and the enterprises: cases and questions without the names of enterprises
    Role.WORK_GROUP: {P.ENROLMENT_ANSWER: S.OWN, P.ENROLMENT_READ: S.OWN},
    Role.ENTERPRISE_OWNER: {
        P.PROJECT_READ: S.OWN,
        P.FIGURE_FILL: S.OWN,
        P.PROJECT_REQUEST: S.OWN,
        P.PROBLEM_READ: S.OWN,
        P.PROBLEM_REPORT: S.OWN,
    },
    Role.GRID_MANAGER: {
        P.VOLTAGE_READ: S.SUBTREE,
        P.VOLTAGE_IMPORT: S.SUBTREE,
        P.VOLTAGE_RULES: S.SUBTREE,
        P.VOLTAGE_MANAGE: S.SUBTREE,
        P.VOLTAGE_VERIFY: S.SUBTREE,
        P.CARD_ISSUE: S.SUBTREE,
    },
    Role.GRID_STATION: {
        P.VOLTAGE_READ: S.SUBTREE,
        P.VOLTAGE_RULES: S.OWN,  # stricter ones, for its own areas
        P.VOLTAGE_REMEDY: S.SUBTREE,
    },
    Role.ENTERPRISE_HR: {
        P.ENROLMENT_FILE: S.OWN,
        P.ENROLMENT_READ: S.OWN,
        P.ENROLMENT_NAMES: S.OWN,
        P.ENROLMENT_OPEN: S.OWN,
    },
    Role.EDUCATION: {
        P.ENROLMENT_SEATS: S.OWN,
        P.ENROLMENT_READ: S.OWN,
        P.ENROLMENT_NAMES: S.OWN,
        P.ENROLMENT_REVIEW: S.OWN,
        P.ENROLMENT_OPEN: S.OWN,
    },
    Role.SCHOOL: {
        P.ENROLMENT_SEATS: S.OWN,
        P.ENROLMENT_READ: S.OWN,
        P.ENROLMENT_CONFIRM: S.OWN,
        P.ENROLMENT_OPEN: S.OWN,
    },
    Role.ADMIN: {P.PROBLEM_KINDS: S.ALL, P.USERS_MANAGE: S.ALL, P.RULES_SYSTEM: S.ALL, P.CALENDAR_EDIT: S.ALL},
    Role.SECURITY: {P.ADMINISTRATORS_GRANT: S.ALL, P.RULES_SECURITY: S.ALL},
    Role.AUDITOR: {P.AUDIT_READ: S.ALL},
}

for _role in (Role.CENTRE, Role.LEADER, Role.MAIN_LEADER, Role.COMMISSIONER, Role.BUREAU, Role.PARK):
    GRANTS[_role][P.ANALYSIS_READ] = GRANTS[_role][P.PROJECT_READ]  # what is counted is what they see
for _role in [role for role in Role if P.PROBLEM_READ in GRANTS.get(role, {})]:
    GRANTS[_role][P.MEETING_READ] = GRANTS[_role][P.PROBLEM_READ]
for _role in Role:  # schools and policies are published: whoever has signed in reads them
    GRANTS[_role][P.ENROLMENT_DESK_READ] = S.ALL
for _role in set(Role) - ADMINISTRATORS:
    GRANTS[_role][P.INBOX] = S.OWN
