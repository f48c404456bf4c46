"""A filter is read from any address, written back the same, and says what it does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from zz.projects.filters import DEFAULT_SORT, FIELDS, SORTS, ProjectFilter
from zz.projects.models import Project
from zz.projects.vocabulary import Activity, Level, Light, Stage, YearCategory

NAMES = st.sampled_from(["q", "sort", "page", "cols", "x", *(field.name for field in FIELDS)])
PLAUSIBLE = st.sampled_from(
    ["red", "1", "2023", "-lag", "name", "省级", "province", "continued", "-1", "9" * 30, "%_\\"]
)
PAIRS = st.lists(st.tuples(NAMES, st.one_of(st.text(), PLAUSIBLE)))


@given(st.sampled_from(Stage), PAIRS)
def test_any_address_is_read_and_written_back(stage: Stage, pairs: list[tuple[str, str]]) -> None:
    found = ProjectFilter.parse(stage, MultiDict(pairs))
    str(select(Project.id).where(*found.conditions(), found.shows()).order_by(*found.order()).compile())
    assert ProjectFilter.parse(stage, MultiDict(found.pairs())) == found
    assert len(found.describe({})) == sum(bool(getattr(found, f.name)) for f in FIELDS) + bool(found.q)


def parse(query: str) -> ProjectFilter:
    return ProjectFilter.parse(Stage.UNDER_CONSTRUCTION, MultiDict(p.split("=") for p in query.split("&") if p))


def test_values_are_repeated_parameters() -> None:
    found = parse("light=red&light=yellow&level=province&category=continued&unit=3&unit=4&unit=3")
    assert (found.light, found.level) == ((Light.RED, Light.YELLOW), (Level.PROVINCE,))
    assert (found.category, found.unit) == ((YearCategory.CONTINUED,), (3, 4))


@pytest.mark.parametrize("query", ["light=blue", "unit=x", "sort=password", "page=-3", "year=0", "cols=", "q=%20"])
def test_nonsense_is_as_if_it_were_not_there(query: str) -> None:
    assert parse(query.replace("%20", " ")) == parse("")


def test_a_changed_address_starts_on_the_first_page_and_leaves_defaults_out() -> None:
    found = parse("q=瓷&light=red&page=3")
    assert found.url(light=()) == "/projects/under-construction?q=%E7%93%B7"
    assert found.url(page=2).endswith("&page=2")
    assert parse("sort=-lag").url() == "/projects/under-construction"


def test_what_is_set_is_said_in_words() -> None:
    chips = parse("q=瓷&light=red&light=green&unit=3&activity=terminated").describe({"unit": {3: "市住建局"}})
    assert [(chip.label, chip.text) for chip in chips] == [
        ("查找", "瓷"), ("亮灯", "红、绿"), ("责任单位", "市住建局"), ("项目状态", "终止")
    ]  # fmt: skip
    assert chips[1].url == parse("q=瓷&unit=3&activity=terminated").url()


def test_values_that_are_not_offered_are_dropped() -> None:
    found = parse("unit=3&unit=9&township=7").known({"unit": {3: "市住建局"}, "township": {}})
    assert (found.unit, found.township) == ((3,), ())


def test_every_sort_has_words_and_a_default() -> None:
    assert {sort.removeprefix("-") for sort in DEFAULT_SORT.values()} <= set(SORTS)
    assert parse("sort=lag").order_text == "按滞后程度排序，从小到大"
    assert parse("").order_text == "按滞后程度排序"
    assert parse("activity=suspended").activity == (Activity.SUSPENDED,)
