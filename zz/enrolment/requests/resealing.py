"""`reseal`: encrypt anew, with the first key of ZZ_FIELD_KEY, whatever an earlier key holds, so that it can be dropped.

It works while the program serves under both keys, a page of rows in each transaction, and may be run again.
"""

from collections.abc import Callable, Sequence
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import Table, select, update

from zz.db import db, table_of, writing
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.typed import hashes
from zz.files.models import Attachment
from zz.files.operations import forget
from zz.files.storage import store
from zz.imports import kinds
from zz.imports.models import ImportBatch
from zz.sealed import EncryptedText, seal, unseal

PAGE = 200
Change = Callable[[Any], dict[str, Any]]


def columns() -> int:
    """Encrypt every EncryptedText column anew; return how many rows have one."""
    return sum(_pages(table, _sealed(table), lambda row: dict(row._mapping)) for table in db.metadata.sorted_tables)


def _sealed(table: Table) -> list[str]:
    return [column.key for column in table.columns if isinstance(column.type, EncryptedText)]


def look_ups() -> int:
    """Make the hashes of all requests anew; return how many there are."""
    names = ["id_number", "guardian_id", "enterprise_id", "employee_name", "employee_phone"]
    return _pages(table_of(EnrolmentRequest), names, hashes)


def uploads() -> int:
    """Encrypt files of imports that are still kept; return how many there are."""
    private = kinds.private_keys()

    def change(row: Any) -> dict[str, Any]:
        return {"data": seal(unseal(row.data))} if row.data and row.kind in private else {}

    return _pages(table_of(ImportBatch), ["kind", "data"], change)


def scans() -> int:
    """Encrypt sealed attachments anew, at new addresses; return how many there are."""
    old: list[str] = []

    def change(row: Any) -> dict[str, Any]:
        if not row.sealed or row.deleted_at is not None:
            return {}
        keys = {name: key for name in ("storage_key", "thumbnail_key") if (key := getattr(row, name))}
        old.extend(keys.values())
        return {name: store().put(seal(unseal(store().get(key)))) for name, key in keys.items()}

    count = _pages(table_of(Attachment), ["sealed", "deleted_at", "storage_key", "thumbnail_key"], change)
    forget(old)
    return count


def _pages(table: Table, names: Sequence[str], change: Change) -> int:
    """Change the rows of a table, a page in each transaction; return how many were changed."""
    if not names:
        return 0
    last, changed = 0, 0
    query = select(table.c.id, *(table.c[name] for name in names)).order_by(table.c.id).limit(PAGE).with_for_update()
    while True:
        with writing():
            found = db.session.execute(query.where(table.c.id > last)).all()
            for row in found:
                values = {key: value for key, value in change(row).items() if key != "id"}
                if values:
                    db.session.execute(update(table).where(table.c.id == row.id).values(values))
                    changed += 1
        if len(found) < PAGE:
            return changed
        last = found[-1].id


@click.command("reseal")
@with_appcontext
def reseal() -> None:
    """Encrypt anew with the first key of ZZ_FIELD_KEY."""
    rows, requests = columns(), look_ups()
    files = uploads() + scans()
    click.echo(f"已用 ZZ_FIELD_KEY 的第一个密钥重新加密 {rows} 行、{files} 个文件，重建 {requests} 份申请的查找指纹。")
    click.echo("其余密钥现在可以从 ZZ_FIELD_KEY 中删去；此前的备份仍须用旧密钥恢复。")
