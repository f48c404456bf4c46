"""The project desk: key projects in four tables, visits, monthly figures, milestones and permits."""

from zz.projects import history, models, records, rules

__all__ = ["history", "models", "records", "rules"]
