"""Which institution or township a row of a file is about: by code, else by name at the file's date."""

from intake.match.register import Found, Register, register_of

__all__ = ["Found", "Register", "register_of"]
