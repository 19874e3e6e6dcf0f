"""Small counts of people are hidden, and whatever would betray them."""
