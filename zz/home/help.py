"""本页说明: for each main page one note on what it is for and what to do next, behind the “?” of the bar."""

from typing import NamedTuple

from flask import Flask, request


class Note(NamedTuple):
    """What a page is for, and what its reader does next."""

    purpose: str
    next_step: str


NOTES = {
    "home.home": Note(
        "一页看清等您办理的事、新变红的项目和事项、自己的项目（申请、台区）。",
        "先办“等我办理”里最上面的一件；看过新变红的，点“全部已阅”，以后只列新的，点错可以撤销。",
    ),
    "home.red": Note(
        "上次点“全部已阅”以后亮红灯、发红牌提级，现在仍为红的。", "逐项点开看原因和当前承办单位；看完点“全部已阅”。"
    ),
    "decisions.index": Note(
        "红牌提级到您的，和项目管理中心提请您协调的事项，附中心一句话建议；下面是您的批示落实情况和本期数字。",
        "点一句批示就送达承办单位，几分钟内可以撤回；要改期限或写别的，点“另作批示”。可打印成一页 A4。",
    ),
    "project_tables.table": Note(
        "四张表：谋划在谈、前期、在建、竣工。最上面一行是合计，灯点开看原因。",
        "用上方的筛选缩小范围，点一行看项目；常用的筛选可以保存为视图，表格可以导出。",
    ),
    "project.show": Note(
        "一个项目的全部情况：五个一、投资、节点、审批事项、走访、问题和变更记录。",
        "右上角的主按钮就是下一步；灯、滞后数点开看依据。",
    ),
    "report_start.start": Note(
        "您负责的项目，谁最急谁在前：走访、填报投资或审核投资。",
        "点项目下面的按钮逐个上报；没有信号也能填，有信号后自动补传。",
    ),
    "months.show": Note(
        "一个月的投资报送情况：谁报了、谁没报、哪些数字有疑点。",
        "催促未报的，核对疑点；报齐后锁定月份，锁定后只能解锁再改。",
    ),
    "project_views.views": Note("保存下来的筛选，可以共享给本单位。", "点名称打开；不用的可以删除。"),
    "permits.template": Note("新项目按这份清单建立审批事项。", "增删事项、调整时限；只影响以后建立的，不改已有项目。"),
    "bureau_permits.index": Note(
        "本单位承办的项目审批事项，快到承诺时限的在前。", "受理、办结后当天登记；超期的写明原因。"
    ),
    "import_projects.start": Note(
        "把现有的 Excel 台账导入系统。", "上传后先看逐格差别再确认；不合格的行连同原因退回，改好再传；整批可以撤销。"
    ),
    "assignments.inbox": Note(
        "交给您和本单位的事项，按要做的动作分栏，最紧急的在前。",
        "“待签收”先签收；办完点开提交办理结果；来不及的在期限前申请延期。红黄牌点开看依据。",
    ),
    "problems.index": Note(
        "项目遇到的问题：谁在办、到什么时候、有没有牌。", "用上方的筛选找到要看的；点一行看办理过程和期限计算依据。"
    ),
    "problems.show": Note(
        "一件问题从反映到销号的全过程，今天的位置和接下来会发生什么。",
        "右上角的主按钮就是您的下一步；别的操作在“更多”里。",
    ),
    "problem_kinds.index": Note(
        "问题的类型，和各类通常由哪个单位主办。", "按职责边界维护主办单位和关键词，交办时会自动带出。"
    ),
    "approvals.index": Note(
        "要您审批的和您提出的申请：转段、工期调整、延期等。", "点开看改动前后对照，再同意、退回或不同意。"
    ),
    "notices.show": Note("发给您的消息，最新的在前。", "点开就到那件事；看过的不再计数。"),
    "deputies.index": Note("您不在时由谁代办。", "设定代理人和起止日期；代理人的每个动作都会写明“代”谁。"),
    "meetings.index": Note("调度会和会商：议题、议定事项和落实情况。", "会前选定议题，会后把议定事项交办出去。"),
    "meetings.show": Note(
        "一次会议：上次决定的落实情况、议题、参会单位的签收和这次的决定。",
        "参会单位先签收；会上逐项登记决定，登记后立即交办，完成后印发纪要。",
    ),
    "analysis.index": Note(
        "年度清单到某个月为止的进展：开工、竣工、投资和序时对比，问题和审批的办理情况。",
        "数字都能点开看是哪些；右上角换月份，可打印、投屏、导出月报。",
    ),
    "enrolment.index": Note(
        "子女就学服务的首页：您的下一步、学期关键日期和各个去处。", "先做“您的下一步”里的第一件，再看关键日期。"
    ),
    "enrolment_requests.index": Note(
        "本企业员工子女的入学申请，各到哪一步、还缺什么材料。", "新增或批量导入；缺材料的可复制提醒文字发给员工。"
    ),
    "enrolment_queue.index": Note(
        "入学申请的办理队列：预审、审核、安排学位、确认接收、到校。", "先办逾期的；材料齐全的可以勾选多件一起通过。"
    ),
    "enrolment_cases.show": Note(
        "一件入学申请：由谁办理、期限、材料和办理过程。", "看完整的身份证号、电话要选一次事由，查看会被记录。"
    ),
    "schools.index": Note("本县的学校、服务区和各年级剩余学位。", "点学校看详情；学校和教育局在这里维护学位。"),
    "enrolment_policies.index": Note(
        "各类员工子女入学的条件、材料和排序办法。", "点开看现行版本；园区修订时只增新版，不改旧版。"
    ),
    "enrolment_policies.ask": Note("按员工和孩子的情况查适用政策。", "逐项选择即可，填写的内容不保存。"),
    "enrolment_terms.index": Note("学期和收集、审核、公示、报到的日期。", "设定当前学期；日期会出现在大家的首页。"),
    "enrolment_questions.index": Note("常见问题和企业咨询。", "先查常见问题，没有的再提出咨询；园区在期限内答复。"),
    "enrolment_activities.index": Note(
        "面向员工子女的课余辅导和暑期活动。", "在截止日前报名；满额的列入候补，有人退出自动转正。"
    ),
    "enrolment_reasons.index": Note("不予受理、退回等可以选用的理由。", "维护理由清单；已经用过的不会被改动。"),
    "enrolment_privacy.index": Note(
        "谁看过孩子的信息、为什么看、导出了什么。", "按人、按日期查；发现异常的找本人核实。"
    ),
    "enrolment_privacy.retention": Note("到期要删除的材料和要隐去的个人信息。", "到期前在这里预告，到期自动清理。"),
    "enrolment_statistics.index": Note("就学服务的件数、满足率和用时。", "每个数字点开就是它的明细。"),
    "placement_quotas.index": Note(
        "教育局每学期给园区多少学位。", "工作组起草、提交，教育局确认或退回；安排学位以确认的名额为限。"
    ),
    "placement_board.index": Note(
        "各校各年级的学位，和占用学位的孩子。", "数字点开就是孩子的名单；已满的年级不能再安排。"
    ),
    "placement_orders.show": Note(
        "学位不够时谁先谁后，先公布、后安排。", "要改的写明理由，公布新的一版；已经封存的轮次仍按原来的办。"
    ),
    "placement_rounds.index": Note(
        "按公布的排序办法、名额和志愿，一轮一轮安排学位。", "名额确认、排序办法公布后发起新一轮；已有的点开接着办。"
    ),
    "placement_rounds.show": Note(
        "一轮安排的全部孩子、结果和理由。", "按“下一步”办；调整写明理由，确认以后通知学校和家庭。"
    ),
    "placement_publications.index": Note(
        "学位安排的公示，姓名只显示姓。", "对结果有异议的，公示期内由企业人事或工作组代为提出。"
    ),
    "placement_objections.index": Note("家庭对公示结果的异议和答复。", "工作组在期限内答复；不服的可以请教育局复核。"),
    "voltage_statistics.index": Note(
        "逐台区看某日或某月的电压合格率、异常和完整率。", "用上方数字和筛选缩小范围，点台区看曲线和历史。"
    ),
    "voltage_statistics.units": Note(
        "供电所、县公司的排名和闭环情况。", "点单位名称逐级往下看；可导出 Excel 或 Word 月报。"
    ),
    "voltage_problems.index": Note(
        "触发规则的台区；满 3 天的是持续异常，才派发。", "勾选持续异常的派发给供电所，或写明理由挂起、排除。"
    ),
    "remediation.index": Note(
        "派发下去的治理：计划、施工、待验证、复查。", "供电所立计划、治理后申请闭环；电压专责看治理前后对比再验证。"
    ),
    "voltage_readings.index": Note(
        "每天报送的电压数据文件和逐项判定结果。", "上传 96 点曲线或日汇总；报错了改正后重新报送同一天。"
    ),
    "voltage_rules.index": Note("判定电压异常的限值和时长。", "先试算最近 30 天会新增、减少多少，再确认执行。"),
    "users.index": Note("能登录系统的人、角色和单位。", "新增或批量导入；离岗的先移交再停用。"),
    "units.index": Note("单位的上下级和分管市领导。", "新增、更名、划转；分管领导决定他看到哪些项目。"),
    "administrators.index": Note("三类管理员，须是三个人。", "空缺的尽快任命；更换前先解除原任。"),
    "rules.index": Note(
        "期限、亮灯、发牌等本地规定，每次调整都留有版本。", "点“调整”改，写明依据；从生效日起执行，以前的判定不变。"
    ),
    "rules.show": Note(
        "一条规定的现行内容、历次调整和依据。",
        "改数值后先点“先看变化”，看哪些会变再保存；调错了点“收回最近一次调整”。",
    ),
    "calendar.index": Note("哪天上班、哪天放假，期限都按它计算。", "国务院公布放假安排后核对一遍，本地调休在这里改。"),
    "audit.index": Note(
        "谁在什么时候改了什么，不能改也不能删。", "按人、按操作、按日期查；定期点“校验”确认没有被改动。"
    ),
    "audit.access": Note("登录、越权被拒、导出和查看敏感信息的记录。", "留意连续登录失败和越权被拒的。"),
}


def note() -> Note | None:
    """Return the note of the page that is asked for; None for a page that needs none."""
    return NOTES.get(request.endpoint or "")


def init_app(app: Flask) -> None:
    """Give the bar its “?”."""
    app.add_template_global(note, "help_note")
