"""Gates and stopping in the browser: what is asked, what is refused, what is said."""

import io
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.files.pictures import metadata, picture
from tests.projects.people import County, SignIn, make_county
from zz.files.models import Attachment, AttachmentKind
from zz.projects import permits
from zz.projects.records import Permit
from zz.projects.vocabulary import Activity, Stage


def gate(county: County, back: bool = False) -> str:
    return f"/projects/{county.project.id}/stage" + ("?to=back" if back else "")


def file(data: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def pdf() -> tuple[io.BytesIO, str]:
    return file(b"%PDF-1.7", "施工许可证.pdf")


def photo(taken: str | None = "2023:09:12 10:00:00") -> tuple[io.BytesIO, str]:
    return file(picture(exif=metadata(taken)), "现场.jpg")


def post(client: FlaskClient, county: County, back: bool = False, **typed: Any) -> Any:
    data = {"version": county.project.version, **typed}
    return client.post(gate(county, back), data=data, content_type="multipart/form-data")


def test_a_reader_sees_what_the_gate_asks_and_who_confirms(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    county = make_county(Stage.PRELIMINARY)
    for user in (county.bureau, county.owner, county.commissioner):
        sign_in(client, user.username)
        page = client.get(gate(county))
        assert "转段由项目管理中心确认" in page.text
        assert "施工许可证" in page.text
        assert post(client, county).status_code == 403
    sign_in(client, county.strangers[0].username)
    assert post(client, county).status_code == 404


def test_the_centre_lays_evidence_and_the_project_starts(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    county = make_county(Stage.PRELIMINARY)
    sign_in(client, county.centre.username)
    answer = post(
        client, county, kind="construction_permit", upload=pdf(), photo=photo(), on_day="2023-09-10", reason="塔吊进场"
    )
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location).text
    assert "已转入在建表，实际开工9月10日" in page
    assert "由前期转入在建，2023年9月10日，依据：施工许可证，理由：塔吊进场" in page
    session.refresh(county.project)
    assert (county.project.stage, county.project.actual_start) == (Stage.UNDER_CONSTRUCTION, date(2023, 9, 10))
    assert {a.kind for a in session.scalars(select(Attachment))} == {AttachmentKind.EVIDENCE, AttachmentKind.PHOTO}


def test_a_refusal_keeps_what_was_typed_and_leaves_no_file(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    county = make_county(Stage.PRELIMINARY)
    sign_in(client, county.centre.username)
    answer = post(client, county, kind="construction_permit", photo=photo(None), on_day="2023-09-10", reason="留着")
    assert answer.status_code == 422
    for said in ("缺少“施工许可证”的依据", "照片没有拍摄时间，请补填拍摄日期", "留着", "项目管理中心"):
        assert said in answer.text
    assert session.scalars(select(Attachment)).all() == []
    session.refresh(county.project)
    assert county.project.stage == Stage.PRELIMINARY


def test_a_bad_file_is_refused_beside_its_field(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(Stage.PRELIMINARY)
    sign_in(client, county.centre.username)
    answer = post(client, county, kind="construction_permit", upload=file(b"MZ", "证.exe"))
    assert answer.status_code == 422
    assert "不接收 .exe 文件" in answer.text


def test_what_the_ledger_holds_is_chosen_already(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(Stage.UNDER_CONSTRUCTION, actual_start=date(2023, 1, 5))
    session.add(
        Permit(
            project_id=county.project.id, number="22", name="五方竣工验收", phase=permits.PHASES[3], bureau="业主",
            after=[], granted_on=date(2023, 9, 1),
        )
    )  # fmt: skip
    sign_in(client, county.centre.username)
    page = client.get(gate(county)).text
    assert re.search(r'checked[^>]*value="five_party_acceptance"', page)
    assert "台账已有：2023年9月1日办结" in page
    answer = post(client, county, kind="five_party_acceptance", on_day="2023-09-01")
    assert "已转入竣工表，实际竣工9月1日" in client.get(answer.location).text


def test_backwards_needs_a_reason(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(Stage.COMPLETED)
    sign_in(client, county.centre.username)
    assert client.get(gate(county)).status_code == 404
    assert "退回在建" in client.get(gate(county, back=True)).text
    assert "须说明理由" in post(client, county, back=True).text
    answer = post(client, county, back=True, reason="验收未通过")
    assert "已退回在建表" in client.get(answer.location).text


def test_a_stale_gate_says_so(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(Stage.PLANNING, code="2301-430281-04-01-640233")
    session.commit()
    seen = county.project.version
    county.project.remark = "改过"
    sign_in(client, county.centre.username)
    answer = post(client, county, version=seen, kind="project_code", reason="留着")
    assert answer.status_code == 409
    assert "别人已经改过" in answer.text
    assert "留着" in answer.text
    again = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert again
    assert post(client, county, version=again[1], kind="project_code").status_code == 303


def activity(county: County) -> str:
    return f"/projects/{county.project.id}/activity"


def test_the_centre_stops_and_resumes(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    sign_in(client, county.centre.username)
    assert client.get(activity(county)).status_code == 200
    data = {"version": county.project.version, "action": "suspend"}
    assert "请说明理由" in client.post(activity(county), data=data).text
    answer = client.post(activity(county), data=data | {"reason": "资金断裂"})
    page = client.get(answer.location).text
    assert "项目已暂停" in page
    assert "恢复项目" in page
    assert "由正常改为暂停，理由：资金断裂" in page
    assert client.post(activity(county), data=data | {"reason": "再来"}).status_code == 409
    session.refresh(county.project)
    assert county.project.activity == Activity.SUSPENDED


@pytest.mark.parametrize("who", ["bureau", "commissioner", "owner", "leader"])
def test_others_do_not_stop_a_project(session: Session, client: FlaskClient, sign_in: SignIn, who: str) -> None:
    county = make_county()
    sign_in(client, getattr(county, who).username)
    assert client.get(activity(county)).status_code == 403
    assert client.post(activity(county), data={}).status_code == 403
