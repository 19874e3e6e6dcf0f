"""Places, mechanisms and published figures as rows of the warehouse."""
