"""The catalogue as a document: docs/metrics.md is written by it and never by hand."""

from __future__ import annotations

from sqlalchemy import Engine

from metrics.ask.query import interval_method
from metrics.catalogue import FAMILIES, of_family
from metrics.circle.coverage_interval import METHOD
from metrics.definition import Metric, Timing
from metrics.judge.charted import Charted, charted_as
from metrics.judge.judging import Judged, judged_by
from metrics.judge.levels import allows_for_dispersion
from metrics.judge.matters import usual_size
from metrics.judge.series import has_interval_by_months
from metrics.reads.mechanisms import VIEW_TABLES
from metrics.reads.reconciliation import mechanisms
from metrics.statistics.intervals import USUAL_CONFIDENCE
from metrics.statistics.like_changes import (
    FEWEST_EARLIER_CHANGES,
    FEWEST_FESTIVAL_CHANGES,
    FEWEST_FOR_A_DRIFT,
    MONTHS_BEHIND_USUAL_RESEMBLANCE,
    MOST_RESEMBLANCE,
    MOST_WEIGHT_OF_MONTHS,
    ROBUST_LIMIT,
    USUAL_RESEMBLANCE,
)
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
    Judged.MONTHS: (
        f"变化按往年同期变化和以往逐月变化的波动判断（至少{FEWEST_EARLIER_CHANGES}次逐月变化；单独的1月或2月至少"
        f"{FEWEST_FESTIVAL_CHANGES}个往年；不足3年的按本期各月，至少{FEWEST_MONTHS}对有数的月份，1—2月合为一对）"
    ),
    Judged.EVENTS: (
        "变化按往年变化的波动判断，不小于事件本身的偶然波动；往年数隐藏的只按偶然波动（4个自由度）；"
        f"两期共至少{FEWEST_EVENTS_IN_BOTH}例或分母各至少{FEWEST_IN_DENOMINATOR}"
    ),
    Judged.PRESENCE: "全数，不是抽样：变化按各月在岗数之和判断，与往年波动相当的不算，人员轮换不算",
    Judged.MEANS: f"变化按 Welch 区间判断（两期各至少{FEWEST_IN_DENOMINATOR}例）",
    Judged.PROPORTION: f"变化按 Newcombe 区间判断（两期分母各至少{FEWEST_IN_DENOMINATOR}）",
    Judged.RATE: f"变化按两率之比的 Poisson 区间判断（两期共至少{FEWEST_EVENTS_IN_BOTH}例）",
    Judged.IN_FULL: "全数，不是抽样",
    Judged.NOBODY: "没有区间，变化不作判断",
}

_CHARTED = {Charted.YEAR_DIFFERENCE: "与上年同月之差", Charted.SEASON: "扣除季节后的偏差"}
_METHOD = (
    f"变化怎样判断：{USUAL_CONFIDENCE:.0%}区间不含“没有变化”，且变化不小于规定的大小，才称明显。按往年波动判断的，区间的宽度来自以往各月与"
    "上年同月之差，1月、2月合为一个月；"
    f"满{FEWEST_FOR_A_DRIFT}次逐月变化的先减去平均趋势；超出{ROBUST_LIMIT:.0f}个稳健标准差的按{ROBUST_LIMIT:.0f}个计；"
    f"相邻月份的相关先按{USUAL_RESEMBLANCE:g}（相当于{MONTHS_BEHIND_USUAL_RESEMBLANCE:.0f}个月的分量）再由数据修正，0至{MOST_RESEMBLANCE:g}；"
    f"再与往年同期变化的波动加权平均，逐月变化最多算{MOST_WEIGHT_OF_MONTHS:.0f}次；计人计次的不小于偶然波动。"
    "单独的1月或2月只与往年同月的变化比。环比先减去各月份的平均变化。详见决定0077、0078。"
    "春节有的年份在1月、有的在2月，单看2月，一年的变化里有整个假期的来去，区间因此宽：两倍于平常波动的变化，其他月份约83%认得出，"
    "2月约72%；没有变化而说成“明显”的2月也少（约3%）。要看得准，请选1—2月合并。详见决定0103。"
)


def metrics_markdown() -> str:
    """Return docs/metrics.md: for every metric what it means, its source, edition, unit and timing."""
    lines = [
        "# 指标口径",
        "",
        "本页由 `python -m metrics document` 从指标目录生成，请勿手改。",
        "比率一律为合计之比；率的变化用百分点，数量的变化用%。",
        "",
        _METHOD,
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
        "怎样算“明显变好”：能判断、有方向的指标中，明显变好的项数超出碰巧（没变的指标每项有2.5%被说成变好，",
        "二项分布上侧概率不到5%）：1—2项时至少1项，3—14项时至少2项，15—33项时至少3项；并且没有一项明显变差。",
        "几种佐证都能判断变化的，过半数变好才算。明显变差同样计数，到期未办、超过上限的也列“要办”。",
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
    if allows_for_dispersion(metric):
        interval += "，乡镇的按过度离散放宽（φ）"
    size, unit = usual_size(metric)
    least = f"小于{'基数的' if unit != metric.change_unit else ''}{size:g}{unit}的变化不称明显（各县可另定）"
    judged = judged_by(metric)
    told = _JUDGED[judged] + ("" if judged is Judged.NOBODY else f"；{least}")
    charted = f"；控制图看{_CHARTED[charted_as(metric)]}" if metric.can_be_split_by("month") else ""
    return f"{interval}；{told}{charted}"


def _provided(metric: Metric) -> list[str]:
    provision = metric.provision
    if provision is None:
        return []
    nearest = f"（`{provision.by_residents}`）" if provision.by_residents else ""
    return [f"- 分乡镇：按机构所在乡镇统计，不排名，不与县级和目标比；{provision.why_zh}{nearest}"]


def _entry(metric: Metric) -> list[str]:
    hidden = f"1—{metric.suppression.below - 1} 人时隐藏" if metric.suppression else "不涉及小样本隐藏"
    tables = "、".join(dict.fromkeys(f"`{name}`" for measure in metric.measures for name in measure.table_names))
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
        *_provided(metric),
        f"- 把握程度：{_sureness(metric)}；{hidden}",
        "",
    ]
