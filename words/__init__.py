"""Words and numbers in both languages: pure, no frames, no engine, no screen."""
