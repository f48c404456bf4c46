"""Workbooks in and out: reading, cell values, writing, and the skeleton of an import."""
