"""The journal: every change as one append-only row, sealed in a chain; and who signed in, was denied, or read."""

from zz.journal.models import AccessEntry, AccessKind, Event, Seal
from zz.journal.operations import SYSTEM, Actor, log_access, record, record_many, seal_new, verify
from zz.journal.queries import timeline
from zz.journal.verbs import Verb, all_verbs, verb

__all__ = [
    "SYSTEM", "AccessEntry", "AccessKind", "Actor", "Event", "Seal", "Verb", "all_verbs", "log_access", "record",
    "record_many",
    "seal_new", "timeline", "verb", "verify",
]  # fmt: skip
