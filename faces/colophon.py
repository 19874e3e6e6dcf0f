"""What every file of a pack says about itself: filters, versions, the 示例 mark, and the digest of what it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from faces.blocks.pack import Pack
from metrics.definition import Metric
from words.speech import Says

Progress = Callable[[float, str], None]  # share done 0…1, what is being done
SAMPLE = ("示例数据", "sample data")


def no_progress(share: float, what: str) -> None:
    """Report nothing."""


def facts(pack: Pack, words: Says) -> tuple[str, ...]:
    """Return what every file says about itself: filters, data version, definitions' edition, 示例."""
    last = pack.made_at
    lines = [
        words.say("范围：", "Scope: ") + f"{pack.county_name}{words.say('，', ', ')}{pack.scope}",
        words.say("时期：", "Period: ") + pack.period_name,
        words.say("对比：", "Compared with: ") + (pack.compare_name or words.say("不对比", "none")),
        words.say(f"数据截至{last.year}年{last.month}月{last.day}日", f"Data until {last:%Y-%m-%d}"),
        words.say("数据版本：", "Data version: ") + " · ".join(versions(pack, words)),
        words.say("口径版本：", "Edition of definitions: ") + pack.edition,
    ]
    if pack.is_sample:
        lines.append(words.say("示例数据，不是真实业务数据", "Sample data, not real operations"))
    return tuple(lines)


def versions(pack: Pack, words: Says) -> tuple[str, ...]:
    """Return the data version, then which settings and which code: with the same three, the same figures."""
    settings, code = pack.made_by.settings, pack.made_by.code
    return (
        pack.data_version,
        *([words.say(f"设置 {settings}", f"settings {settings}")] if settings else []),
        *([words.say(f"程序 {code}", f"code {code}")] if code else []),
    )


def sample_words(pack: Pack) -> str:
    """Return the 示例 mark, "" for real data."""
    return "" if not pack.is_sample else SAMPLE[pack.choice.language == "en"]


@lru_cache(maxsize=8)
def pack_digest(pack: Pack) -> str:
    """Return a SHA-256 over everything the pack says: two packs with the same digest hold the same figures."""
    return hashlib.sha256(json.dumps(_plain(pack), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a record as plain JSON; floats in full, frames as text, metrics by id."""
    if isinstance(value, Metric):
        return value.id
    if isinstance(value, pd.DataFrame):
        return value.to_csv(index=False)
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        # Not the way to the fact rows: a workbook that holds them is compared sheet by sheet.
        names = [name for name in value.__dataclass_fields__ if not callable(getattr(value, name))]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
