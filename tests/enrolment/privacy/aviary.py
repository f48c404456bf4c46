"""Canaries: unique values in every sensitive field of two cases, and everybody who may come by."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from tests.builders import make_user
from tests.enrolment.publication.world import shown
from tests.enrolment.requests.world import World, make_world
from tests.enrolment.review.steps import seated, submitted, taken_to
from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.db import db
from zz.enrolment.models import DocumentKind
from zz.enrolment.requests import papers
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import operations as do
from zz.files.operations import prepare_sealed

SECRETS = {
    "id_number": "43990020161123771X", "registry_no": "G43990020161123772X", "guardian_id": "439900198807077733",
    "guardian_phone": "13977712345", "employee_phone": "13977754321", "address": "鸣禽巷七十七号",
}  # fmt: skip
BORN = "2016年11月23日"
NAMES = {"child_name": "雀小童", "guardian_name": "雀大娘", "employee_name": "雀大伯"}
NOTES = ("鸟鸣补正说明", "鸟鸣安排说明", "鸟鸣异议说明")
TYPED = '{"address": "鸣禽巷九十九号"}'
SCAN = b"%PDF-1.7 canary-of-the-register"
ANYWHERE = "1"
TITLE = re.compile("<title>(.*?)</title>|location: (.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Aviary:
    """The world with its canaries: one case with a school, one that is being supplied, and who walks."""

    world: World
    placed: EnrolmentRequest
    open_: EnrolmentRequest
    scan: str
    walkers: dict[str, User]


def make_aviary(session: Session) -> Aviary:
    """Plant the canaries and call the walkers."""
    world = make_world()
    seated(world)
    columns = {**SECRETS, **NAMES, "birth_date": date(2016, 11, 23), "typed": TYPED}
    placed, at = submitted(world, "入学〔2023〕1号", **columns), clock.now()
    kind = db.session.scalars(select(DocumentKind).where(DocumentKind.code == "household_register")).one()
    scan = prepare_sealed(FileStorage(io.BytesIO(SCAN), "雀小童的户口簿.pdf"), kind.name)
    paper = papers.add(placed, kind, scan, by=world.hr, at=at)
    taken_to(world, S.QUEUED, placed)
    do.coordinate(placed, NOTES[1], by=world.clerk, at=at)
    do.place(placed, world.school.id, "", by=world.clerk, at=at)
    shown(world, placed, NOTES[2])
    other = submitted(world, "入学〔2023〕2号", **columns)
    do.ask_correction(other, ["paper:lease"], ["租赁合同"], NOTES[0], by=world.worker, at=at)
    walkers = {
        "hr": world.hr, "worker": world.worker, "clerk": world.clerk, "teacher": world.teacher, "hr2": world.hr2,
        "teacher2": world.teacher2, "member": make_user(Role.WORK_GROUP, world.park),
        "bureau": make_user(Role.BUREAU, world.bureau), "owner": make_user(Role.ENTERPRISE_OWNER, world.firm),
        "centre": make_user(Role.CENTRE, world.root), "leader": make_user(Role.MAIN_LEADER, world.root),
        "admin": make_user(Role.ADMIN, world.root), "security": make_user(Role.SECURITY, world.root),
        "auditor": make_user(Role.AUDITOR, world.root),
    }  # fmt: skip
    session.commit()
    return Aviary(world, placed, other, paper.attachment.address, walkers)


def text_of(data: bytes) -> str:
    """Return everything that a file says, a workbook unpacked."""
    if data[:2] != b"PK":
        return data.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())


def found_in(text: str, values: Sequence[str]) -> set[str]:
    return {value for value in values if value in text}


SECRET_TEXTS = (*SECRETS.values(), BORN, "2016-11-23", "鸣禽巷九十九号", "canary-of-the-register")
# What HR is still typing comes back to its own form; what is stored encrypted does not.
TYPED_IN = {"2016-11-23", "鸣禽巷九十九号"}
HANDLE = {"hr", "worker", "clerk", "teacher"}
