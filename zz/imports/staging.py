"""Preview a batch: plan every line against what is there, and keep the plan in small transactions."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, insert

from zz.accounts.models import Unit
from zz.db import db, table_of, writing
from zz.imports import correcting
from zz.imports.correcting import Read, parsed
from zz.imports.kinds import Desk, Kind, Plan, Target
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.reading import Tally, blocks_of, lines
from zz.imports.vocabulary import BATCHES, BatchAction, Outcome
from zz.jobs import Progress
from zz.sheets.ledger import Block
from zz.sheets.lines import Line, LineKind, value_at
from zz.sheets.text import clean_text

CHUNK = 500
LONGEST = 200
T = TypeVar("T")


def chunks(items: Iterator[T], size: int) -> Iterator[list[T]]:
    """Cut a stream into lists of at most `size`."""
    while part := list(islice(items, size)):
        yield part


def desk_of(kind: Kind, batch: ImportBatch) -> Desk:
    """Open the desk of a batch."""
    return kind.desk(Target(db.session.get_one(Unit, batch.unit_id), batch.options, batch.filename))


def names_in(blocks: list[Block]) -> Iterator[str]:
    """Yield what the rows of a file are called."""
    for block in blocks:
        index = block.columns.get("name")
        if index is not None:
            yield from (
                t for row in block.sheet.rows[block.first : block.stop] if (t := clean_text(value_at(row, index)))
            )


def plan_all(
    kind: Kind, desk: Desk, blocks: list[Block], read: Read = parsed
) -> Iterator[tuple[list[tuple[int, Line]], list[Plan]]]:
    """Yield the lines chunk by chunk with the plans of their records, in order."""
    desk.announce(names_in(blocks))
    for part in chunks(lines(kind, blocks), CHUNK):
        yield part, desk.plan([read(blocks, n, line) for n, line in part if line.kind == LineKind.RECORD])


def stage(kind: Kind, batch: ImportBatch, data: bytes, progress: Progress | None = None) -> None:
    """Plan the batch and keep the plan; what an earlier preview kept is dropped."""
    blocks = blocks_of(kind, batch, data)
    total = sum(block.stop - block.first for block in blocks)
    _clear(batch.id)
    desk, tally = desk_of(kind, batch), Tally()
    counts: Counter[str] = Counter()
    done = 0
    for part, plans in plan_all(kind, desk, blocks, correcting.reader(kind, batch)):
        db.session.rollback()
        rows = list(_rows(kind, batch.id, part, plans))
        for _, line in part:
            tally.add(line)
        with writing():
            db.session.connection().execute(insert(table_of(ImportRow)), rows)
        counts.update(str(row["outcome"]) for row in rows)
        done += len(part)
        if progress:
            progress.set(min(done, total), total, _so_far(counts))
    tally.close()
    with writing():
        batch = db.session.merge(batch)
        db.session.refresh(batch)
        batch.counts, batch.warnings = dict(counts), tally.warnings + unread(blocks)
        BATCHES.move(batch, BatchAction.PLAN)


def unread(blocks: list[Block]) -> list[str]:
    """Say which money columns are read in 万元 because nobody names a unit."""
    found = []
    for block in blocks:
        money = [f for f in block.fields if f.money and f.key in block.columns]
        for each in money:
            index = block.columns[each.key]
            if block.unit(index) is None:
                found.append(f"“{block.headings.texts[index]}”没有写单位，按万元读取；不对请返回“核对列”改选。")
    return found


def _clear(batch_id: int) -> None:
    with writing():
        db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch_id))


def _so_far(counts: Counter[str]) -> str:
    words = [f"{outcome.label} {counts[outcome.value]}" for outcome in Outcome if counts[outcome.value]]
    return "正在比对：" + "，".join(words)


def _rows(kind: Kind, batch_id: int, part: list[tuple[int, Line]], plans: list[Plan]) -> Iterator[dict[str, Any]]:
    following = iter(plans)
    for block, line in part:
        row: dict[str, Any] = {
            "batch_id": batch_id, "block": block, "number": line.number, "applied": False, "undone": False, "kept": "",
        }  # fmt: skip
        if line.kind != LineKind.RECORD:
            title = "" if kind.private else line.text[:LONGEST]
            yield row | {
                "outcome": Outcome.SKIP, "title": title, "changes": {}, "subject_id": None,
                "reasons": [[None, line.kind.label]],
            }  # fmt: skip
            continue
        plan = next(following)
        yield row | {
            "outcome": plan.outcome, "title": (plan.title or line.text)[:LONGEST], "changes": plan.changes,
            "reasons": [list(reason) for reason in plan.reasons], "subject_id": plan.subject_id,
        }  # fmt: skip
