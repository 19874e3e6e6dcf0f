"""What a mechanism is shown from: one reader of rows and one content a kind of evidence."""
