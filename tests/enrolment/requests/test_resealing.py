"""Changing the field key: both read, `reseal` moves everything to the new one, and the old one can go."""

import io
from pathlib import Path

from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from tests.enrolment.requests.world import CHILD_ID, make_world
from zz import clock, sealed
from zz.db import db
from zz.enrolment.requests import identity, papers
from zz.enrolment.requests.models import EnrolmentRequest
from zz.files.models import Attachment
from zz.files.operations import prepare_sealed
from zz.files.storage import store


def test_a_key_is_changed_while_everything_stays_readable(app: Flask, session: Session) -> None:
    world = make_world()
    request, kind = world.request(), papers.kinds()[0]
    scan = prepare_sealed(FileStorage(io.BytesIO(b"%PDF-1.7 scan"), "a.pdf"), kind.name)
    papers.add(request, kind, scan, by=world.hr, at=clock.now())
    session.commit()
    old, new = app.config["FIELD_KEY"], Fernet.generate_key().decode()
    try:
        app.config["FIELD_KEY"] = f"{new},{old}"
        result = app.test_cli_runner().invoke(args=["reseal"])
        assert result.exit_code == 0 and "1 个文件" in result.output, result.output
        app.config["FIELD_KEY"] = new
        db.session.expire_all()
        found = db.session.scalars(
            select(EnrolmentRequest).where(EnrolmentRequest.child_hash == identity.person_hash(CHILD_ID))
        ).one()
        assert (found.id_number, found.guardian_phone, found.version) == (CHILD_ID, "13900000002", 1)
        key = db.session.scalars(select(Attachment.storage_key)).one()
        assert sealed.unseal(store().get(key)) == b"%PDF-1.7 scan" and key != scan.storage_key
        folder: Path = app.config["INSTANCE"]
        assert len([p for p in (folder / "files").rglob("*") if p.is_file()]) == 1
    finally:
        app.config["FIELD_KEY"] = old
