"""What an installation starts from: the documents, and a policy for each group of staff at each stage.

Nothing of Chaling's own text is public: these are defaults from common practice, each a version that the work group
replaces. The order of priority puts no group first by rank.
"""

from datetime import date, datetime

from sqlalchemy import select

from zz.accounts.models import Unit, User
from zz.db import db
from zz.enrolment.models import DocumentKind, Policy, PolicyDocument, PolicyVersion
from zz.enrolment.vocabulary import Admission, Residence, StaffGroup, Stage

CONSENT_FORM = "consent_form"  # no policy asks for it: it belongs to a consent that was given on paper
# code, name, what it must show
DOCUMENTS: tuple[tuple[str, str, str], ...] = (
    ("household_register", "户口簿", "首页、监护人页和孩子页"),
    ("guardian_id", "监护人身份证", "正反面"),
    ("birth_certificate", "出生证", "出生医学证明"),
    ("residence_permit", "居住证", "监护人一方，在有效期内"),
    ("labour_contract", "劳动合同", "与园区企业签订，在有效期内"),
    ("social_insurance", "社保缴费证明", "由企业缴纳，近一年"),
    ("lease", "租赁合同", "在本县租住，在有效期内"),
    ("property_deed", "不动产权证", "监护人名下，在本县"),
    ("business_licence", "营业执照", "法定代表人为监护人"),
    ("application_form", "申报表", "园区格式，企业盖章"),
    ("appointment", "聘书", "任职文件或聘书，企业盖章"),
    ("salary_records", "一年工资流水", "银行出具，近十二个月"),
    ("talent_certificate", "人才认定证书", "县级以上部门认定，或高级职称、高级技师证书"),
    ("school_record", "学籍证明", "转出学校出具"),
    (CONSENT_FORM, "签字的告知同意书", "监护人在纸上签字的拍照上传；线上同意的不用交"),
)
NO_REGISTER = (Residence.HOME, Residence.NEITHER)
OWN_HOME = (Residence.HOME_AND_REGISTER, Residence.HOME)
RENTED = (Residence.REGISTER, Residence.NEITHER)
Asked = tuple[str, tuple[Residence, ...], Admission | None]
ALWAYS: tuple[Asked, ...] = (
    ("household_register", (), None), ("guardian_id", (), None), ("birth_certificate", (), None),
)  # fmt: skip
HOME: tuple[Asked, ...] = (("lease", RENTED, None), ("property_deed", OWN_HOME, None))
TRANSFER: tuple[Asked, ...] = (("school_record", (), Admission.TRANSFER),)
BY_GROUP: dict[StaffGroup, tuple[Asked, ...]] = {
    StaffGroup.ORDINARY: (
        ("residence_permit", NO_REGISTER, None), ("labour_contract", (), None), ("social_insurance", (), None), *HOME,
    ),
    StaffGroup.ENTREPRENEUR: (("business_licence", (), None), ("application_form", (), None)),
    StaffGroup.EXECUTIVE: (("labour_contract", (), None), ("appointment", (), None), ("salary_records", (), None)),
    StaffGroup.TALENT: (("labour_contract", (), None), ("talent_certificate", (), None)),
}  # fmt: skip
QUALIFIES: dict[StaffGroup, str] = {
    StaffGroup.ORDINARY: "监护人一方在园区企业在岗，劳动合同在有效期内\n企业为其连续缴纳社会保险满一年",
    StaffGroup.ENTREPRENEUR: "监护人一方是园区企业的法定代表人\n企业在园区正常经营",
    StaffGroup.EXECUTIVE: "监护人一方任园区企业副总经理以上职务\n任现职满一年，有聘书和一年工资流水",
    StaffGroup.TALENT: "监护人一方经县级以上部门认定为人才，或有高级职称、高级技师资格\n在园区企业全职工作",
}
PRIORITY = (
    "有亲兄弟姐妹在该校就读的\n户籍和住房都在该校服务区的\n户籍或住房在该校服务区的\n"
    "其余的，按监护人在园区企业连续参保的时间由长到短"
)
DATES = "由企业人事在收集期内申报，逾期的转下一批\n教育局审核后公示结果，公示期内可以提出异议"


def seed_documents() -> dict[str, DocumentKind]:
    """Add the delivered documents that are missing; return all by code."""
    found = {kind.code: kind for kind in db.session.scalars(select(DocumentKind))}
    for position, (code, name, hint) in enumerate(DOCUMENTS, 1):
        if code not in found:
            found[code] = DocumentKind(code=code, name=name, hint=hint, position=position, active=True)
            db.session.add(found[code])
    db.session.flush()
    return found


def asked(group: StaffGroup) -> tuple[Asked, ...]:
    """Return what a group is asked for by default: code, residences, way of coming in."""
    return (*ALWAYS, *BY_GROUP[group], *TRANSFER)


def seed_policies(park: Unit, valid_from: date, *, by: User | None, at: datetime) -> list[Policy]:
    """Add the first version of every policy that a park does not have yet."""
    kinds = seed_documents()
    query = select(Policy.staff_group, Policy.stage).where(Policy.park_id == park.id)
    there = {(group, stage) for group, stage in db.session.execute(query)}
    missing = [(g, s) for s in Stage for g in StaffGroup if (g, s) not in there]
    return [_first(park, group, stage, valid_from, kinds, by, at) for group, stage in missing]


def _first(
    park: Unit, group: StaffGroup, stage: Stage, valid_from: date, kinds: dict[str, DocumentKind], by: User | None,
    at: datetime,
) -> Policy:  # fmt: skip
    policy = Policy(park_id=park.id, staff_group=group, stage=stage)
    version = PolicyVersion(
        number=1, valid_from=valid_from, qualifies=QUALIFIES[group], priority=PRIORITY, dates=DATES,
        reason="系统预置，请工作组核对后修订", written_by_id=by.id if by else None, written_at=at, told_at=at,
    )  # fmt: skip
    policy.versions.append(version)
    for position, (code, residences, admission) in enumerate(asked(group), 1):
        version.documents.append(
            PolicyDocument(
                kind=kinds[code], position=position, residences=",".join(residences), admission=admission
            )
        )  # fmt: skip
    db.session.add(policy)
    db.session.flush()
    return policy
