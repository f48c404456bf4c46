"""From a file of readings to judged days. What is here imports polars (a third of a second): import it where used."""
