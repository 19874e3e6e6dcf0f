"""Words from a keyboard or a clipboard as documents can hold them."""

import re
from typing import Final

# XML 1.0 knows none of these, and so no slide, document or workbook: control characters, halves of a pair, two
# code points that are no characters. Copying out of a PDF brings them; nobody sees them.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile("[\x0b\x0c]")


def printable(text: str) -> str:
    """Return text without the characters that XML forbids; a vertical tab or a form feed becomes a new line."""
    if text.isprintable():  # as nearly every text is: a third of the time
        return text
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text))
