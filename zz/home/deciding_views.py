"""`/decisions`: a leader decides with one tap, on his phone or on one sheet of paper."""

from typing import Any

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import locked, writing
from zz.home import deciding
from zz.problems import policy, pressing
from zz.problems.loading import allowed, held, reader
from zz.problems.models import Instruction
from zz.problems.operations import Refused
from zz.problems.vocabulary import ProblemAction
from zz.web import MenuEntry, menu, redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("decisions", __name__, url_prefix="/decisions")
PATH = "/decisions"


@bp.get("")
@requires(Permission.PROBLEM_DECIDE)
def index() -> str:
    """Show what needs the reader's decision, what turned red, and what became of what he said."""
    found = deciding.assemble(reader(), clock.now())
    return render_template("home/decisions.html", d=found, today=clock.today(), user=reader())


@bp.post("/<int:problem_id>/instruction")
@requires(Permission.PROBLEM_DECIDE)
def instruct(problem_id: int) -> ResponseReturnValue:
    """批示 with one of the ready-made sentences."""
    standing = allowed(problem_id, ProblemAction.INSTRUCT)
    text = request.form.get("text", "")
    if text not in deciding.taps(standing.problem):
        return redirect_to(PATH, "请选择一句批示，或点“另作批示”自己写")
    by, at = reader(), clock.now()
    try:
        with writing():
            problem = held(problem_id, None)
            if not policy.WHO[ProblemAction.INSTRUCT](policy.standing(by, problem, clock.local(at).date())):
                abort(403)
            if not deciding.needs(by, problem_id, clock.local(at).date()):
                return redirect_to(f"{PATH}#given", "这一件已经批示过了")
            pressing.instruct(problem, text, None, by=by, at=at)
    except InvalidTransition:
        return redirect_to(PATH, "这一件已经办结或撤回，不需要批示了")
    return redirect_to(f"{PATH}#given", f"已批示“{text.rstrip('。')}”，送达承办单位；点错了可以撤回")


@bp.post("/instructions/<int:instruction_id>/withdrawal")
@requires(Permission.PROBLEM_DECIDE)
def withdraw(instruction_id: int) -> ResponseReturnValue:
    """撤回批示, for some minutes."""
    by, at = reader(), clock.now()
    try:
        with writing():
            given = _own(instruction_id, by)
            pressing.withdraw_instruction(given, held(given.problem_id, None), by=by, at=at)
    except Refused as refused:
        return redirect_to(f"{PATH}#given", refused.text)
    return redirect_to(PATH, "已撤回，请重新批示")


def _own(instruction_id: int, by: Any) -> Instruction:
    found = locked(Instruction, instruction_id)
    return found if found is not None and found.by_id == by.id else abort(404)


def init_app(app: Flask) -> None:
    """Serve the page and enter it in the menu."""
    app.register_blueprint(bp)
    entry = MenuEntry(
        "需我协调", "decisions.index", PATH, (Permission.PROBLEM_DECIDE,), order=3,
        count=lambda user: deciding.counting(user, clock.today()),
    )  # fmt: skip
    menu.register(app, entry)
