"""`python -m bench [NAME…]`: measure, print one line a figure, and fail where a budget is missed."""

import logging
import sys
import tempfile

from bench import (
    analysis,
    as_of,
    figures,
    home,
    import_requests,
    inbox,
    problems,
    requests,
    rounds,
    tables,
    voltage_readings,
    voltage_statistics,
)

ALL = {"tables": tables.tables, "pages": tables.pages, "reports": tables.reports, "wire": tables.wire}
ALL |= {"inbox": inbox.inbox, "ticks": inbox.ticks, "problems": problems.lists}
ALL |= {"analysis": analysis.analysis, "search": analysis.search}
ALL |= {"home": home.home}
ALL |= {"asof": as_of.as_of}
ALL |= {"statistics": voltage_statistics.statistics}
ALL |= {"rounds": rounds.placement}
ALL |= {"upload": import_requests.upload, "requests": requests.requests, "readings": voltage_readings.readings}


def main(names: list[str]) -> int:
    """Measure what is named, else everything."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="zz-bench-") as folder:
        tempfile.tempdir = folder  # every installation made below goes with it
        for name in names or ALL:
            ALL[name]()
    return int(bool(figures.missed()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
