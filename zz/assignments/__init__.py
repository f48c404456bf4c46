"""The loop: one unit, role or person must do one thing for one subject by a date, signs, replies and is discharged."""

from zz.assignments import climbing, models, rules

__all__ = ["climbing", "models", "rules"]
