"""What a figure means: change, verdict, parts, limits, peers."""
