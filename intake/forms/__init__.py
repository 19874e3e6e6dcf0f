"""The forms that offices fill in, as records: a county adds an edition or changes one without code."""

from intake.forms.record import Field, Form, Key, Words
from intake.forms.shipped import forms_in, shipped_forms

__all__ = ["Field", "Form", "Key", "Words", "forms_in", "shipped_forms"]
