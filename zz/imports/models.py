"""Rows of imports: the file, the batch, what becomes of each line, and how headings were mapped before."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from zz import clock
from zz.accounts.models import Unit, User
from zz.db import EnumText, Instant, Model, Versioned
from zz.imports.vocabulary import BatchState, Outcome
from zz.jobs.models import Job
from zz.sealed import EncryptedText


class ImportBatch(Versioned, Model):
    """One file on its way in. `layout`: columns and units chosen for each table; `counts` by outcome once planned.

    `unit_id` is the root unit whose rows it brings; the bytes stay until the batch is old.
    """

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_kind", "kind", "unit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    filename: Mapped[str] = mapped_column(String(200))
    data: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    size: Mapped[int]
    state: Mapped[BatchState] = mapped_column(EnumText(BatchState))
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    layout: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    warnings: Mapped[list[str]] = mapped_column(JSON)
    corrected: Mapped[str | None] = mapped_column(EncryptedText)  # JSON: see zz.imports.correcting
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    committed_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)

    unit: Mapped[Unit] = relationship()
    created_by: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()

    @property
    def uploaded(self) -> datetime:
        """When the file came, on the wall clock of the county."""
        return clock.local(self.created_at)

    def count(self, outcome: Outcome) -> int:
        """Return how many lines have this outcome."""
        return self.counts.get(outcome.value, 0)

    @property
    def numbers(self) -> dict[str, int]:
        """How many lines have each outcome, none left out."""
        return {outcome.value: self.count(outcome) for outcome in Outcome}

    @property
    def line(self) -> str:
        """Count the rows: the last line of a command."""
        created, updated, unchanged, rejected = (
            self.count(o) for o in (Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.REJECT)
        )
        return f"created {created} updated {updated} unchanged {unchanged} rejected {rejected}"


class ImportRow(Model):
    """What becomes of one line of a file. `changes`: {column: [before, after]}; `reasons`: [heading or null, sentence].

    `kept` says why an undo left the row as it is.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_batch", "batch_id", "outcome", "id"),
        Index("ix_import_row_subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    block: Mapped[int]
    number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome))
    title: Mapped[str] = mapped_column(String(200))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    reasons: Mapped[list[list[str | None]]] = mapped_column(JSON)
    subject_id: Mapped[int | None]
    applied: Mapped[bool] = mapped_column(default=False)
    undone: Mapped[bool] = mapped_column(default=False)
    kept: Mapped[str] = mapped_column(String(200), default="")


class ColumnMemory(Model):
    """How a unit's clerks read headings of one shape (`signature`) the last time."""

    __tablename__ = "column_memory"
    __table_args__ = (UniqueConstraint("kind", "unit_id", "signature"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    signature: Mapped[str] = mapped_column(String(40))
    choice: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class BlankForm(Model):
    """A superior's empty form: which field goes into which column of it, to be filled and returned in its layout."""

    __tablename__ = "blank_form"
    __table_args__ = (Index("ix_blank_form_kind", "kind", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(100))
    data: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    sheet: Mapped[str] = mapped_column(String(64))
    top: Mapped[int]  # the first heading row, from 0
    depth: Mapped[int]
    headings: Mapped[list[str]] = mapped_column(JSON)
    columns: Mapped[dict[str, int]] = mapped_column(JSON)
    units: Mapped[dict[str, str]] = mapped_column(JSON)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
