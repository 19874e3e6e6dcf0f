"""覆盖: services that the same residents choose among, by home township and service, and by year."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from faces.blocks import Column, Heat, HeatCell, HeatRow
from faces.blocks.pack import NamedFrame
from findings.evidence.fitting import hidden_sign
from findings.figures import Words
from metrics.evidence.served import Served, sum_of
from words.names import chart_name
from words.numbers import format_number


def served_finding(found: Served, chosen: Sequence[str], words: Words) -> str:
    """Return how many uses there were of how many services, and which service most people took."""
    when, counts = words.period(found.period), _of(found, chosen)
    total = sum_of(counts)
    place = words.scope if chosen else words.say(words.whole, "the county")
    many = len(found.services)
    if total is None:
        return words.say(
            f"{when}{place}有{many}项服务可选，部分人数过少，已隐藏。",
            f"{when}, {place}: {many} services to choose from; some counts are hidden.",
        )
    told = format_number(total, 0)
    head = words.say(f"{when}{place}{many}项自选服务共{told}人次", f"{when}, {place}: {told} uses of {many} services")
    top = max(range(many), key=lambda number: (counts[number] or 0, -number))
    if not counts[top]:
        return head + words.say("。", ".")
    name, most = words.say(*found.services[top]), format_number(counts[top] or 0, 0)
    return head + words.say(f"，选{name}的最多，{most}人。", f"; {name} was taken most, by {most}.")


def services_heat(found: Served, chosen: Sequence[str], words: Words) -> Heat:
    """Return townships × services: people served in the period, the uses of all services last."""
    columns = [Column(words.say(*name), words.say("人", "people")) for name in found.services]
    columns.append(Column(words.say("各项合计", "All services"), words.say("人次", "uses")))
    rows = [
        HeatRow(
            chart_name(words.township(code)),
            tuple(_cell(count, words) for count in (*found.cells[code], found.by_township[code])),
        )
        for code in _codes(found, chosen)
    ]
    sums = tuple(_cell(count, words) for count in (*found.by_service, found.total))
    rows.append(HeatRow(words.say(words.whole, "County"), sums, is_sum=True))
    when = words.period(found.period)
    title = words.say(f"{when}服务人数，按居住乡镇和服务项目", f"People served in {when}, by home township and service")
    return Heat(title, words.say("乡镇", "Township"), tuple(columns), tuple(rows))


def years_heat(years: Sequence[Served], chosen: Sequence[str], words: Words) -> Heat | None:
    """Return townships × years: uses of all services; None for fewer than two years."""
    if len(years) < 2:
        return None
    codes = _codes(years[-1], chosen)
    rows = [
        HeatRow(chart_name(words.township(code)), tuple(_cell(year.by_township.get(code, 0), words) for year in years))
        for code in codes
    ]
    sums = tuple(_cell(year.total, words) for year in years)
    rows.append(HeatRow(words.say(words.whole, "County"), sums, is_sum=True))
    heads = tuple(Column(words.period(year.period)) for year in years)
    return Heat(_years_title(years, words), words.say("乡镇", "Township"), heads, tuple(rows))


def _years_title(years: Sequence[Served], words: Words) -> str:
    first, last = years[0], years[-1]
    title = words.say("各项服务合计人次，按居住乡镇和年份", "Uses of all services, by home township and year")
    if first.total is None or last.total is None:
        return title
    old, new = format_number(first.total, 0), format_number(last.total, 0)
    then, now = words.period(first.period), words.period(last.period)
    return title + words.say(f"：{words.whole}{then}{old}，{now}{new}", f": county {old} in {then}, {new} in {now}")


def served_note(words: Words) -> str:
    """Return how people are counted, in front of what else a note says."""
    return words.say(
        "同一人同一项服务一年只计一次，用几项就计几人次；按居住乡镇统计",
        "a person counts once a service and year, and in each service taken; by township of residence",
    )


def served_frame(years: Sequence[Served], now: Served, chosen: Sequence[str], words: Words) -> NamedFrame:
    """Return a row a period, township and service; the county's rows without a township. Hidden counts are empty."""
    periods = [*(year for year in years if year.period != now.period), now]
    rows = [
        {"period": words.period(found.period), "township_code": code, "service": words.say(*name), "served": count}
        for found in periods
        for code, counts in [*((code, found.cells[code]) for code in _codes(found, chosen)), ("", found.by_service)]
        for name, count in zip(found.services, counts, strict=True)
    ]
    return NamedFrame(words.say("自选服务", "Chosen services"), pd.DataFrame(rows))


def _codes(found: Served, chosen: Sequence[str]) -> list[str]:
    return [code for code in found.cells if not chosen or code in chosen]


def _of(found: Served, chosen: Sequence[str]) -> list[int | None]:
    """Return a count a service of the county, or of the chosen townships together: hidden where any of them is."""
    if not chosen:
        return list(found.by_service)
    codes = _codes(found, chosen)
    return [sum_of([found.cells[code][number] for code in codes]) for number in range(len(found.services))]


def _cell(count: int | None, words: Words) -> HeatCell:
    if count is None:
        return HeatCell("", status="hidden", status_words=hidden_sign(words))
    # An empty change that points somewhere is drawn as none; "flat" would be drawn as 持平.
    return HeatCell(format_number(count, 0), "", "up", "unknown", number=float(count))
