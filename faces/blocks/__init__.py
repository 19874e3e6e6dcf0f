"""What is drawn: frozen records of positions and finished words, one a kind."""
