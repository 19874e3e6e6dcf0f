"""A question, its statements, its answer: the one way from a metric to its frame."""
