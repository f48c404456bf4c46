"""`/enrolment/schools`: the list, one school, editing it and its seats."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, locked, writing
from zz.enrolment import policy, school_export, school_page, schools
from zz.enrolment.forms import SchoolForm, SeatsForm
from zz.enrolment.loading import desk, managed, reader, school_or_404, term_asked
from zz.enrolment.models import School
from zz.enrolment.school_queries import PATH, SchoolFilter, named
from zz.web import page_or_part, redirect_to

bp = Blueprint("schools", __name__, url_prefix=PATH)


@bp.get("")
@requires(Permission.ENROLMENT_DESK_READ)
def index() -> ResponseReturnValue:
    """Show the list as the address asks, or send it as a workbook."""
    found, wanted = desk(), SchoolFilter.parse(request.args)
    term = term_asked(found.root_id)
    if (form := request.args.get("format")) == "xlsx":
        return school_export.send(reader(), found.root_id, wanted, term, at=clock.now())
    if form:
        abort(404)
    page = school_page.assemble(reader(), found, wanted, term)
    return page_or_part("enrolment/schools.html", "enrolment/_schools.html", list=page)


@bp.get("/<int:school_id>")
@requires(Permission.ENROLMENT_DESK_READ)
def show(school_id: int) -> str:
    """The page of a school."""
    school = school_or_404(school_id)
    term = term_asked(school.root_id)
    return render_template("enrolment/school.html", page=school_page.one(reader(), school, term))


@bp.get("/seats/<int:plan_id>")
@requires(Permission.ENROLMENT_DESK_READ)
def seats_of(plan_id: int) -> ResponseReturnValue:
    """Go to the school whose seats these are."""
    plan = school_page.plan(desk().root_id, plan_id) or abort(404)
    return redirect_to(f"{PATH}/{plan.school_id}?term={plan.term_id}")


@bp.get("/new")
@requires(Permission.ENROLMENT_MANAGE)
def new() -> str:
    """The form of a new school."""
    return render_template("enrolment/school_form.html", form=_form(managed().root_id, None), school=None)


@bp.post("/new")
@requires(Permission.ENROLMENT_MANAGE)
def create() -> ResponseReturnValue:
    """Add a school."""
    return _saved(managed().root_id, None)


def _form(root_id: int, school: School | None) -> SchoolForm:
    form = SchoolForm(obj=school)
    form.unit_id.choices = school_page.unit_choices(root_id, school)
    if school is not None and not policy.keeps_schools(reader(), root_id):
        form.narrow()
    if not form.is_submitted() and school is not None:
        form.version.data = str(school.version)
        if "ownership" in form:
            form.ownership.data = school.ownership.value
    return form


def _allowed(school_id: int) -> School:
    school = school_or_404(school_id)
    return school if policy.edits(reader(), school) else abort(403)


@bp.get("/<int:school_id>/edit")
@requires(Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_SEATS)
def edit(school_id: int) -> str:
    """The form of a school; its own people see fewer fields."""
    school = _allowed(school_id)
    return render_template("enrolment/school_form.html", form=_form(school.root_id, school), school=school)


@bp.post("/<int:school_id>/edit")
@requires(Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_SEATS)
def update(school_id: int) -> ResponseReturnValue:
    """Change a school."""
    school = _allowed(school_id)
    return _saved(school.root_id, school)


def _saved(root_id: int, school: School | None) -> ResponseReturnValue:
    form = _form(root_id, school)
    valid = form.validate()
    if "name" in form and (other := named(root_id, form.name.data or "")) and other is not school:
        form.name.errors, valid = ["已有同名的学校"], False
    if not valid:
        return render_template("enrolment/school_form.html", form=form, school=school), 422
    try:
        with writing():
            held = locked(School, school.id, form.shown_version) if school else None
            saved = schools.save(held, form.values(), root_id=root_id, by=reader(), at=clock.now())
    except StaleVersion:
        return render_template("enrolment/school_form.html", form=form, school=school, stale=True), 409
    return redirect_to(f"{PATH}/{saved.id}", f"已保存“{saved.name}”")


@bp.get("/<int:school_id>/seats")
@requires(Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_SEATS)
def edit_seats(school_id: int) -> str:
    """The form of a school's seats in a term."""
    school, term = _seats(school_id)
    form = SeatsForm()
    school_page.fill_seats(form, school, term)
    return render_template("enrolment/seats_form.html", **_shown(form, school, term))


@bp.post("/<int:school_id>/seats")
@requires(Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_SEATS)
def set_seats(school_id: int) -> ResponseReturnValue:
    """Write a school's seats in a term."""
    school, term = _seats(school_id)
    form = SeatsForm()
    context = _shown(form, school, term)
    if not form.validate() or not school_page.check_seats(form, school):
        return render_template("enrolment/seats_form.html", **context), 422
    try:
        with writing():
            held, typed = locked(School, school.id) or abort(404), school_page.typed_seats(form)
            reason, shown = form.reason.data or "", form.shown_version
            schools.set_seats(held, term, typed, reason, shown=shown, by=reader(), at=clock.now())
    except StaleVersion:
        return render_template("enrolment/seats_form.html", stale=True, **context), 409
    return redirect_to(f"{PATH}/{school.id}?term={term.id}", f"已保存{term.name}学位")


def _shown(form: SeatsForm, school: School, term: Any) -> dict[str, Any]:
    return {"form": form, "school": school, "term": term, "grade_name": school_page.grade_name}


def _seats(school_id: int) -> tuple[School, Any]:
    school = school_or_404(school_id)
    if not policy.sets_seats(reader(), school):
        abort(403)
    return school, term_asked(school.root_id) or abort(404)
