"""Rules of approvals: the chain of each kind, and what the centre still confirms directly."""

from typing import Any

from zz.approvals.vocabulary import ApprovalKind, Approver, Mode
from zz.rules import Column, Kind, define

GROUP = "审批流程"
K, W = ApprovalKind, Approver


def _row(kind: ApprovalKind, step: int, approver: Approver, days: int = 3) -> dict[str, Any]:
    return {"kind": str(kind), "step": step, "approver": str(approver), "unit": "", "mode": str(Mode.ANY), "days": days}


CHAINS = define(
    "approval.chains", "审批环节", GROUP, Kind.TABLE,
    [
        _row(K.STAGE, 1, W.CENTRE),
        _row(K.RETREAT, 1, W.CENTRE), _row(K.RETREAT, 2, W.LEADER),
        _row(K.ACTIVITY, 1, W.CENTRE), _row(K.ACTIVITY, 2, W.LEADER),
        _row(K.DATES, 1, W.UNIT), _row(K.DATES, 2, W.CENTRE),
        _row(K.MONEY, 1, W.UNIT), _row(K.MONEY, 2, W.CENTRE), _row(K.MONEY, 3, W.LEADER),
        _row(K.EXTENSION, 1, W.ISSUER, 2),
        _row(K.SUSPENSION, 1, W.ISSUER, 2),
        _row(K.REPLY, 1, W.UNIT, 1),
    ],
    columns=(
        Column("kind", "申请事项", choices=tuple(ApprovalKind.options())),
        Column("step", "第几步", Kind.INT),
        Column("approver", "审批人", choices=tuple(Approver.options())),
        Column("unit", "指定单位全称", optional=True),
        Column("mode", "同一步有几方时", choices=tuple(Mode.options())),
        Column("days", "审批时限（工作日）", Kind.INT),
    ),
    help="按“第几步”依次流转；同一步写几行即由几方审批：会签须全部同意，或签一方同意即可。"
    "申请人所在一方没有其他人可审时，该步自动跳过；本人的申请不能由本人审批。",
)  # fmt: skip

DIRECT_KINDS = (K.STAGE, K.RETREAT, K.ACTIVITY, K.DATES, K.MONEY)
DIRECT = define(
    "approval.direct", "项目管理中心可直接确认的事项", GROUP, Kind.LIST, [str(kind) for kind in DIRECT_KINDS],
    choices=[(kind.value, kind.label) for kind in DIRECT_KINDS],
    help="未勾选的事项，项目管理中心也须提出申请，按审批环节办理。",
)  # fmt: skip
