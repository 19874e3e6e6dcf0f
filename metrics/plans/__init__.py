"""Plans as the warehouse keeps them, and what they are made from."""
