"""The words of the ladder: a reminder or an urge to the holder, or to the issuer that a card waits for him."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from zz import clock, rules
from zz.assignments import holders, verbs
from zz.assignments.operations import note_many
from zz.assignments.reaching import Reached
from zz.assignments.subjects import kind_of, told_instead
from zz.assignments.vocabulary import StepAction
from zz.notices import Told, notify_many

INBOX = "/inbox"
HEADS = {StepAction.REMIND: "即将到期", StepAction.URGE: "催办"}


class Addressees:
    """The people behind holder keys, looked up once a tick."""

    def __init__(self) -> None:
        self._known: dict[str, list[int]] = {}

    def of(self, key: str) -> list[int]:
        """Return the ids of whom a notice for `key` reaches."""
        if key not in self._known:
            self._known[key] = [user.id for user in holders.people(key)]
        return self._known[key]


def urge(found: Sequence[Reached], people: Addressees, *, at: datetime) -> None:
    """Remind or urge the holders; the journal tells each, whoever has many in one go is told their number."""
    reminded = [one for one in found if one.strongest.action == StepAction.REMIND]
    urged = [one for one in found if one.strongest.action != StepAction.REMIND]
    words = [(one.assignment, {"step": one.strongest.rung, "due_on": one.assignment.next_due_on}) for one in reminded]
    note_many(verbs.REMINDED, words, at=at)
    note_many(verbs.URGED, [(o.assignment, {"step": o.strongest.rung, "text": _words(o)}) for o in urged], at=at)
    for action, several in ((StepAction.REMIND, reminded), (StepAction.URGE, urged)):
        said = [(one.assignment.holder, _words(one), _url(one)) for one in several]
        said += [(key, _words(one, "请联系承办人"), _url(one)) for one in several if (key := _besides(one))]
        notify_many(_told(HEADS[action], said, people), at=at)


def ask_to_issue(found: Sequence[Reached], people: Addressees, *, at: datetime) -> None:
    """Tell the issuers that cards wait for them; not those that the system sends by itself."""
    if not rules.value("ladder.cards_automatic"):
        said = [(one.assignment.issuer, _card_words(one), _url(one)) for one in found if not one.own]
        notify_many(_told("待发督办牌", said, people), at=at)


def _told(head: str, said: Iterable[tuple[str, str, str]], people: Addressees) -> Iterable[Told]:
    """Yield what each person is told: every word of a few, the number of many."""
    by_key = defaultdict(list)
    for key, text, url in said:
        by_key[key].append((text, url))
    few = int(rules.value("ladder.notices_at_once"))
    for key, texts in by_key.items():
        if len(texts) > few:
            texts = [(f"{head}：共 {len(texts)} 件，请到交办页面逐件查看", INBOX)]
        for text, url in texts:
            for person in people.of(key):
                yield person, text, url


def _url(one: Reached) -> str:
    return kind_of(one.assignment.subject_type).url(one.assignment.subject_id)


def _besides(one: Reached) -> str:
    """Return who is told besides, where the holder is urged in place of a card."""
    return told_instead(one.assignment) if one.strongest.in_place_of_a_card else ""


def _words(one: Reached, head: str = "催办") -> str:
    step, assignment = one.strongest, one.assignment
    due = assignment.next_due_on or clock.local(step.at).date()
    what = f"{due.month}月{due.day}日前{step.basis.label.removesuffix('期限')}"
    if step.action == StepAction.REMIND:
        return f"即将到期：{assignment.title}，请于{what}"
    return f"{head}：{assignment.title}，应于{what}，已逾期{step.overdue_days}个工作日"


def _card_words(one: Reached) -> str:
    step = one.strongest
    label = step.severity.label if step.severity else ""
    return f"待发{label}：{one.assignment.title}，逾期{step.overdue_days}个工作日"
