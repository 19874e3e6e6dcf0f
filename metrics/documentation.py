"""The catalogue as a document: docs/metrics.md is written by it and never by hand."""

from __future__ import annotations

from sqlalchemy import Engine

from metrics.ask.query import interval_method
from metrics.catalogue import FAMILIES, of_family
from metrics.circle.coverage_interval import METHOD
from metrics.definition import Metric, Timing
from metrics.judge.judging import Judged, judged_by
from metrics.judge.series import has_interval_by_months
from metrics.reads.mechanisms import VIEW_TABLES
from metrics.reads.reconciliation import mechanisms
from metrics.statistics.verdict import FEWEST_EVENTS_IN_BOTH, FEWEST_IN_DENOMINATOR, FEWEST_MONTHS

_BETTER = {"higher": "越高越好", "lower": "越低越好", "neutral": "不评判"}
_TIMING = {
    Timing.FLOW: "期内累计",
    Timing.STOCK: "期末时点",
    Timing.SPAN: "期末在册",
    Timing.FIXED: "不随时间变",
}
# By what a change is judged, and so whether it is called 明显.
_JUDGED = {
    Judged.MONTHS: f"变化按逐月配对的波动判断（至少{FEWEST_MONTHS}对有数的月份）",
    Judged.MEANS: f"变化按 Welch 区间判断（两期各至少{FEWEST_IN_DENOMINATOR}例）",
    Judged.PROPORTION: f"变化按 Newcombe 区间判断（两期分母各至少{FEWEST_IN_DENOMINATOR}）",
    Judged.RATE: f"变化按两率之比的 Poisson 区间判断（两期共至少{FEWEST_EVENTS_IN_BOTH}例）",
    Judged.COUNT: f"变化按两数之比的 Poisson 区间判断（两期共至少{FEWEST_EVENTS_IN_BOTH}例）",
    Judged.IN_FULL: "全数，不是抽样：看得出的变化就是变化",
    Judged.NOBODY: "没有区间，变化不作判断",
}


def metrics_markdown() -> str:
    """Return docs/metrics.md: for every metric what it means, its source, edition, unit and timing."""
    lines = [
        "# 指标口径",
        "",
        "本页由 `python -m metrics document` 从指标目录生成，请勿手改。",
        "比率一律为合计之比；率的变化用百分点，数量的变化用%。",
        "",
    ]
    for family in FAMILIES:
        lines += [f"## {family}", ""]
        for metric in of_family(family):
            lines += _entry(metric)
    return "\n".join(lines).rstrip() + "\n"


def mechanisms_markdown(engine: Engine) -> str:
    """Return docs/mechanisms.md: for every mechanism what is to be seen, how it is shown, its rows, its address.

    engine : of the warehouse whose rows are counted. Raises WarehouseError.
    """
    lines = [
        "# 改革举措",
        "",
        "本页由 `python -m metrics document-mechanisms` 从数据仓库（示例数据）生成，请勿手改。",
        "看到的样子和行数：每种佐证后面是本举措自己的行数；指标、地图两种读指标自己的表。",
        "",
        "| 举措 | 看什么 | 看到的样子（行数） | 数据表 | 地址 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in mechanisms(engine).to_dict("records"):
        tables = dict.fromkeys(
            [name for view in row["views"].split() for name in VIEW_TABLES.get(view, ())] + row["tables"].split(";")
        )
        cells = (
            f"{row['name_zh']} `{row['mechanism_id']}`",
            row["shows_zh"],
            row["rows_by_view"].replace("=", " "),
            "、".join(f"`{name}`" for name in tables if name),
            f"`{row['address']}`",
        )
        lines.append("| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _sureness(metric: Metric) -> str:
    """Return which interval the figure has and by what its change is judged, as the code that does both decides it."""
    method = interval_method(metric)
    if metric.circle is not None:
        interval = f"{METHOD}的95%区间"
    elif method is not None:
        interval = f"{method} 95%区间"
    else:
        interval = "打开指标时给按月波动的95%区间" if has_interval_by_months(metric) else "不给区间"
    return f"{interval}；{_JUDGED[judged_by(metric)]}"


def _entry(metric: Metric) -> list[str]:
    hidden = f"1—{metric.suppression.below - 1} 人时隐藏" if metric.suppression else "不涉及小样本隐藏"
    tables = "、".join(dict.fromkeys(f"`{measure.table.name}`" for measure in metric.measures))
    return [
        f"### {metric.name_zh} `{metric.id}`",
        "",
        f"- 英文名：{metric.name_en}",
        f"- 定义：{metric.definition_zh}",
        f"- 英文定义：{metric.definition_en}",
        f"- 单位与方向：{metric.unit}，{_BETTER[metric.better]}",
        f"- 时点：分子{_TIMING[metric.numerator.timing]}"
        + (f"，分母{_TIMING[metric.denominator.timing]}" if metric.denominator else ""),
        f"- 来源：{metric.source.name}（{metric.source.owner}），版本：{metric.source.edition}",
        f"- 数据表：{tables}",
        f"- 把握程度：{_sureness(metric)}；{hidden}",
        "",
    ]
