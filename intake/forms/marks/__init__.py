"""What the marks of an attendance sheet stand for, as a record that a county can correct."""

from intake.forms.marks.record import Mark, Marks, attendance_marks

__all__ = ["Mark", "Marks", "attendance_marks"]
