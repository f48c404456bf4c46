"""Where a project stands, said once."""

import pytest
from sqlalchemy.orm import Session

from tests.builders import make_project, make_unit
from zz.accounts.roles import UnitKind
from zz.projects.presentation import fact_rows


@pytest.mark.parametrize(
    ("address", "said"),
    [("船湾镇", "船湾镇"), ("船湾镇东塘村", "船湾镇东塘村"), ("东塘村", "船湾镇 东塘村"), ("", "船湾镇")],
)
def test_a_township_in_the_address_is_not_named_twice(session: Session, address: str, said: str) -> None:
    township = make_unit(UnitKind.TOWNSHIP, name="船湾镇")
    project = make_project(township_id=township.id, address=address)
    assert next(row[1] for row in fact_rows(project) if row[0] == "建设地点") == said
