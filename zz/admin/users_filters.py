"""What the table of users is filtered and sorted by: one dataclass for page, sums and export."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from zz.accounts.roles import Role
from zz.labels import LabelledEnum

SORTS = ("name", "username", "created")


class UserState(LabelledEnum):
    """How an account stands."""

    ACTIVE = "active", "在用"
    FIRST = "first", "未改初始密码"
    DISABLED = "disabled", "已停用"


@dataclass(frozen=True)
class UserFilter:
    """The filter as the address says it; nonsense counts as not set."""

    q: str = ""
    unit: int | None = None
    role: Role | None = None
    state: UserState | None = None
    sort: str = "name"
    path: str = "/admin/users"

    @classmethod
    def from_args(cls, args: Mapping[str, str], path: str) -> "UserFilter":
        """Read the query parameters `q unit role state sort`."""
        unit, sort = args.get("unit", ""), args.get("sort", "")
        role, state = args.get("role", ""), args.get("state", "")
        return cls(
            q=args.get("q", "").replace("\x00", "").strip()[:64],
            unit=int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 10 else None,
            role=Role(role) if role in list(Role) else None,
            state=UserState(state) if state in list(UserState) else None,
            sort=sort if sort.removeprefix("-") in SORTS else "name",
            path=path,
        )

    @property
    def is_set(self) -> bool:
        """Tell whether anything is filtered."""
        return bool(self.q or self.unit or self.role or self.state)

    def url(self, **changes: Any) -> str:
        """Return the address with `changes`, on the first page."""
        found = {k: v for k, v in asdict(replace(self, **changes)).items() if v and k != "path"}
        if found.get("sort") == "name":
            del found["sort"]
        query = urlencode(found)
        return f"{self.path}?{query}" if query else self.path

    @property
    def export_url(self) -> str:
        """Return the address of the same list as a workbook."""
        url = self.url()
        return url + ("&" if "?" in url else "?") + "format=xlsx"
