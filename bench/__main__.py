"""`python -m bench [NAME…]`: measure, print one line a figure, and fail where a budget is missed."""

import logging
import sys

from bench import figures, tables

ALL = {"tables": tables.tables, "pages": tables.pages, "reports": tables.reports, "wire": tables.wire}


def main(names: list[str]) -> int:
    """Measure what is named, else everything."""
    logging.disable(logging.INFO)
    for name in names or ALL:
        ALL[name]()
    return int(bool(figures.missed()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
