"""The ladder, a pure function: an assignment's dates, the rules and the working-day calendar → every step to come.

The page shows what it returns, `tick` executes it: they cannot disagree. Steps come at 08:30 in Shanghai.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from zz.assignments.vocabulary import AssignmentState, Basis, ChainLevel, Severity, StepAction
from zz.clock import SHANGHAI

AT = time(8, 30)
AddDays = Callable[[date, int], date]
CARD_ACTIONS = {StepAction.YELLOW: Severity.YELLOW, StepAction.RED: Severity.RED}


@dataclass(frozen=True)
class Rung:
    """A row of the rule: at `offset` working days from the basis, do `action`."""

    basis: Basis
    offset: int
    action: StepAction

    @property
    def key(self) -> str:
        """The rung's name among executed steps."""
        return f"{self.action}{self.offset:+d}"


@dataclass(frozen=True)
class Terms:
    """What the ladder depends on. `level` is who knows already, `yellow_cards` how many were shown.

    `own` is what the holder has given to himself: nobody sends himself a yellow card, but a red one reaches the level
    above. `cardless` is what nobody is shown a card for: he is urged, and another is told.
    """

    state: AssignmentState
    sign_due_on: date | None
    due_on: date | None
    level: ChainLevel
    yellow_cards: int = 0
    paused: bool = False
    own: bool = False
    cardless: bool = False


@dataclass(frozen=True)
class Step:
    """A step to come: when, what, and who learns of it."""

    basis: Basis
    rung: str
    action: StepAction
    at: datetime
    level: ChainLevel
    overdue_days: int

    @property
    def in_place_of_a_card(self) -> bool:
        """Whether it urges where the rule has a card."""
        return self.action == StepAction.URGE and not self.rung.startswith(StepAction.URGE)

    @property
    def severity(self) -> Severity | None:
        """The card it shows; None for a word."""
        return CARD_ACTIONS.get(self.action)


def rungs(rows: Sequence[dict[str, Any]]) -> list[Rung]:
    """Return the rule's rows, earliest first; a row that says nothing sensible is left out."""
    found = []
    for row in rows:
        try:
            found.append(Rung(Basis(row["basis"]), int(row["offset"]), StepAction(row["action"])))
        except (KeyError, TypeError, ValueError):
            continue
    return sorted(found, key=lambda rung: (rung.offset, rung.action))


def basis_of(terms: Terms) -> tuple[Basis, date] | None:
    """Return the date that the ladder runs on: to sign by until signed, then to finish by; None where it rests."""
    if terms.paused:
        return None
    if terms.state == AssignmentState.PENDING and terms.sign_due_on is not None:
        return Basis.SIGN, terms.sign_due_on
    if terms.state in {AssignmentState.PENDING, AssignmentState.IN_PROGRESS} and terms.due_on is not None:
        return Basis.DUE, terms.due_on
    return None


def _action(rung: Rung, terms: Terms) -> StepAction:
    """Return what a rung does: a card that is not shown becomes an urge."""
    spared = terms.cardless or (terms.own and rung.action == StepAction.YELLOW)
    return StepAction.URGE if spared and rung.action in CARD_ACTIONS else rung.action


def steps(
    terms: Terms,
    rule: Iterable[Rung],
    add_days: AddDays,
    *,
    done: Collection[tuple[Basis, str]] = frozenset(),
    second_yellow_is_red: bool = True,
) -> list[Step]:
    """Return the steps that have not been executed (`done`), in order of time.

    A card counts those before it: with `second_yellow_is_red` the second yellow is a red; each red climbs one level.
    """
    running = basis_of(terms)
    if running is None:
        return []
    basis, day = running
    level, yellows = terms.level, terms.yellow_cards
    found = []
    for rung in rule:
        if rung.basis != basis or (basis, rung.key) in done:
            continue
        action = _action(rung, terms)
        if action == StepAction.YELLOW:
            action = StepAction.RED if yellows and second_yellow_is_red else action
            yellows += 1
        if action == StepAction.RED:
            level = level.above
        at = datetime.combine(add_days(day, rung.offset), AT, tzinfo=SHANGHAI)
        found.append(Step(basis, rung.key, action, at, level, max(rung.offset, 0)))
    return found
