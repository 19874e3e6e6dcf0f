"""docs/metrics.md is what the catalogue says."""

import pandas as pd

from data_access.engine import open_engine
from metrics.__main__ import DOCUMENT
from metrics.catalogue import CATALOGUE, FAMILIES
from metrics.documentation import metrics_markdown
from metrics.judge.assessment import assess
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import CLEAR, Verdict


def test_the_document_is_not_older_than_the_catalogue():
    hint = "run: python -m metrics document"
    assert DOCUMENT.exists(), hint
    assert DOCUMENT.read_text(encoding="utf-8") == metrics_markdown(), hint


def test_the_document_has_one_entry_for_each_metric_under_its_family():
    lines = metrics_markdown().splitlines()
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == list(FAMILIES)
    assert sum(line.startswith("### ") for line in lines) == len(CATALOGUE)
    for metric in CATALOGUE.values():
        start = lines.index(f"### {metric.name_zh} `{metric.id}`")
        entry = "\n".join(lines[start : start + 12])
        assert metric.definition_zh in entry and metric.source.name in entry and metric.source.edition in entry


def test_what_is_said_of_sureness_is_what_is_done(sample_duckdb_url: str):
    """About thirty entries said 不给区间 or 按月度波动判断 of figures that had an interval, or were counted in full.

    Each figure of a county's year is read and judged; the entry must name the interval it came with.
    """
    engine = open_engine(sample_duckdb_url)
    source, lines = Source(engine, load_reference(engine)), metrics_markdown().splitlines()
    scope = Scope("140781", Period.parse("2023"), compare="yoy")
    judged = assess(source, list(CATALOGUE.values()), scope).county.set_index("metric_id")
    for metric in CATALOGUE.values():
        row, start = judged.loc[metric.id], lines.index(f"### {metric.name_zh} `{metric.id}`")
        said = next(line for line in lines[start:] if line.startswith("- 把握程度："))
        own = isinstance(row["method"], str)
        assert own == ("不给区间" not in said and "打开指标时" not in said), metric.id
        assert not own or row["method"] in said, metric.id
        in_full = pd.isna(row["change_lower"]) and row["verdict"] in (*CLEAR, Verdict.NO_CLEAR_CHANGE)
        assert not in_full or "全数" in said, metric.id
        assert pd.isna(row["change_lower"]) or ("全数" not in said and "不作判断" not in said), metric.id
    engine.dispose()
