"""What can happen to a batch of an import."""

from zz.journal import verb

IMPORT_COMMITTED = verb("import_committed", "导入文件", "kind", "filename", "counts")
IMPORT_UNDONE = verb("import_undone", "撤销导入", "kind", "filename", "taken_back", "kept")
COLUMNS_REMEMBERED = verb("columns_remembered", "记住表头对应关系", "kind", "headings")
FORM_ADDED = verb("form_added", "新增上报表样", "name")
FORM_REMOVED = verb("form_removed", "删除上报表样", "name")
