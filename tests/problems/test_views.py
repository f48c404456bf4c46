"""The pages of problems: who gets which, what is refused, and what a stale click is told."""

import io
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.problems import world as w
from zz.assignments.models import Card
from zz.assignments.vocabulary import Severity
from zz.db import db
from zz.files.models import Attachment, AttachmentKind
from zz.problems import pressing
from zz.problems.models import Problem, ProblemDuty, ProblemKind
from zz.problems.vocabulary import ProblemState
from zz.projects.records import Visit
from zz.projects.visit_operations import Findings, report_visit

P = ProblemState
HTMX = {"HX-Request": "true"}
Login = Callable[[str], FlaskClient]


def photo() -> tuple[io.BytesIO, str]:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), (180, 90, 60)).save(stream, "JPEG")
    stream.seek(0)
    return stream, "现场.jpg"


def fresh(problem: Problem) -> Problem:
    db.session.expire_all()
    return db.session.get_one(Problem, problem.id)


def test_another_enterprise_finds_none_of_it(county: w.World, login: Login, session: Session) -> None:
    problem = w.opened(county)
    card = pressing.supervise(
        problem, w.duty(county, problem, county.land), Severity.YELLOW, by=county["centre"], at=w.shanghai(8, 30)
    )
    file = Attachment(
        subject_type="problem", subject_id=problem.id, kind=AttachmentKind.EVIDENCE, filename="a.pdf", size=1,
        media_type="application/pdf", sha256="0", storage_key="0" * 32, uploaded_at=w.shanghai(8, 25),
    )  # fmt: skip
    session.add(file)
    session.flush()
    one = f"/problems/{problem.id}"
    for who in ("rival", "stranger"):
        client = login(who)
        for address in (one, f"{one}/slip", f"{one}/order.docx", f"{one}/cards/{card.id}.docx", f"{one}/urging",
                        f"/files/{file.id}", f"/problems/new?project={county.project.id}"):  # fmt: skip
            assert client.get(address).status_code == 404, (who, address)
            assert client.get(address, headers=HTMX).status_code == 404, (who, address)
        assert client.post(f"{one}/follow", data={"wanted": 1}).status_code == 404
        for address in ("/problems?q=土地", f"/problems?project={county.project.id}"):
            page = client.get(address).text
            assert problem.title not in page and county.project.name not in page
        assert problem.title.encode() not in sheet(client.get("/problems?format=xlsx").data)
        same = client.get(
            f"/problems/same?project_id={county.project.id}&kind_id={problem.kind_id}&title={problem.title}"
        )
        assert problem.title not in same.text
    for who in ("hr", "admin", "auditor"):
        assert login(who).get(one).status_code == 403


def sheet(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml"))


def test_a_unit_sees_the_problem_and_not_the_project(county: w.World, login: Login) -> None:
    problem = w.opened(county)
    client = login("land")
    page = client.get(f"/problems/{problem.id}").text
    assert county.project.name in page
    assert f'href="/projects/{county.project.id}"' not in page
    assert client.get(f"/projects/{county.project.id}").status_code == 404
    assert problem.title in client.get("/problems").text


@pytest.mark.parametrize("who", ["centre", "leader", "mayor", "commissioner", "group", "town", "owner"])
@pytest.mark.parametrize("stage", [w.reported, w.opened, w.verifying, w.closed, w.written_off, w.withdrawn])
def test_the_page_opens_in_every_state_for_everybody_around_it(
    county: w.World, login: Login, who: str, stage: Callable[[w.World], Problem]
) -> None:
    problem = stage(county)
    client = login(who)
    page = client.get(f"/problems/{problem.id}")
    assert page.status_code == 200
    assert problem.title in page.text
    assert page.text.count("btn-primary") <= 2  # one of the page, one of the dialog that asks
    assert client.get(f"/problems/{problem.id}/slip").status_code == 200


def test_an_owner_reports_with_a_photo_and_the_centre_assigns(county: w.World, login: Login) -> None:
    land = w.kind()
    db.session.add(ProblemDuty(kind_id=land.id, root_id=county.root.id, unit_id=county.land.id))
    client = login("owner")
    assert client.get(f"/problems/new?project={county.project.id}").status_code == 200
    data = {"project_id": county.project.id, "kind_id": land.id, "title": "土地报批进度滞后", "photos": photo()}
    answer = client.post("/problems/new", data=data, follow_redirects=True)
    assert "已反映，等待项目管理中心交办" in answer.text
    problem = db.session.scalars(select(Problem)).one()
    assert db.session.scalars(select(Attachment)).one().subject_id == problem.id
    centre = login("centre")
    form = centre.get(f"/problems/{problem.id}/assignment").text
    assert f'<option selected value="u{county.land.id}:bureau">' in form, "the kind proposes its lead unit"
    assert "期限计算依据：10月11日前办结，共 15 个工作日" in form
    data = {"version": problem.version, "kind_id": land.id, "lead": f"u{county.land.id}:bureau",
            "assisting": f"u{county.town.id}:bureau", "urgency": "ordinary", "due_on": "2023-09-26",
            "verifier": f"c{county.root.id}:centre"}  # fmt: skip
    past = centre.post(f"/problems/{problem.id}/assignment", data=data | {"due_on": "2023-09-01"})
    assert past.status_code == 422 and "期限应在今天之后" in past.text
    later = centre.post(f"/problems/{problem.id}/assignment", data=data | {"due_on": "2023-10-31"})
    assert later.status_code == 422 and "请注明理由" in later.text
    both = centre.post(f"/problems/{problem.id}/assignment", data=data | {"assisting": data["lead"]})
    assert both.status_code == 422
    done = centre.post(f"/problems/{problem.id}/assignment", data=data, follow_redirects=True)
    assert "已交办市自然资源局（醴项交〔2023〕1号），请于9月26日前办结" in done.text
    again = centre.post(f"/problems/{problem.id}/assignment", data=data)
    assert again.status_code == 409 and "已有变化" in again.text


def test_the_date_follows_the_urgency_and_says_which_days_count(county: w.World, login: Login) -> None:
    problem = w.reported(county)
    client = login("centre")
    urgent = client.get(f"/problems/{problem.id}/deadline?urgency=urgent", headers=HTMX).text
    assert 'value="2023-09-19"' in urgent and "共 3 个工作日" in urgent and "周六" in urgent
    by_hand = client.get(f"/problems/{problem.id}/deadline?by=day&due_on=2023-10-09", headers=HTMX).text
    assert "共 13 个工作日" in by_hand and "国庆节" in by_hand and "不计" in by_hand
    assert login("owner").get(f"/problems/{problem.id}/deadline").status_code == 403


def test_a_likely_duplicate_is_shown_before_it_is_sent(county: w.World, login: Login) -> None:
    first = w.reported(county)
    client = login("owner")
    data = {"project_id": county.project.id, "kind_id": first.kind_id, "title": "土地报批滞后"}
    answer = client.post("/problems/new", data=data)
    assert answer.status_code == 422 and first.title in answer.text and "不是同一件事" in answer.text
    assert client.post("/problems/new", data=data | {"confirmed": "y"}).status_code == 303


def test_a_leaders_paper_is_entered_with_its_photo(county: w.World, login: Login) -> None:
    client = login("centre")
    data = {"project_id": county.project.id, "kind_id": w.kind().id, "title": "请市自然资源局阅处",
            "leader_id": county["leader"].id, "source": "instruction"}  # fmt: skip
    assert "须附批示原件的照片" in client.post("/problems/new", data=data).text
    assert client.post("/problems/new", data=data | {"photos": photo()}).status_code == 303
    assert db.session.scalars(select(Problem)).one().source == "instruction"


def test_verify_write_off_and_reopen_through_the_pages(county: w.World, login: Login) -> None:
    problem = w.verifying(county)
    centre, commissioner = login("centre"), login("commissioner")
    one = f"/problems/{problem.id}"
    assert centre.get(f"{one}/verification").status_code == 200
    refused = centre.post(f"{one}/verification", data={"version": problem.version, "result": "return", "due_on": ""})
    assert refused.status_code == 422 and "退回重办须写明理由" in refused.text
    assert login("land").post(f"{one}/verification", data={"result": "accept"}).status_code == 403
    centre.post(f"{one}/verification", data={"version": fresh(problem).version, "result": "accept"})
    assert fresh(problem).state == P.CLOSED
    bare = commissioner.post(f"{one}/write-off", data={"version": fresh(problem).version, "text": "好了"})
    assert bare.status_code == 422 and "销号须附现场核查照片" in bare.text
    assert login("land").get(f"{one}/write-off").status_code == 403
    data = {"version": fresh(problem).version, "text": "好了", "photos": photo()}
    assert commissioner.post(f"{one}/write-off", data=data).status_code == 303
    assert fresh(problem).state == P.WRITTEN_OFF
    assert centre.get(f"{one}/urging").status_code == 409
    login("owner").post(f"{one}/reopening", data={"version": fresh(problem).version, "reason": "又积水"})
    assert fresh(problem).state == P.OPEN


def test_press_follow_and_stop_through_the_pages(county: w.World, login: Login) -> None:
    problem = w.opened(county, county.town)
    other = w.reported(county, "commissioner", "另一件")
    one, centre = f"/problems/{problem.id}", login("centre")
    for slug in ("urging", "supervision", "release", "instruction", "merger", "withdrawal"):
        assert centre.get(f"{one}/{slug}").status_code == 200, slug
    assert centre.post(f"{one}/urging", data={"text": "请抓紧"}).status_code == 303
    duty = w.duty(county, problem, county.land)
    sent = centre.post(
        f"{one}/supervision", data={"assignment": duty.id, "severity": "2_yellow"}, follow_redirects=True
    )
    assert "已发出督办单 醴项督〔2023〕1号，亮黄牌" in sent.text
    town = w.duty(county, problem, county.town)
    assert centre.post(f"{one}/release", data={"assignment": town.id, "reason": "不涉及"}).status_code == 303
    assert login("mayor").post(f"{one}/follow", data={"wanted": 1}).status_code == 303
    leader = login("leader")
    assert "请选择常用语" in leader.post(f"{one}/instruction", data={"due_on": ""}).text
    data = {"preset": "请市自然资源局阅处。", "due_on": "2023-09-28"}
    assert leader.post(f"{one}/instruction", data=data).status_code == 303
    assert "请市自然资源局阅处，限9月28日前办结" in centre.get(one).text
    assert centre.post(f"{one}/instruction", data=data).status_code == 422, "entered for a leader it needs a photo"
    with_paper = data | {"leader_id": county["mayor"].id, "photos": photo()}
    assert centre.post(f"{one}/instruction", data=with_paper).status_code == 303
    merged = centre.post(f"/problems/{other.id}/merger", data={"into": problem.id, "reason": ""}, follow_redirects=True)
    assert "已并入" in merged.text
    assert centre.post(f"{one}/withdrawal", data={"reason": "误报"}).status_code == 303
    assert fresh(problem).state == P.WITHDRAWN


def test_the_papers_say_number_units_and_carry_a_code(county: w.World, login: Login) -> None:
    problem = w.opened(county, county.town)
    client = login("centre")
    client.post(
        f"/problems/{problem.id}/supervision",
        data={"assignment": w.duty(county, problem, county.land).id, "severity": "2_yellow"},
    )
    card = db.session.scalars(select(Card)).one()
    for name, words in (
        ("order.docx", ("醴项交〔2023〕1号", "板杉镇")),
        (f"cards/{card.id}.docx", ("醴项督〔2023〕1号",)),
    ):
        answer = client.get(f"/problems/{problem.id}/{name}")
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            text = book.read("word/document.xml").decode()
            assert any(part.startswith("word/media/") for part in book.namelist())
        assert all(word in text for word in (*words, problem.title))


def test_the_list_filters_counts_and_exports_what_it_shows(
    county: w.World, login: Login, statements: list[str]
) -> None:
    problem = w.opened(county)
    for number in range(4):
        w.reported(county, "commissioner", f"第{number}件")
    client = login("centre")
    page = client.get("/problems").text
    assert page.count("<tr data-href") == 5
    asked = {
        "state=open": 1, "state=reported": 4, "q=tdbp": 1, "q=醴项交〔2023〕1号": 1, f"unit={county.land.id}": 1,
        "source=commissioner": 4, "overdue=1": 5, "card=1_red": 0, f"kind={problem.kind_id}": 5, "sort=newest": 5,
        "guarantee=1": 5, "state=nonsense": 5, "level=2_leader": 0, f"project={county.project.id}": 5,
    }  # fmt: skip
    for query, rows in asked.items():
        assert client.get(f"/problems?{query}", headers=HTMX).text.count("<tr data-href") == rows, query
    exported = sheet(client.get("/problems?format=xlsx&state=open").data).decode()
    assert problem.title in exported and "第1件" not in exported
    statements.clear()
    client.get("/problems")
    few = len(statements)
    for number in range(30):
        w.opened(county, county.town)
        w.reported(county, "commissioner", f"再{number}件")
    db.session.commit()
    statements.clear()
    client.get("/problems")
    assert len(statements) == few <= 20


def test_lines_of_a_report_become_problems_once(county: w.World, login: Login) -> None:
    found = Findings("主体施工", 80, "", "临时用电容量不足，影响塔吊\n\n土地组卷未报批")
    report_visit(county.project, found, client_key="k1", by=county["commissioner"], at=w.shanghai(9, 12))
    report_visit(county.project, found, client_key="k1", by=county["commissioner"], at=w.shanghai(9, 12))
    rows = db.session.scalars(select(Problem).order_by(Problem.id)).all()
    assert [(p.title, p.kind.name, p.source) for p in rows] == [
        ("临时用电容量不足，影响塔吊", "用电", "commissioner"), ("土地组卷未报批", "用地", "commissioner"),
    ]  # fmt: skip
    assert db.session.scalars(select(Visit)).one().id == rows[0].visit_id
    assert "土地组卷未报批" in login("centre").get(f"/projects/{county.project.id}").text


def test_the_project_table_counts_and_marks_the_worst_card(county: w.World, login: Login) -> None:
    problem = w.opened(county)
    w.reported(county, "commissioner", "另一件")
    lead = w.duty(county, problem, county.land)
    pressing.supervise(problem, lead, Severity.YELLOW, by=county["centre"], at=w.shanghai(8, 30))
    page = login("centre").get("/projects/under-construction").text
    assert "2 件 · 黄牌" in page and f'href="/problems?project={county.project.id}"' in page
    assert "2 件 · 黄牌" in sheet(login("centre").get("/projects/under-construction?format=xlsx").data).decode()


def test_the_centre_keeps_kinds_and_who_leads(county: w.World, login: Login) -> None:
    client = login("centre")
    assert "用地" in client.get("/problems/kinds").text
    kind = db.session.scalars(select(ProblemKind).where(ProblemKind.name == "用气")).one()
    data = {
        "version": kind.version,
        "name": "用气",
        "urgency": "urgent",
        "lead_unit_id": county.group.id,
        "active": "y",
    }
    assert client.post(f"/problems/kinds/{kind.id}", data=data).status_code == 303
    assert client.post(f"/problems/kinds/{kind.id}", data=data).status_code == 409
    assert client.post("/problems/kinds/new", data=data).status_code == 422
    assert client.post("/problems/kinds/new", data=data | {"name": "用热"}).status_code == 303
    assert db.session.scalars(select(ProblemDuty)).first().unit_id == county.group.id  # type: ignore[union-attr]
    assert login("owner").get("/problems/kinds").status_code == 403
