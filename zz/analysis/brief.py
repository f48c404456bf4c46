"""The monthly brief as a Word document: the page's own figures in the words of a report."""

from datetime import datetime

from zz import clock
from zz.accounts.models import User
from zz.analysis.page import Analysis
from zz.documents import Template, render


def write(a: Analysis, user: User, at: datetime) -> bytes:
    """Return the brief of an analysis; who made it and when stand at its foot."""
    day = clock.local(at)
    return render(
        Template.BRIEF,
        {
            "title": f"{a.period.label}重点项目进展情况",
            "figures": [{"label": f.label, "value": f.value, "note": f.note} for f in a.figures],
            "rates": [f"{name} {cell.text}（{note}）" for name, cell, note in a.rates],
            "money": a.courses[2].note,
            "parts": [{"name": line.name, "cells": [cell.text for cell in line.cells]} for line in a.parts.lines],
            "units": [{"name": line.name, "cells": [cell.text for cell in line.cells]} for line in a.units.lines],
            "kinds": [{"name": line.name, "cells": [cell.text for cell in line.cells]} for line in a.kinds.lines],
            "foot": f"{user.name} {day.year}年{day.month}月{day.day}日 由系统生成",
        },
    )
