"""The page of a project and its forms: who sees what, what is refused and how it is said."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.projects.people import County, SignIn, make_county
from zz import clock
from zz.accounts.models import User
from zz.files.models import Attachment, AttachmentKind
from zz.journal import record
from zz.projects import permits, verbs
from zz.projects import plan_operations as plan
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthlyFigure, Visit
from zz.projects.vocabulary import FigureState, Stage, TeamRole, YearCategory

CODE = "2301-430281-04-01-640233"
MOST_QUERIES = 10
# Not the page's own: the session, the bubbles of the menu, the panel that the problems' package adds.
NOT_ITS_OWN = ("auth_session", "deputy", "assignment", "notice", "approval", "problem")


def url(county: County, part: str = "") -> str:
    return f"/projects/{county.project.id}{part}"


def fill(session: Session, county: County, rows: int) -> None:
    """Give the project `rows` of everything that its page lists."""
    project, act = county.project, {"by": county.centre, "at": clock.now()}
    for number in range(rows):
        plan.add_milestone(project, {"name": f"节点{number}", "planned_on": date(2023, 8, 1)}, **act)
        plan.add_member(project, {"name": f"成员{number}", "role": TeamRole.MEMBER}, **act)
        session.add(
            Visit(
                project_id=project.id, on_day=date(2023, 9, 1), reported_by_id=county.commissioner.id,
                reported_at=clock.now(), physical_progress="主体", client_key=f"{project.id}-{number}",
            )
        )  # fmt: skip
    session.flush()


def test_everybody_around_the_project_sees_it_with_his_own_next_step(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    county = make_county()
    steps = {
        county.centre.username: "编辑", county.bureau.username: "编辑", county.commissioner.username: "走访上报",
        county.owner.username: "填报投资", county.leader.username: None,
    }  # fmt: skip
    for username, step in steps.items():
        sign_in(client, username)
        page = client.get(url(county))
        assert page.status_code == 200
        found = re.search(r'class="btn btn-primary" href="[^"]*">([^<]*)<', page.text)
        assert (found and found[1]) == step


def test_strangers_find_nothing(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    for stranger in county.strangers:
        sign_in(client, stranger.username)
        for part in ("", "/journal", "/photos", "/stage"):
            assert client.get(url(county, part)).status_code == 404


@pytest.mark.parametrize("rows", [1, 15])
def test_the_page_takes_a_fixed_number_of_queries(
    session: Session, client: FlaskClient, sign_in: SignIn, statements: list[str], rows: int
) -> None:
    county = make_county(planned_start=date(2023, 9, 1), planned_finish=date(2024, 9, 1))
    permits.seed_template()
    permits.copy_template(county.project)
    fill(session, county, rows)
    sign_in(client, county.centre.username)
    client.get(url(county))
    address = url(county)
    statements.clear()
    assert client.get(address).status_code == 200
    sent = [s for s in statements if s.startswith("SELECT")]
    own = [s for s in sent if not any(f"{word} {t}" in s for word in ("FROM", "JOIN") for t in NOT_ITS_OWN)]
    assert len(own) <= MOST_QUERIES, "\n".join(own)
    # one more than these: the files, which are read with those of granted requests
    assert len(sent) <= len(own) + len(NOT_ITS_OWN) + 1, "\n".join(sent)


def test_the_money_panel_keeps_the_two_moneys_apart(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(total_investment=Decimal(32000), list_year=2023, annual_plan=Decimal(9000), lag=3167)
    project = county.project
    project.year_to_date = Decimal(3150)
    session.add(
        ProjectYear(project_id=project.id, year=2023, category=YearCategory.CONTINUED, annual_plan=Decimal(9000))
    )
    session.add(
        MonthlyFigure(
            project_id=project.id, year=2023, month=8, invested=Decimal(3150), statistical=Decimal(2800),
            state=FigureState.CHECKED,
        )
    )  # fmt: skip
    sign_in(client, county.leader.username)
    text = re.sub(r"<[^>]+>|\s+", " ", client.get(url(county)).text)
    assert "35.0%" in text
    assert "滞后序时 31.7 个百分点" in text
    assert "对照序时 66.7% · 8月末" in text
    assert "入统口径：2023年 2,800 万元" in text
    assert "5,950" not in text


def test_late_nodes_say_how_late(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    fill(session, county, 1)
    sign_in(client, county.leader.username)
    assert "逾期 44 天" in client.get(url(county)).text


def form_of(project: Project | None, **typed: Any) -> dict[str, Any]:
    blank = {"name": "新项目", "level": "county", "version": project.version if project else ""}
    return {**blank, **({} if project else {"stage": "planning"}), **typed}


def test_the_centre_makes_a_project(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    sign_in(client, county.centre.username)
    assert client.get("/projects/new").status_code == 200
    answer = client.post(
        "/projects/new",
        data=form_of(
            None, name="陶瓷新材料园", code=CODE, total_investment="65,000.5", category="planned_start",
            annual_plan="16000", planned_start="2023-10-01", planned_finish="2024-10-01",
        ),
    )  # fmt: skip
    assert answer.status_code == 303
    made = session.scalars(select(Project).where(Project.code == CODE)).one()
    assert (made.total_investment, made.annual_plan, made.ledger_id) == (Decimal("65000.5"), 16000, county.root.id)
    assert "已新增“陶瓷新材料园”" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "请填写项目名称"),
        ({"code": "2301"}, "项目代码应为 24 位"),
        ({"owner_uscc": "91430281MA4L000000"}, "统一社会信用代码不正确"),
        ({"total_investment": "三万"}, "请填写数字"),
        ({"total_investment": "-1"}, "不小于 0"),
        ({"planned_start": "2023/9/1"}, "日期格式应为"),
        ({"parent": "没有的项目"}, "没有找到这个项目"),
        ({"annual_plan": "100"}, "请同时选择年度类别"),
        ({"stage": "preliminary"}, "列入前期须有项目代码"),
        ({"stage": "completed"}, "所选项已不可用"),
        ({"level": "x"}, "请选择列出的一项"),
        ({"township_id": "999999"}, "请重新选择"),
        ({"planned_start": "2024-01-01", "planned_finish": "2023-01-01"}, "计划竣工不晚于计划开工"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    session: Session, client: FlaskClient, sign_in: SignIn, typed: dict[str, str], said: str
) -> None:
    county = make_county()
    sign_in(client, county.centre.username)
    answer = client.post("/projects/new", data=form_of(None, **({"name": "留下的名字"} | typed)))
    assert answer.status_code == 422
    assert said in answer.text
    if typed.get("name") != "":
        assert "留下的名字" in answer.text
    assert session.scalars(select(Project).where(Project.name == "留下的名字")).first() is None


def test_a_code_in_use_names_the_other_project_only_to_who_sees_it(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    county, other = make_county(code=CODE, name="看得见的项目"), make_county()
    sign_in(client, county.centre.username)
    assert "已由“看得见的项目”使用" in client.post("/projects/new", data=form_of(None, code=CODE)).text
    sign_in(client, other.centre.username)
    text = client.post("/projects/new", data=form_of(None, code=CODE)).text
    assert "台账中另一个项目" in text
    assert "看得见的项目" not in text


def test_a_question_is_answered_by_a_check_mark(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    sign_in(client, county.centre.username)
    odd = form_of(None, planned_start="2024-01-01", planned_finish="2023-01-01", confirmed="y")
    assert client.post("/projects/new", data=odd).status_code == 303


def test_children_stand_on_one_level(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(name="上级项目")
    sign_in(client, county.centre.username)
    client.post("/projects/new", data=form_of(None, name="下级项目", parent="上级项目"))
    child = session.scalars(select(Project).where(Project.name == "下级项目")).one()
    assert child.parent_id == county.project.id
    assert "子项目只设一层" in client.post("/projects/new", data=form_of(None, parent="下级项目")).text
    itself = client.post(url(county, "/edit"), data=form_of(county.project, parent="上级项目"))
    assert "不能把项目列为自己的子项目" in itself.text
    assert "下级项目" in client.get(url(county)).text


def test_a_bureau_writes_the_narrative_and_nothing_else(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(name="原名")
    sign_in(client, county.bureau.username)
    assert "total_investment" not in client.get(url(county, "/edit")).text
    data = {"version": county.project.version, "physical_progress": "封顶", "name": "改名", "total_investment": "1"}
    assert client.post(url(county, "/edit"), data=data).status_code == 303
    session.refresh(county.project)
    assert (county.project.physical_progress, county.project.name) == ("封顶", "原名")


def test_who_may_not_edit_is_told_so(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    for user in (county.commissioner, county.owner, county.leader):
        sign_in(client, user.username)
        assert client.get(url(county, "/edit")).status_code == 403
        assert client.post(url(county, "/edit"), data={}).status_code == 403
        assert client.get("/projects/new").status_code == 403
    sign_in(client, county.strangers[1].username)
    assert client.post(url(county, "/edit"), data={}).status_code == 404


def edited(client: FlaskClient, county: County, user: User, sign_in: SignIn, **typed: Any) -> Any:
    sign_in(client, user.username)
    return client.post(url(county, "/edit"), data=typed)


def test_two_edits_of_one_page_meet(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(remark="起初")
    session.commit()
    seen = county.project.version
    first = edited(client, county, county.bureau, sign_in, version=seen, remark="第一个人写的")
    assert first.status_code == 303
    second = edited(
        client,
        county,
        county.centre,
        sign_in,
        **form_of(None, name=county.project.name, remark="第二个人写的"),
    )
    assert second.status_code == 409
    second = edited(
        client, county, county.centre, sign_in, version=seen, name=county.project.name, level="county",
        remark="第二个人写的", owner_name=county.project.owner_name,
        responsible_unit_id=county.project.responsible_unit_id, commissioner_id=county.commissioner.id,
    )  # fmt: skip
    assert second.status_code == 409
    assert "起初 → <b>第一个人写的</b>" in second.text
    assert "第二个人写的" in second.text
    session.refresh(county.project)
    assert county.project.remark == "第一个人写的"
    again = re.search(r'name="version"[^>]*value="(\d+)"', second.text)
    assert again
    third = edited(client, county, county.bureau, sign_in, version=again[1], remark="第二个人写的")
    assert third.status_code == 303


def test_the_journal_goes_on_as_a_part_and_as_a_page(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    fill(session, county, 15)
    sign_in(client, county.leader.username)
    older = re.search(r'href="([^"]*journal\?before=\d+)"', client.get(url(county)).text)
    assert older
    part = client.get(older[1], headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "成员0" in part
    assert "<html" in client.get(older[1]).text


def test_what_waits_to_be_checked_is_the_bureaus_next_step(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    county = make_county()
    session.add(MonthlyFigure(project_id=county.project.id, year=2023, month=8, state=FigureState.FILLED))
    sign_in(client, county.bureau.username)
    page = client.get(url(county)).text
    assert re.search(r'class="btn btn-primary" href="[^"]*/report">审核投资<', page)
    assert "/projects/months/2023-8" in page
    sign_in(client, county.owner.username)
    assert "/projects/months/" not in client.get(url(county)).text


def test_the_journal_tells_reports_and_figures_in_words(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    act = {"by": county.commissioner, "at": clock.now()}
    record(verbs.VISIT_REPORTED, county.project, **act, visit_id=1, physical_progress="主体封顶")
    record(verbs.FIGURE_FILLED, county.project, **act, year=2023, month=8, invested=Decimal("1200.5"))
    sign_in(client, county.leader.username)
    page = client.get(url(county)).text
    assert "走访上报：主体封顶" in page
    assert "填报投资：2023年8月 1,200.5 万元" in page


def test_many_photos_leave_room_for_documents(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    for number in range(30):
        kind = AttachmentKind.PHOTO if number else AttachmentKind.PLAN
        session.add(
            Attachment(
                subject_type="project", subject_id=county.project.id, kind=kind, filename=f"{number}.jpg",
                media_type="image/jpeg", size=1, sha256="0", storage_key=f"{number}", uploaded_at=clock.now(),
            )
        )  # fmt: skip
    sign_in(client, county.leader.username)
    page = client.get(url(county)).text
    assert page.count("/thumbnail") == 12
    assert "0.jpg" in page
    assert "全部照片" in page
    assert client.get(url(county, "/photos")).text.count("/thumbnail") == 29


def test_a_project_of_a_stage_stands_below_its_table(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(Stage.PRELIMINARY)
    sign_in(client, county.centre.username)
    assert 'href="/projects/preliminary"' in client.get(url(county)).text
