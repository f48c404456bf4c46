"""Changing the rules: who may set which for whom, the trial that comes first, and the version that it becomes."""
