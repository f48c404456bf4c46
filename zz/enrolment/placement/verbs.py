"""What happens to orders and rounds. Payloads hold numbers of cases, schools and sums, nothing of a family."""

from zz.journal import verb

ORDER_WRITTEN = verb("placement_order_written", "修订排序办法", "number", "valid_from", "criteria", "before", "reason")
OPENED = verb("placement_round_opened", "发起学位安排", "name")
SEALED = verb(
    "placement_round_sealed", "封存学位安排", "name", "order", "children", "seats", "way", "witnesses", "seal"
)
RAN = verb("placement_round_ran", "生成学位安排草案", "name", "first", "later", "none", "digest")
EDITED = verb("placement_entry_edited", "调整学位草案", "number", "before", "after", "over_size")
EDIT_TAKEN_BACK = verb("placement_edit_taken_back", "撤回对学位草案的调整", "number", "before", "after")
CONFIRMED = verb("placement_round_confirmed", "确认学位安排", "name", "placed", "coordinated", "left")
ABANDONED = verb("placement_round_abandoned", "作废学位安排", "name", "state", "reason")
