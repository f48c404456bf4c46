"""The columns of a ledger: what counties call them, how their cells read, and how zz writes them out again."""

from zz.projects.ledger_cells import (
    as_category,
    as_ledger_date,
    as_member,
    as_named,
    as_nature,
    as_period,
    as_quantity,
    as_stage,
)
from zz.projects.vocabulary import Activity, InvestmentType, Level, Procedure
from zz.sheets.import_table import Field, as_money

FIELDS = (
    Field("code", "项目代码", names=("代码", "项目编码", "投资项目代码")),
    Field("name", "项目名称", as_named, required=True, names=(
        "项目名", "工程名称", "名称", "项目", "项目单位及名称",
        "项目名称及单位", "单位及项目名称", "建设项目名称", "项目全称",
    )),
    Field("stage", "四表归类", as_stage, ("项目阶段", "所在表", "阶段", "当前阶段", "建设阶段", "项目状态")),
    Field("level", "级别", as_member(Level), ("项目级别",)),
    Field("nature", "建设性质", as_nature, ("项目性质",)),
    Field("investment_type", "投资类型", as_member(InvestmentType), ("投资主体类型",)),
    Field("procedure", "办理方式", as_member(Procedure)),
    Field("industry", "行业", names=("所属行业", "产业类别", "项目类别", "项目领域", "九大领域", "项目类型")),
    Field("chain", "产业链"),
    Field("county", "县市区", names=(
        "县区", "区县", "所在市县", "隶属区县", "所在区县", "所在盟市", "所在省辖市", "所在县区", "所在县市区", "市县",
    )),
    Field("address", "镇街/园区", names=(
        "乡镇街道/园区/位置", "乡镇", "建设地点", "建设地址", "项目位置", "地点", "地址", "项目地点", "建设位置",
    )),
    Field("township", "镇街"),
    Field("park", "园区"),
    Field("owner_name", "项目业主", names=(
        "业主单位", "业主", "建设单位", "实施单位", "项目单位",
        "项目法人", "建设主体", "法人单位", "投资主体", "项目法人单位",
        "项目(法人)单位", "项目业主单位", "企业名称", "投资方",
    )),
    Field("content", "建设规模及内容", names=(
        "建设内容", "主要建设内容", "建设规模及主要内容", "拟建设规模",
        "项目内容", "项目简介", "建设内容及规模", "建设规模",
        "主要建设内容及规模", "建设规模及主要建设内容", "项目建设内容",
    )),
    Field("land_mu", "用地", as_quantity, ("用地面积", "占地面积", "用地亩", "占地亩")),
    Field("period", "建设起止年限", as_period, (
        "建设起止时间", "建设年限", "建设周期", "计划工期", "起止年限", "建设工期", "建设起止年月", "起止时间",
    )),
    Field("converted_total", "总投资_万元", as_money),
    Field("total_investment", "总投资", as_money, (
        "项目总投资", "总投资额", "投资额", "计划总投资", "概算总投资", "投资总额", "估算总投资",
    )),
    Field("funding", "资金来源"),
    Field("converted_plan", "年度计划投资_万元", as_money),
    Field("annual_plan", "年度计划投资", as_money, (
        "年计划投资", "本年度计划投资", "年度投资计划", "投资计划", "年度计划",
        "计划投资", "计划完成投资", "预计投资", "本年计划投资",
        "年计划完成投资", "当年计划投资", "年度投资", "年投资计划",
    )),
    Field("invested_before", "开工至上年末累计", as_money, (
        "截至上年末累计完成投资", "截至上年底累计完成投资",
        "截至底累计完成投资", "至底累计完成投资", "开工至底累计完成投资",
    )),
    Field("category", "年度类别", as_category, ("建设批次",)),
    Field("goal", "年度工作目标", names=(
        "年度建设目标", "当年建设内容", "年度目标", "年计划形象进度",
        "进度目标或新增效益", "投资计划主要建设内容", "年度主要建设内容",
        "年度计划主要建设内容", "本年度主要建设内容", "年度建设内容", "年主要建设内容", "投资计划建设内容",
    )),
    Field("planned_start", "计划开工", as_ledger_date("start"), ("计划开工时间", "拟开工时间", "计划开工年月")),
    Field("actual_start", "实际开工", as_ledger_date("start"), ("开工时间", "实际开工时间", "开工年月", "开工日期")),
    Field("planned_finish", "计划竣工", as_ledger_date("end"),
        ("计划竣工时间", "计划完工时间", "拟竣工时间", "预计竣工时间")),
    Field("actual_finish", "实际竣工", as_ledger_date("end"), ("竣工时间", "实际竣工时间", "完工时间", "竣工日期")),
    Field("responsible_unit", "责任单位", names=(
        "牵头单位", "主管部门", "项目主管单位", "监管单位", "主责单位",
        "责任部门", "主管单位", "牵头责任单位", "行业主管部门",
    )),
    Field("responsible_person", "责任人", names=("项目责任人",)),
    Field("liaison_leader", "联系领导", names=("市级联系领导", "县级联系领导", "挂点领导", "联点领导")),
    Field("commissioner", "项目专员", names=("专员",)),
    Field("physical_progress", "形象进度", names=(
        "进度描述", "工程形象进度", "项目进度", "季度项目进度", "项目进展", "进展情况", "建设进展", "目前进展",
    )),
    Field("next_step", "下一步计划", names=("下一步", "下步计划", "下一步工作")),
    Field("problems", "存在问题", names=("存在的问题", "存在困难和问题")),
    Field("parent", "所属母项目", names=("母项目",)),
    Field("activity", "停缓建", as_member(Activity)),
    Field("remark", "备注", names=("备注说明",)),
)  # fmt: skip

LABELS = {each.key: each.label for each in FIELDS} | {
    "total_investment": "总投资", "annual_plan": "年度计划投资", "start_year": "开工年份", "end_year": "竣工年份",
    "responsible_unit_id": "责任单位", "owner_unit_id": "项目业主账号", "commissioner_id": "项目专员",
    "year.planned_start": "", "year.planned_finish": "", "liaison_leader_id": "联系领导",
    "township_id": "镇街", "park_id": "园区", "parent_id": "所属母项目",
}  # fmt: skip
TEXTS = ("industry", "chain", "county", "owner_name", "content", "funding", "responsible_person", "physical_progress")
MEMBERS = ("level", "nature", "investment_type", "procedure")
DATES = {
    "planned_start": "计划开工",
    "actual_start": "实际开工",
    "planned_finish": "计划竣工",
    "actual_finish": "实际竣工",
}
# What zz works out itself: in an export, never imported.
COMPUTED = {
    "序号", "亮灯", "亮灯原因", "年累计", "投资完成率", "滞后序时",
    "开工累计", "最近走访", "审批办结", "审批事项", "入统",
}  # fmt: skip
