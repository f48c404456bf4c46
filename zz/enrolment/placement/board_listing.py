"""What the board is narrowed to: one filter shared by page and export."""

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz.enrolment.vocabulary import ALL_GRADES, Stage
from zz.labels import LabelledEnum

PATH = "/enrolment/board"


class Show(LabelledEnum):
    """Which grades of schools are shown."""

    PARK = "park", "有园区孩子或名额"
    FREE = "free", "还有剩余"
    OVER = "over", "超过班额"
    FULL = "full", "不得再安排"


class Part(LabelledEnum):
    """How sure a child's seat is: the draft of a round moves nobody."""

    CONFIRMED = "confirmed", "已确认"
    PLANNED = "planned", "拟安排"
    DRAFT = "draft", "草案"


def _member(enum: type[LabelledEnum], text: str) -> Any:
    return next((member for member in enum if member.value == text), None)


@dataclass(frozen=True)
class BoardFilter:
    """What is asked of the board; an empty value filters nothing."""

    q: str = ""
    stage: Stage | None = None
    grade: int | None = None
    show: Show | None = None
    term: int | None = None

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> Self:
        """Return what an address asks for; nonsense in it is left out."""
        term, grade = args.get("term", ""), args.get("grade", "")
        return cls(
            q=args.get("q", "").strip()[:64],
            stage=_member(Stage, args.get("stage", "")),
            grade=int(grade) if grade in {str(one) for one in ALL_GRADES} else None,
            show=_member(Show, args.get("show", "")),
            term=int(term) if term.isascii() and term.isdecimal() and len(term) < 10 else None,
        )

    def url(self, **changes: Any) -> str:
        """Return the address with some things changed, on the first page."""
        wanted = replace(self, **changes)
        found = {
            "q": wanted.q, "stage": wanted.stage, "grade": wanted.grade, "show": wanted.show, "term": wanted.term,
        }  # fmt: skip
        pairs = [(name, str(value)) for name, value in found.items() if value not in (None, "")]
        return PATH + ("?" + urlencode(pairs) if pairs else "")

    @property
    def narrows(self) -> bool:
        """Whether anything besides the term is set."""
        return replace(self, term=None) != BoardFilter()

    @property
    def cleared(self) -> str:
        """The address with nothing set but the term."""
        return BoardFilter(term=self.term).url()
