from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import MORNING
from zz import jobs
from zz.access import Role
from zz.accounts.models import User
from zz.jobs import Job, JobState

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def owner(session: Session) -> User:
    return make_user(Role.CENTRE)


@pytest.fixture
def job(session: Session, owner: User, handle: Callable[[str, Callable[..., Any]], None]) -> Job:
    handle("probe", lambda progress: None)
    return jobs.enqueue("probe", {}, by=owner, at=MORNING)


def test_the_owner_sees_how_far_it_is_and_the_part_asks_again(
    client: FlaskClient, sign_in: SignIn, owner: User, job: Job
) -> None:
    job.state, job.done, job.total, job.text = JobState.RUNNING, 30, 120, "已发现 3 处重名"
    sign_in(client, owner.username)
    page = client.get(f"/jobs/{job.id}").text
    assert "试验任务" in page and "已发现 3 处重名" in page and 'value="25"' in page
    part = client.get(f"/jobs/{job.id}", headers={"HX-Request": "true"}).text
    assert "<html" not in part and 'hx-trigger="every 1s"' in part


@pytest.mark.parametrize(("state", "word"), [(JobState.DONE, "查看结果"), (JobState.FAILED, "文件有误")])
def test_an_ended_job_stops_asking(
    client: FlaskClient, sign_in: SignIn, owner: User, job: Job, state: JobState, word: str
) -> None:
    job.state, job.text, job.result_url = state, "文件有误", "/projects/planning"
    sign_in(client, owner.username)
    page = client.get(f"/jobs/{job.id}").text
    assert word in page and "every 1s" not in page


def test_another_user_does_not_find_it_the_system_administrator_does(
    client: FlaskClient, sign_in: SignIn, job: Job
) -> None:
    sign_in(client, make_user(Role.CENTRE).username)
    assert client.get(f"/jobs/{job.id}").status_code == 404
    assert client.get("/jobs/999").status_code == 404
    sign_in(client, make_user(Role.ADMIN).username)
    assert client.get(f"/jobs/{job.id}").status_code == 200
