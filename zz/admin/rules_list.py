"""What the rules page shows of a rule: value in words, since when, by whom, what is planned, what was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import url_for

from zz import clock, rules
from zz.rules import Definition, Rule, kinds
from zz.rules.operations import before, latest
from zz.web.lists import TabLink


@dataclass(frozen=True)
class Version:
    """One version of a rule in words. `first` and `last` are the days it holds, both included; last None: open."""

    words: str
    first: date
    last: date | None
    who: str
    reason: str
    current: bool
    replaced: bool


@dataclass(frozen=True)
class Line:
    """One rule of the list with its versions, newest first."""

    rule: Definition
    words: str
    default_words: str
    before_words: str  # what a withdrawal of the last change leads back to; “” where there is none
    versions: Sequence[Version]

    @property
    def current(self) -> Version | None:
        """The version in force today; None while the default holds."""
        return next((v for v in self.versions if v.current), None)

    @property
    def planned(self) -> Version | None:
        """The next version that is not yet in force."""
        today = clock.today()
        coming = [v for v in self.versions if v.first > today and not v.replaced]
        return coming[-1] if coming else None


def _version(rule: Definition, row: Rule, today: date) -> Version:
    last = row.valid_to - timedelta(days=1) if row.valid_to else None
    replaced = last is not None and last < row.valid_from
    current = not replaced and row.valid_from <= today and (last is None or today <= last)
    words = kinds.words(rule, kinds.load(rule, row.value))
    return Version(words, row.valid_from, last, row.changed_by_name, row.reason, current, replaced)


def lines(group: Sequence[Definition]) -> list[Line]:
    """Return the lines of a group's rules: two queries, however many rules."""
    today, rows = clock.today(), rules.history([rule.key for rule in group])
    return [
        Line(
            rule,
            kinds.words(rule, rules.value(rule.key)),
            kinds.words(rule, rule.default),
            "",
            [_version(rule, row, today) for row in rows[rule.key]],
        )
        for rule in group
    ]


def line(rule: Definition) -> Line:
    """Return the line of one rule."""
    last = latest(rule)
    words = kinds.words(rule, before(rule, last)) if last else ""
    return replace(lines([rule])[0], before_words=words)


def tabs(groups: Mapping[str, Sequence[Definition]], chosen: str) -> list[TabLink]:
    """Return a tab for every group."""
    return [TabLink(name, url_for("rules.index", group=name), name == chosen) for name in groups]
