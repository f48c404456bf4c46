"""Placing the children of a term: order of priority, sealed rounds, the draft that the work group answers for."""
