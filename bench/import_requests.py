"""A large upload of children: 2,000 rows are checked within 5 s."""

import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.figures import Figure

ROWS, LIMIT = 2_000, 5.0


def rows(number: int) -> list[dict[str, Any]]:
    """Return children by heading; every fiftieth has a wrong ID number."""
    from zz.demo.children import child, id_number, person
    from zz.enrolment.requests.fields import FIELDS
    from zz.enrolment.requests.forms import shown
    from zz.enrolment.requests.vocabulary import Sex

    found = []
    for n in range(number):
        born = date(2016, 9 + n % 4, 1 + n % 28)
        values = person(n) | child(n, n, 1, 2023)
        values |= {"id_number": id_number(born, n // 28, Sex.MALE), "birth_date": born}
        values |= {"sex": Sex.MALE, "accept_any": "是"}
        if n % 50 == 7:
            values["id_number"] = values["id_number"][:-1] + "?"
        found.append({f.label: shown(values.get(f.key)) for f in FIELDS})
    return found


def measure(number: int) -> tuple[float, float]:
    """Return the seconds from the upload to the preview, and those of the commit."""
    from bench.seeding import MORNING, new_app
    from tests.builders import make_school, make_term, make_unit, make_user
    from zz import clock, schema
    from zz.accounts.roles import Role, UnitKind
    from zz.db import db, writing
    from zz.enrolment.requests.fields import FIELDS
    from zz.enrolment.requests.import_kind import REQUESTS
    from zz.imports import committing, operations, staging
    from zz.imports.reading import read
    from zz.sheets.write import Column, write_table

    columns = [Column(f.label, f.label) for f in FIELDS]
    data = write_table(columns, rows(number), title="入学申请名单")
    app = new_app(Path(tempfile.mkdtemp(prefix="zz-bench-")), DESKS=["enrolment"])
    with app.app_context(), clock.frozen(MORNING):
        schema.upgrade()
        with writing():
            root = make_unit(UnitKind.CITY)
            make_unit(UnitKind.PARK, root)
            firm = make_unit(UnitKind.ENTERPRISE, root)
            by = make_user(Role.ENTERPRISE_HR, firm)
            make_term(root)
            for _ in range(40):
                make_school(root)
        begun = time.perf_counter()
        workbook = read(REQUESTS, data, "名单.xlsx")
        with writing():
            batch = operations.begin(
                REQUESTS, workbook, data, "名单.xlsx", unit_id=firm.id, options={}, by=by, at=clock.now()
            )
        staging.stage(REQUESTS, batch, data)
        checked = time.perf_counter()
        with writing():
            from zz.imports.vocabulary import BATCHES, BatchAction

            batch = db.session.merge(batch)
            BATCHES.move(batch, BatchAction.COMMIT)
        committing.commit(REQUESTS, batch, data, by=by, at=clock.now())
        return checked - begun, time.perf_counter() - checked


def upload() -> None:
    """The check of a list of 2,000 children, from the upload to the preview."""
    checked, written = measure(ROWS)
    Figure(f"{ROWS:,} children uploaded and checked", checked, LIMIT, " s", f"written in {written:.1f} s").show()
