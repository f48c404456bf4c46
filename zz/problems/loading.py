"""What the views of problems share: finding one, refusing, files stored before the write, answering a stale click."""

from collections.abc import Sequence
from typing import Any

from flask import abort, make_response, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, locked
from zz.files import operations as files
from zz.files.models import Attachment, AttachmentKind
from zz.files.operations import PreparedFile
from zz.problems import page, policy, queries
from zz.problems.models import Problem
from zz.problems.policy import Standing
from zz.problems.vocabulary import ProblemAction
from zz.projects.models import Project
from zz.web import is_part
from zz.web.errors import error_response

STALE = "您打开后，这件问题已有变化，刚才的操作没有生效。下面是最新情况，请核对后再操作。"


def reader() -> User:
    """Return the signed-in user himself, not the proxy."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def found_or_404(problem_id: int) -> Problem:
    """Return a problem that the reader sees."""
    return queries.find(reader(), problem_id, clock.today()) or abort(404)


def allowed(problem_id: int, *actions: ProblemAction) -> Standing:
    """Return the reader's standing to a problem that he sees and may do one of `actions` to; 403 where not."""
    standing = policy.standing(reader(), found_or_404(problem_id), clock.today())
    if not any(policy.WHO[action](standing) for action in actions):
        abort(403)
    return standing


def held(problem_id: int, version: int | None) -> Problem:
    """Return the problem, locked; StaleVersion where it has moved on."""
    return locked(Problem, problem_id, version) or abort(404)


def hold_in_order(*problem_ids: int) -> None:
    """Lock several problems by number: two that are merged into each other at once do not wait in a ring."""
    for problem_id in sorted(problem_ids):
        locked(Problem, problem_id)


def project_of(problem: Problem) -> Project:
    """Return the problem's project."""
    return db.session.get_one(Project, problem.project_id)


def prepare(uploads: Sequence[Any], *, images: bool = False) -> list[PreparedFile]:
    """Check and store what was sent; none is kept where one is refused.

    Raises:
        UploadError: with the sentence to show.
    """
    allowed_families = frozenset({files.Family.IMAGE}) if images else files.ALL
    done: list[PreparedFile] = []
    try:
        done += [files.prepare_upload(upload, allowed_families) for upload in uploads]
    except files.UploadError:
        discard(done)
        raise
    return done


def discard(prepared: Sequence[PreparedFile]) -> None:
    """Forget files whose rows were not written."""
    for one in prepared:
        files.discard(one)


def attach(prepared: Sequence[PreparedFile], problem: Problem, *, by: User, at: Any) -> list[Attachment]:
    """Attach files to the problem: pictures as photos, the rest as evidence."""
    return [
        files.attach(one, problem, AttachmentKind.PHOTO if one.thumbnail_key else AttachmentKind.EVIDENCE, by=by, at=at)
        for one in prepared
    ]


def page_context(problem_id: int, **more: Any) -> dict[str, Any]:
    """Return the context of a problem's page."""
    shown = page.load(reader(), problem_id, clock.today()) or abort(404)
    return {"p": shown, "problem": shown.problem, **more}


def stale(problem_id: int, sentence: str = STALE) -> Response:
    """Answer a stale click: 409, the page as it is now, and what happened meanwhile."""
    db.session.rollback()
    db.session.expire_all()
    if is_part():
        return error_response(409, sentence)
    return make_response(render_template("problems/show.html", **page_context(problem_id, notice=sentence)), 409)
