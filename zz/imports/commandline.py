"""The command line's way through an import: the same recognition, plan, commit and refused rows as the pages."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from zz.accounts.models import Unit, User
from zz.db import db, writing
from zz.imports import committing, operations, staging
from zz.imports.kinds import Kind, Plan, Target
from zz.imports.models import ImportBatch
from zz.imports.reading import chosen, layout, read
from zz.imports.vocabulary import BATCHES, BatchAction, Outcome
from zz.sheets.ledger import Block, Workbook
from zz.sheets.returned import Refused


def line(counts: Mapping[str, int]) -> str:
    """Count the rows: the last line of a command."""
    return ImportBatch(counts=dict(counts)).line


def dry_run(kind: Kind, workbook: Workbook, target: Target) -> tuple[Counter[str], list[Refused]]:
    """Plan without keeping anything; return counts and refused rows."""
    counts: Counter[str] = Counter()
    refused: list[Refused] = []
    blocks = _blocks(kind, target.unit.id, workbook)
    for part, plans in staging.plan_all(kind, kind.desk(target), blocks):
        following = iter(plans)
        for block, each in part:
            if each.kind.value != "record":
                continue
            plan = next(following)
            counts[plan.outcome.value] += 1
            if plan.outcome == Outcome.REJECT:
                refused.append(Refused(block, each.number, _said(plan)))
    db.session.rollback()
    return counts, refused


def _said(plan: Plan) -> str:
    return "；".join(f"“{column}”：{text}" if column else text for column, text in plan.reasons)


def _blocks(kind: Kind, unit_id: int, workbook: Workbook) -> list[Block]:
    choices = layout(kind, unit_id, workbook)
    return [chosen(block, choice) for block, choice in zip(workbook.blocks, choices, strict=True)]


def run(
    kind: Kind, path: Path, unit: Unit, options: Mapping[str, Any], *, by: User | None, at: datetime
) -> ImportBatch:
    """Import a file as a batch that can be seen and undone like any other."""
    data = path.read_bytes()
    workbook = read(kind, data, path.name)
    with writing():
        batch = operations.begin(
            kind, workbook, data, path.name, unit_id=unit.id, options=options, by=by, at=at
        )  # fmt: skip
    staging.stage(kind, batch, data)
    with writing():
        batch = db.session.merge(batch)
        BATCHES.move(batch, BatchAction.COMMIT)
    committing.commit(kind, batch, data, by=by, at=at)
    db.session.expire_all()
    return db.session.get_one(ImportBatch, batch.id)


def apply_here(kind: Kind, path: Path, unit: Unit, options: Mapping[str, Any], *, by: User | None, at: datetime) -> str:
    """Import a file within the transaction that is open, without a batch: for a demo. Return the line of counts."""
    target = Target(unit, options, path.name)
    desk = kind.desk(target)
    counts: Counter[str] = Counter()
    blocks = _blocks(kind, unit.id, read(kind, path.read_bytes(), path.name))
    for _, plans in staging.plan_all(kind, desk, blocks):
        counts.update(plan.outcome.value for plan in plans)
        kept = [plan for plan in plans if plan.outcome in (Outcome.CREATE, Outcome.UPDATE)]
        desk.ready(kept, by=by, at=at)
        desk.apply(desk.prepare(kept), by=by, at=at)
        desk.finish(kept, by=by, at=at)
    return line(counts)
