"""Reading batches: a unit's own, their lines by outcome, refused rows, and what an undo left."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db
from zz.imports.kinds import Kind
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.vocabulary import BatchState, Outcome
from zz.sheets.returned import Refused

RECENT = 30


def units(user: User, permission: Permission) -> list[int]:
    """Return the root units into whose ledgers `user` may import, the first first."""
    return list(dict.fromkeys(unit.root_id for _, unit in user.grants(permission)))


def units_of(user: User, kind: Kind) -> list[int]:
    """Return the units whose rows of a kind `user` may bring, the first first."""
    return kind.units(user) if kind.units is not None else units(user, kind.permission)


def batch(batch_id: int, kind: str, unit_ids: Sequence[int]) -> ImportBatch | None:
    """Return a batch of these units."""
    query = select(ImportBatch).options(joinedload(ImportBatch.job), joinedload(ImportBatch.created_by)).where(
        ImportBatch.id == batch_id, ImportBatch.kind == kind, ImportBatch.unit_id.in_(unit_ids)
    )  # fmt: skip
    return db.session.scalars(query).first()


def recent(kind: str, unit_ids: Sequence[int]) -> Sequence[ImportBatch]:
    """Return the newest batches that were not given up."""
    query = (
        select(ImportBatch)
        .options(joinedload(ImportBatch.created_by))
        .where(ImportBatch.kind == kind, ImportBatch.unit_id.in_(unit_ids), ImportBatch.state != BatchState.DISCARDED)
        .order_by(ImportBatch.id.desc())
        .limit(RECENT)
    )
    return db.session.scalars(query).all()


def lines(batch_id: int, outcome: Outcome | None) -> Select[ImportRow]:
    """Return the query for the lines of one outcome, in the order of the file."""
    query = select(ImportRow).where(ImportRow.batch_id == batch_id)
    if outcome is not None:
        query = query.where(ImportRow.outcome == outcome)
    return query.order_by(ImportRow.id)


def line(batch_id: int, line_id: int) -> ImportRow | None:
    """Return one line of a batch."""
    return db.session.scalars(select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.id == line_id)).first()


def refused(batch_id: int) -> list[Refused]:
    """Return the refused rows with their reasons in one sentence each."""
    return [
        Refused(
            row.block,
            row.number,
            "；".join(f"“{column}”：{text}" if column else str(text) for column, text in row.reasons),
        )
        for row in db.session.scalars(lines(batch_id, Outcome.REJECT))
    ]


def kept(batch_id: int) -> Sequence[ImportRow]:
    """Return the rows that an undo left as they are."""
    return db.session.scalars(
        select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.kept != "").order_by(ImportRow.id)
    ).all()
