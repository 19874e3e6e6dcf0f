"""Papers that go back to those who report: the file with its problems marked, blank forms, filled forms, reminders."""
