"""What can happen to a project."""

from zz.journal import verb

PROJECT_CREATED = verb("project_created", "新增项目", "name", "stage", "source")
PROJECT_EDITED = verb("project_edited", "修改项目信息", "changes")  # changes: {column: [before, after]}
PROJECT_MOVED = verb("project_moved", "确认转段", "before", "after", "reason", "evidence")
ACTIVITY_CHANGED = verb("activity_changed", "变更停缓建状态", "before", "after", "reason")
