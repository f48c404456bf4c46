"""What can happen to a project."""

from zz.journal import verb

PROJECT_CREATED = verb("project_created", "新增项目", "name", "stage", "source")
PROJECT_EDITED = verb("project_edited", "修改项目信息", "changes")  # changes: {column: [before, after]}
PROJECT_MOVED = verb("project_moved", "确认转段", "before", "after", "day", "reason", "evidence")
ACTIVITY_CHANGED = verb("activity_changed", "变更停缓建状态", "before", "after", "reason")
MILESTONE_ADDED = verb("milestone_added", "新增节点", "name", "planned_on")
MILESTONE_EDITED = verb("milestone_edited", "修改节点", "name", "changes")
MILESTONE_REMOVED = verb("milestone_removed", "删除节点", "name", "planned_on")
SCHEDULE_MADE = verb("schedule_made", "生成倒排计划", "names")
TEAM_ADDED = verb("team_added", "新增队伍成员", "name", "role")
TEAM_EDITED = verb("team_edited", "修改队伍成员", "name", "changes")
TEAM_REMOVED = verb("team_removed", "移出队伍成员", "name", "role")
PERMITS_COPIED = verb("permits_copied", "按模板建立审批事项", "count")
PERMIT_EDITED = verb("permit_edited", "登记审批事项", "number", "name", "changes")
PERMIT_ITEM_EDITED = verb("permit_item_edited", "修改审批事项模板", "number", "name", "changes")

VISIT_REPORTED = verb(
    "visit_reported", "走访上报", "visit_id", "on_day", "physical_progress", "workers", "next_step", "problems"
)
VISIT_CORRECTED = verb("visit_corrected", "更正走访记录", "visit_id", "changes")  # changes: {column: [before, after]}
VISIT_WITHDRAWN = verb("visit_withdrawn", "撤回走访记录", "visit_id", "on_day", "physical_progress")

FIGURE_FILLED = verb(
    "figure_filled", "填报投资", "year", "month", "invested", "statistical", "note", "before", "doubts"
)
FIGURE_CHECKED = verb("figure_checked", "审核投资", "year", "month", "invested", "statistical")
FIGURE_RETURNED = verb("figure_returned", "退回投资填报", "year", "month", "invested", "statistical", "reason")
PROJECT_TAKEN_BACK = verb("project_taken_back", "撤销导入的项目", "name", "values")
