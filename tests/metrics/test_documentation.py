"""docs/metrics.md is what the catalogue says."""

from metrics.__main__ import DOCUMENT
from metrics.catalogue import CATALOGUE, FAMILIES
from metrics.documentation import metrics_markdown


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
