"""Draw every flow table as a Mermaid diagram: `python -m tools.flows > docs/flows.md`. A test holds the file to it."""

import sys

from zz.approvals.flow import APPROVALS, STEPS
from zz.assignments.flow import ASSIGNMENTS, CARDS
from zz.enrolment.activities.flow import ACTIVITIES as PARK_ACTIVITIES
from zz.enrolment.activities.flow import SIGN_UPS
from zz.enrolment.placement.flow import ROUNDS
from zz.enrolment.placement.quota_flow import QUOTAS
from zz.enrolment.publication.flow import OBJECTIONS, OFFERS
from zz.enrolment.questions.flow import QUESTIONS
from zz.enrolment.requests.flow import REQUESTS
from zz.imports.vocabulary import BATCHES
from zz.jobs.flow import JOBS
from zz.meetings.flow import MEETINGS
from zz.problems.flow import PROBLEMS
from zz.projects.flow import ACTIVITIES, FIGURES, STAGES
from zz.voltage.flow import READINGS
from zz.voltage.remediation.flow import ENTRIES, REMEDIATIONS

FLOWS = (
    STAGES,
    ACTIVITIES,
    FIGURES,
    PROBLEMS,
    MEETINGS,
    REQUESTS,
    ROUNDS,
    QUOTAS,
    OBJECTIONS,
    OFFERS,
    QUESTIONS,
    PARK_ACTIVITIES,
    SIGN_UPS,
    ENTRIES,
    REMEDIATIONS,
    READINGS,
    ASSIGNMENTS,
    CARDS,
    APPROVALS,
    STEPS,
    BATCHES,
    JOBS,
)


def document() -> str:
    """Return docs/flows.md."""
    parts = ["# Flows\n\nDrawn from the flow tables by `python -m tools.flows`; do not edit.\n"]
    parts += [f"\n## {flow.name}\n\n```mermaid\n{flow.diagram()}\n```\n" for flow in FLOWS]
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(document())
