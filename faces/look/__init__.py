"""Tokens of colour, type and space, and how a standing or a change is dressed."""
