"""The guardian's consent: its text in versions, giving it for one child, and taking it back, which ends the case."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from zz import clock
from zz.accounts.models import User
from zz.db import db
from zz.enrolment.requests import duties, verbs
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import Consent, ConsentText, EnrolmentRequest
from zz.enrolment.requests.vocabulary import ConsentWay, RequestAction
from zz.journal import record

LONGEST = 6000
DELIVERED = """一、用途：仅用于为您的孩子办理本学期入学或转学申请，包括资格审核、安排学位和报到确认，不作他用。
二、收集的信息：孩子和监护人的姓名、身份证号、学籍号、联系电话、住址，以及政策要求的证明材料。不收集宗教、健康、生物识别等信息；需要特别照顾的，只登记“需要面谈”。
三、谁能看到：所在企业的人事、园区就学工作组、教育局承办人员；安排学位后，仅接收学校能看到本校的孩子。每次查看完整信息都要写明事由并留有记录，您可以通过企业人事查询“谁看过”。
四、怎样保存：证件号码、电话、住址和扫描件加密保存；结案满12个月删除扫描件，满36个月隐去个人信息。
五、您的权利：您可以随时通过企业人事或工作组查询、更正信息，也可以撤回同意。撤回后本申请停止办理，已提交的信息随即删除；不同意不影响您自行向学校或教育局申请。
本人是孩子的监护人，已阅读并理解以上内容，同意为上述用途处理孩子（包括不满十四周岁的孩子）的个人信息。"""


def texts(park_id: int) -> Sequence[ConsentText]:
    """Return the wordings of a park, the newest first."""
    query = select(ConsentText).where(ConsentText.park_id == park_id)
    return db.session.scalars(query.order_by(ConsentText.number.desc())).all()


def wording(park_id: int) -> tuple[int, str]:
    """Return number and words of the text in force: what was delivered, until the work group writes its own."""
    query = select(ConsentText.number, ConsentText.body).where(ConsentText.park_id == park_id)
    row = db.session.execute(query.order_by(ConsentText.number.desc()).limit(1)).first()
    return (row.number, row.body) if row else (1, DELIVERED)


def write(park_id: int, body: str, *, by: User, at: datetime) -> ConsentText:
    """Let a new wording be in force; who has consented to an earlier one has consented to that one."""
    in_force(park_id, at=at)  # what was delivered becomes number 1
    return _add(park_id, body, by=by, at=at)


def in_force(park_id: int, *, at: datetime) -> ConsentText:
    """Return the text in force as a row, which is written the first time somebody consents."""
    found = next(iter(texts(park_id)), None)
    return found or _add(park_id, DELIVERED, by=None, at=at)


def _add(park_id: int, body: str, *, by: User | None, at: datetime) -> ConsentText:
    number = wording(park_id)[0] + 1 if texts(park_id) else 1
    row = ConsentText(park_id=park_id, number=number, body=body, written_by_id=by.id if by else None, written_at=at)
    db.session.add(row)
    db.session.flush()
    record(verbs.TEXT_WRITTEN, row, by=by, at=at, number=number)
    return row


def give(request: EnrolmentRequest, way: ConsentWay, *, by: User | None, at: datetime) -> Consent:
    """Note that the guardian has consented for this child; the same again is nothing new."""
    text = in_force(request.park_id, at=at)
    there = request.consent
    if there is not None and (there.text_id, there.guardian_name) == (text.id, request.guardian_name):
        return there
    consent = Consent(
        text=text, guardian_name=request.guardian_name, way=way, given_at=at, recorded_by_id=by.id if by else None
    )  # fmt: skip
    request.consents.append(consent)
    db.session.flush()
    record(verbs.CONSENTED, request, by=by, at=at, text=text.number, way=way.label)
    return consent


def withdraw(request: EnrolmentRequest, *, by: User, at: datetime) -> None:
    """End the case because the guardian takes the consent back; from today its content is due to be deleted."""
    REQUESTS.move(request, RequestAction.WITHDRAW_CONSENT)
    number = None
    for consent in (c for c in request.consents if c.withdrawn_at is None):
        consent.withdrawn_at, consent.withdrawn_by_id, number = at, by.id, consent.text.number
    request.school_id, request.erase_on = None, clock.local(at).date()
    duties.enter(request, by=by, at=at)
    record(verbs.CONSENT_WITHDRAWN, request, by=by, at=at, text=number, erase_on=request.erase_on)
