"""Requests: an enterprise files for the child of an employee; from a draft to a seat in a class."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Plug requests into the loop, the files and the seats of schools."""
    from zz.assignments import subjects
    from zz.enrolment import seats
    from zz.enrolment.requests import access, queries

    kind = subjects.SubjectKind(
        access.SUBJECT, "入学申请", lambda i: f"/enrolment/requests/{i}", access.sees, index=access.index
    )
    subjects.register(kind)
    if queries.seated not in seats._counters:
        seats.counts_placed(queries.seated)
