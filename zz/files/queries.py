"""Reading attachments."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from zz.accounts.models import User
from zz.db import db
from zz.files.guard import may_see
from zz.files.models import Attachment, AttachmentKind


def attachments_of(
    subject_type: str, subject_ids: Iterable[int], *kinds: AttachmentKind
) -> dict[int, list[Attachment]]:
    """Return the attachments of several subjects in one query, oldest first, by subject id."""
    query = select(Attachment).where(
        Attachment.subject_type == subject_type,
        Attachment.subject_id.in_(list(subject_ids)),
        Attachment.deleted_at.is_(None),
    )
    if kinds:
        query = query.where(Attachment.kind.in_(kinds))
    found: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in db.session.scalars(query.order_by(Attachment.id)):
        found[attachment.subject_id].append(attachment)
    return found


def visible_attachment(user: User, attachment_id: int) -> Attachment | None:
    """Return the attachment if it is there and the user may see its subject."""
    found = db.session.get(Attachment, attachment_id)
    return found if found is not None and not found.sealed and _shown(user, found) else None


def sealed_attachment(user: User, key: str) -> Attachment | None:
    """Return the sealed attachment whose storage key is `key`, if the user may see its subject."""
    query = select(Attachment).where(Attachment.storage_key == key, Attachment.sealed)
    found = db.session.scalars(query).first()
    return found if found is not None and _shown(user, found) else None


def _shown(user: User, attachment: Attachment) -> bool:
    return attachment.deleted_at is None and may_see(user, attachment.subject_type, attachment.subject_id)
