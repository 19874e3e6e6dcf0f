"""Is a file what it was when it was made, and does it say what the warehouse says?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from faces.blocks.pack import Pack
from faces.colophon import pack_digest
from faces.errors import NotOurs
from faces.kinds import KINDS
from faces.seal import Stamp, is_untouched, read_stamp


@dataclass(frozen=True)
class Verdict:
    """Whether the file holds, and the words that say so or name what does not."""

    is_true: bool
    words: str


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
        state = "文件本身没有被改动。" if untouched else "而且文件在生成后被改动过。"
        return Verdict(
            False,
            f"文件用的是数据版本{stamp.data_version}，仓库现在是{version}，数字无法逐一核对。{state}"
            "请用当前数据重新生成。",
        )
    pack = rebuild(stamp)
    if pack_digest(pack) != stamp.content:
        return Verdict(False, "文件的印记与仓库算出的内容不一致：数字或文字被改过，或口径已经变化。请重新生成。")
    found = _against_new_file(content, stamp, pack, template, untouched=untouched)
    if found is not None:
        return found
    left = KINDS[stamp.kind].unproved(content)
    return Verdict(True, f"一致：数据版本{version}，口径版本{stamp.edition}，文件没有被改动，数字与仓库相同。{left}")


def _against_new_file(
    content: bytes, stamp: Stamp, pack: Pack, template: bytes | None, *, untouched: bool
) -> Verdict | None:
    """Make the file again and compare; None where the two are the same."""
    kind = KINDS[stamp.kind]
    if stamp.template and (template is None or hashlib.sha256(template).hexdigest() != stamp.template):
        # Without the template the slides cannot be made again; the stamp's own digests still speak.
        if untouched:
            return None
        return Verdict(False, "文件在生成后被改动过。请以重新生成的文件为准；带上--template可以指出改了哪里。")
    options = {"template": template} if kind.with_template and stamp.template else {}
    changed = kind.verify(content, pack, lambda: kind.make(pack, **options), untouched)
    return None if changed is None else Verdict(False, changed)
