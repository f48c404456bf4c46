"""The rows of attachments: what was uploaded, to which subject, and where its bytes lie."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import User
from zz.db import EnumText, Instant, Model
from zz.labels import LabelledEnum


class AttachmentKind(LabelledEnum):
    """What an attachment is to its subject."""

    PHOTO = "photo", "现场照片"
    SIGN_BOARD = "sign_board", "公示牌"
    PLAN = "plan", "规划图纸"
    PERMIT = "permit", "证照批文"
    EVIDENCE = "evidence", "佐证材料"
    DOCUMENT = "document", "其他资料"


class Attachment(Model):
    """A file of a subject. Photos are stored as JPEG without metadata; what it said is in the columns.

    `sha256` is that of the content; `deleted_at` hides the row, the bytes stay for the auditor. `sealed` files are
    encrypted on disk, reached by `storage_key` alone (random, so that no address can be guessed), never kept by a
    browser, and destroyed when their time is up.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_subject", "subject_type", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    kind: Mapped[AttachmentKind] = mapped_column(EnumText(AttachmentKind))
    filename: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    thumbnail_key: Mapped[str | None] = mapped_column(String(64))
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    hint: Mapped[str] = mapped_column(String(200), default="")
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)
    sealed: Mapped[bool] = mapped_column(default=False, server_default=false())

    uploaded_by: Mapped[User | None] = relationship()

    @property
    def is_image(self) -> bool:
        """Whether a browser shows it, with a thumbnail."""
        return self.thumbnail_key is not None

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"/files/sealed/{self.storage_key}" if self.sealed else f"/files/{self.id}"
