"""The first page is that of the county with its problems."""

from tests.problems.conftest import county, login

__all__ = ["county", "login"]
