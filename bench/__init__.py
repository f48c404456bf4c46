"""Figures of the program against its budgets: `make bench`, or `python -m bench tables pages reports wire`."""
