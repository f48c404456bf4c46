"""What an address asks of the statistics: a term, a way to break down, a set, one part."""

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from zz.accounts.models import User
from zz.enrolment.models import Term
from zz.enrolment.statistics import dimensions
from zz.enrolment.statistics.dimensions import Dimension
from zz.enrolment.statistics.queries import Wanted
from zz.enrolment.statistics.sets import CaseSet

PATH = "/enrolment/statistics"
ALL = "all"


@dataclass(frozen=True)
class Asked:
    """`term` None: since the beginning. `value` is a slug of `dimensions`, "" for all parts."""

    term: Term | None
    dimension: Dimension
    key: CaseSet = CaseSet.REQUESTS
    value: str = ""

    @classmethod
    def parse(cls, args: MultiDict[str, str], user: User, terms: list[Term], current: Term | None) -> Self:
        """Read the query; LookupError: it asks for what the reader is not offered or for no part at all."""
        asked = args.get("term", "")
        term = None if asked == ALL else next((t for t in terms if str(t.id) == asked), current)
        dimension = args.get("by", "") or Dimension.GRADE
        if dimension not in dimensions.offered(user) or args.get("set", CaseSet.REQUESTS) not in list(CaseSet):
            raise LookupError(dimension)
        found = cls(term, Dimension(dimension), CaseSet(args.get("set", CaseSet.REQUESTS)), args.get("value", ""))
        if found.value:
            try:
                dimensions.value(found.dimension, found.value)
            except ValueError as error:
                raise LookupError(found.value) from error
        return found

    @property
    def wanted(self) -> Wanted:
        """The rows that are asked for."""
        term_id = self.term.id if self.term else None
        if not self.value:
            return Wanted(self.key, term_id)
        return Wanted(self.key, term_id, self.dimension, dimensions.value(self.dimension, self.value))

    @property
    def span(self) -> str:
        """The time in words."""
        return self.term.name if self.term else "开办以来"

    def url(self, path: str = "", **changes: Any) -> str:
        """Return the address with some things changed."""
        to = replace(self, **changes)
        pairs = [("term", str(to.term.id) if to.term else ALL), ("by", to.dimension.value)]
        pairs += [("set", to.key.value), ("value", to.value)] if path else []
        return f"{PATH}{path}?{urlencode([pair for pair in pairs if pair[1]])}"
