"""Service circles: who reaches which care within how many minutes by road."""
