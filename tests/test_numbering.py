"""Numbers of documents: one after the other without gaps, whoever begins a year's series."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import MORNING
from zz.db import db, writing
from zz.numbering import next_number

PEOPLE = 4


def test_those_who_begin_a_series_at_once_get_numbers_in_a_row(app: Flask, session: Session) -> None:
    session.rollback()
    together = Barrier(PEOPLE)

    def take() -> str:
        with app.app_context():
            try:
                together.wait()
                with writing():
                    return next_number("supervision", at=MORNING, root=1)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(PEOPLE) as pool:
        taken = list(pool.map(lambda _: take(), range(PEOPLE)))
    assert sorted(taken) == [f"醴项督〔2023〕{n}号" for n in range(1, PEOPLE + 1)]
