"""Statistics with their source: intervals, verdicts, control charts, trends, decompositions."""
