"""What can happen at the voltage desk."""

from zz.journal import verb

AREA_CREATED = verb("area_created", "新增台区", "name", "code", "source")
AREA_EDITED = verb("area_edited", "修改台区档案", "changes", "source")
AREA_IMPORT_UNDONE = verb("area_import_undone", "撤销导入的台区", "name", "code", "changes")
READINGS_JUDGED = verb("voltage_readings_judged", "接收电压数据", "filename", "days", "areas", "found", "counts")
READINGS_REFUSED = verb("voltage_readings_refused", "退回电压数据文件", "filename", "sentence")
RULE_CHANGED = verb(
    "voltage_rule_changed", "修改电压规则", "kind", "scope", "before", "after", "valid_from", "reason", "trial"
)  # fmt: skip
RULE_ENDED = verb("voltage_rule_ended", "停用电压规则", "kind", "scope", "valid_to", "reason")
