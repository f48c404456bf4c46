"""The words of imports, and how a batch goes from one state to the next."""

from zz.labels import LabelledEnum
from zz.workflow import Flow


class Outcome(LabelledEnum):
    """What becomes of a line."""

    CREATE = "create", "新增"
    UPDATE = "update", "更新"
    UNCHANGED = "unchanged", "不变"
    REJECT = "reject", "退回"
    SKIP = "skip", "非数据行"


WRITTEN = (Outcome.CREATE, Outcome.UPDATE)


class BatchState(LabelledEnum):
    """How far a batch has come."""

    READ = "read", "待核对列"
    PLANNED = "planned", "待导入"
    COMMITTING = "committing", "导入中"
    COMMITTED = "committed", "已导入"
    UNDOING = "undoing", "撤销中"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class BatchAction(LabelledEnum):
    """What is done to a batch."""

    PLAN = "plan", "预览"
    COMMIT = "commit", "导入"
    FINISH = "finish", "导入完成"
    UNDO = "undo", "撤销本批"
    TAKE_BACK = "take_back", "撤销完成"
    DISCARD = "discard", "放弃"


BATCHES = Flow(
    "导入批次",
    "state",
    {
        (BatchState.READ, BatchAction.PLAN): BatchState.PLANNED,
        (BatchState.PLANNED, BatchAction.PLAN): BatchState.PLANNED,
        (BatchState.PLANNED, BatchAction.COMMIT): BatchState.COMMITTING,
        (BatchState.COMMITTING, BatchAction.FINISH): BatchState.COMMITTED,
        (BatchState.COMMITTED, BatchAction.UNDO): BatchState.UNDOING,
        (BatchState.UNDOING, BatchAction.TAKE_BACK): BatchState.UNDONE,
        (BatchState.READ, BatchAction.DISCARD): BatchState.DISCARDED,
        (BatchState.PLANNED, BatchAction.DISCARD): BatchState.DISCARDED,
    },
)
