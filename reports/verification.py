"""Is a file what it was when it was made, and does it say what the warehouse says?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from faces.blocks.pack import Pack
from faces.colophon import pack_digest
from faces.errors import NotOurs
from faces.kinds import KINDS, is_untouched, read_stamp
from faces.seal import Stamp
from words.phrases import TERMINAL, Phrase, Voice, said


@dataclass(frozen=True)
class Verdict:
    """Whether the file holds, and the sentence that says so or names what does not."""

    is_true: bool
    phrase: Phrase

    def told(self, voice: Voice = TERMINAL) -> str:
        """Return the finding in words."""
        return said(self.phrase, voice)


def verify(content: bytes, version: str, rebuild: Callable[[Stamp], Pack], *, template: bytes | None = None) -> Verdict:
    """Check a file against itself and against the warehouse.

    version: the data version in force; rebuild: makes the pack of the stamp's choice anew from the warehouse.
    An altered file fails whoever altered it: the pack is made again, so a forged stamp is found out too.
    Raises NotOurs for a file without a stamp.
    """
    stamp = read_stamp(content)
    if stamp.kind not in KINDS:
        raise NotOurs("stamp_unreadable")
    untouched = is_untouched(content, stamp)
    if stamp.data_version != version:
        state = Phrase("file_itself_untouched" if untouched else "file_itself_altered")
        return Verdict(False, Phrase("file_of_other_data", made=stamp.data_version, now=version, state=state))
    pack = rebuild(stamp)
    if pack_digest(pack) != stamp.content:
        return Verdict(False, Phrase("file_says_otherwise"))
    found = _against_new_file(content, stamp, pack, template, untouched=untouched)
    if found is not None:
        return found
    left = KINDS[stamp.kind].unproved(content)
    return Verdict(True, Phrase("file_holds", version=version, edition=stamp.edition, left=left))


def _against_new_file(
    content: bytes, stamp: Stamp, pack: Pack, template: bytes | None, *, untouched: bool
) -> Verdict | None:
    """Make the file again and compare; None where the two are the same."""
    kind = KINDS[stamp.kind]
    if stamp.template and (template is None or hashlib.sha256(template).hexdigest() != stamp.template):
        # Without the template the slides cannot be made again; the stamp's own digests still speak.
        if untouched:
            return None
        return Verdict(False, Phrase("file_altered_somewhere"))
    options = {"template": template} if kind.with_template and stamp.template else {}
    changed = kind.verify(content, pack, lambda: kind.make(pack, **options), untouched)
    return None if changed is None else Verdict(False, changed)
