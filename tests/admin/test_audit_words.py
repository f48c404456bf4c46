"""The journal's payload in words: no key of the program, nothing about nothing."""

from zz.admin.audit_words import lines
from zz.journal import Event


def event(verb: str, **payload: object) -> Event:
    return Event(verb=verb, subject_type="problem", subject_id=1, payload=payload)


def test_a_rung_of_the_ladder_is_told_by_its_date() -> None:
    found = lines(event("assignment_reminded", holder="市住建局", step="remind-1", due_on="2023-09-15"))
    assert any("2023-09-15" in line for line in found)
    assert not any("remind" in line for line in found)


def test_a_first_figure_does_not_say_from_nothing_to_nothing() -> None:
    assert lines(event("figure_filled", before=None, after=None, invested="400")) == ["完成投资（万元）：400"]
    assert lines(event("x", before=None, after="b")) == ["（空） → b"]
