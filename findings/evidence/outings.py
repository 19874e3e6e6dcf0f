"""行程: where vehicles and teams were on the days of a month, and which townships wait for them."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from faces.blocks import Block, Cell, Column, Row, Table
from faces.blocks.pack import NamedFrame
from findings.evidence.fitting import hidden_note, hidden_sign, month_words
from findings.evidence.outings_drawing import calendar, floors, waiting
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words
from metrics.evidence.outings import OutingMonth, Places, Rules, Wait, outing_month, read_outings
from metrics.period import add_months
from words.numbers import format_number


def show(asked: Asked) -> Shown | None:
    """Return the calendar of the period's last month, then who waits longest; None without rows up to then."""
    rows = asked.source.read(read_outings, asked.scope.county, asked.card.mechanism_id)
    rules = Rules(asked.card.most_days, asked.card.least_persons)
    step = {"yoy": -12, "previous": -1}.get(asked.scope.compare or "")
    base = None if step is None else add_months(asked.month, step)
    found = outing_month(rows, places_of(asked), month=asked.month, rules=rules, base_month=base)
    if found is None:
        return None
    words, worst = asked.words, _worst(found)
    waits = _named(found.waits)
    place = "" if waits is None else words.township(waits.township)
    is_due = bool(found.below) if not found.travels else any(wait.over for wait in found.waits)
    return Shown(
        _finding(found, rules, words, waits, worst),
        place,
        State.DUE if is_due else State.USUAL,
        _blocks(found, rules, words, place, worst) if len(rows) > 1 else (),
        _note(found, rules, words),
        (NamedFrame(words.say("行程", "Outings"), _frame(found, words)),),
    )


def places_of(asked: Asked) -> Places:
    """Return the townships as counted in the last month of the period."""
    reference, county = asked.source.reference, asked.scope.county
    edition = reference.in_edition(county, asked.month)
    chosen = tuple(dict.fromkeys(edition.get(code, code) for code in asked.scope.townships))
    here = tuple(place.code for place in reference.townships_of(county, asked.month))
    return Places(edition, reference.in_edition(county, reference.last_month), chosen or here, chosen)


def _named(waits: tuple[Wait, ...]) -> Wait | None:
    """Return the township that the finding names: the one beyond the rule that waits longest."""
    return next((wait for wait in waits if wait.over), None)


def _worst(found: OutingMonth) -> dt.date | None:
    """Return the day of a roster with the fewest people below the rule, the latest of several."""
    if found.travels or not found.below:
        return None
    people = {stop.date: stop.persons or 0 for stop in found.stops}
    return min((date for date, _ in found.below), key=lambda date: (people.get(date, 0), -date.toordinal()))


def _finding(found: OutingMonth, rules: Rules, words: Words, named: Wait | None, worst: dt.date | None) -> str:
    head = _head(found, words)
    if not found.travels:
        tail = _roster_tail(found, rules, words, worst)
    elif named is not None and named.days is None:
        name = words.township(named.township)
        tail = words.say(f"{name}从未到过", f"{name} was never reached")
    elif named is not None:
        name = words.township(named.township)
        tail = words.say(
            f"{name}已{named.days}天未到，超过{rules.most_days}天的规定",
            f"{name} has waited {named.days} days, more than the rule's {rules.most_days}",
        )
    elif rules.most_days is not None and found.waits:
        if len(found.waits) == 1:
            tail = words.say(
                f"上次到{words.township(found.waits[0].township)}是{found.waits[0].days}天前",
                f"last at {words.township(found.waits[0].township)} {found.waits[0].days} days before",
            )
        else:
            tail = words.say(
                f"{len(found.waits)}个乡镇都在{rules.most_days}天内到过",
                f"all {len(found.waits)} townships were reached within {rules.most_days} days",
            )
    else:
        tail = ""
    told = words.say("；", "; ").join(filter(None, (head, tail))) + words.say("。", ".")
    return words.say(words.whole, "The whole county: ") + told if found.of_county else told


def _head(found: OutingMonth, words: Words) -> str:
    when = month_words(found.month, words)
    if not found.travels:
        known = [stop.persons for stop in found.stops if stop.persons is not None]
        dates = len({stop.date for stop in found.stops})
        if not dates:
            return words.say(f"{when}没有排班记录", f"No roster on record for {when}")
        mean = format_number(sum(known) / dates, 1)
        return words.say(
            f"{when}排班{dates}天，每天平均{mean}人在岗", f"{when}: {dates} days rostered, {mean} on duty a day"
        )
    if not found.runs:
        return words.say(f"{when}没有出车", f"{when}: no vehicle went out")
    return words.say(
        f"{when}出车{found.runs}车次，体检{_count(found.persons, words)}",
        f"{when}: {found.runs} vehicle days, {_count(found.persons, words)} examined",
    )


def _count(persons: int | None, words: Words) -> str:
    if persons is None:
        return words.say("人数已隐藏", "people (hidden)")
    return words.say(f"{format_number(persons, 0)}人", f"{format_number(persons, 0)} people")


def _roster_tail(found: OutingMonth, rules: Rules, words: Words, worst: dt.date | None) -> str:
    if rules.least_persons is None or not found.stops:
        return ""
    if worst is None:
        kept = words.say(f"每天不少于{rules.least_persons}人", f"never fewer than {rules.least_persons}")
        missed, months = sum(floor.below for floor in found.floors), len(found.floors)
        # A good month does not speak for the year that is drawn beside it.
        earlier = words.say(
            f"，近{months}个月有{missed}天不足", f", on {missed} days of the last {months} months they were"
        )
        return kept + (earlier if missed else "")
    people = sum(stop.persons or 0 for stop in found.stops if stop.date == worst)
    days = len({date for date, _ in found.below})
    return words.say(
        f"{days}天不足规定的{rules.least_persons}人，{worst.day}日只有{people}人",
        f"{days} days below the rule's {rules.least_persons}; only {people} on the {worst.day}th",
    )


def _blocks(found: OutingMonth, rules: Rules, words: Words, place: str, worst: dt.date | None) -> tuple[Block, ...]:
    first = calendar(
        found,
        _calendar_title(found, rules, words),
        _stops_table(found, words),
        _key(found, rules, words),
        worst,
        words,
    )
    if found.travels:
        title = _wait_title(found, rules, words)
        return (first, waiting(found, title, _waits_table(found, title, words), rules.most_days, place, words))
    if not found.floors:
        return (first,)
    below, days = (sum(getattr(floor, name) for floor in found.floors) for name in ("below", "days"))
    title = words.say(
        f"近{len(found.floors)}个月{days}天中{below}天不足{rules.least_persons}人",
        f"{below} of {days} days in {len(found.floors)} months below {rules.least_persons}",
    )
    return (first, floors(found, title, _floors_table(found, title, words), words))


def _calendar_title(found: OutingMonth, rules: Rules, words: Words) -> str:
    if not found.travels:
        place = words.say(found.stops[0].place_zh, found.stops[0].place_en) if found.stops else ""
        return words.say(f"{place}每天在岗人数", f"{place}: on duty each day").lstrip(":： ")
    parts = []
    if rules.least_persons is not None and not found.below:
        parts.append(
            words.say(f"没有一车次不足{rules.least_persons}人", f"no vehicle day below {rules.least_persons} people")
        )
    elif rules.least_persons is not None:
        parts.append(
            words.say(
                f"{found.runs}车次中{len(found.below)}车次不足{rules.least_persons}人",
                f"{len(found.below)} of {found.runs} vehicle days below {rules.least_persons} people",
            )
        )
    if found.base_month is not None and found.base_runs:
        people = _count(found.base_persons, words)
        parts.append(
            words.say(
                f"{month_words(found.base_month, words)}{found.base_runs}车次、{people}",
                f"{month_words(found.base_month, words)}: {found.base_runs} and {people}",
            )
        )
    return words.say("；", "; ").join(parts) or words.say(f"出车{found.runs}车次", f"{found.runs} vehicle days")


def _key(found: OutingMonth, rules: Rules, words: Words) -> tuple[str, ...]:
    parts = [words.say("灰底为周末与放假日", "grey: weekends and holidays")]
    if any(day.kind == "makeup" for day in found.days):
        parts[0] += words.say("，“班”为调休上班日", "; “on”: a weekend worked instead")
    if found.below:
        parts.append(
            words.say(f"赭石粗字：当天不足{rules.least_persons}人", f"ochre: fewer than {rules.least_persons} that day")
        )
    if any(stop.persons is None for stop in found.stops):
        parts.append(hidden_note(words))
    return tuple(parts)


def _wait_title(found: OutingMonth, rules: Rules, words: Words) -> str:
    over = [wait for wait in found.waits if wait.over]
    if rules.most_days is None or not found.waits:
        return words.say("各乡镇距上次到达的天数，久的在前", "Days since each township was last reached, longest first")
    if not over:
        longest = found.waits[0]
        name = words.township(longest.township)
        return words.say(
            f"最久的{name}{longest.days}天，没有超过规定", f"{name} waits longest, {longest.days} days, within the rule"
        )
    return words.say(
        f"{len(over)}个乡镇超过{rules.most_days}天未到，{len(found.waits) - len(over)}个在规定内，久的在前",
        f"{len(over)} of {len(found.waits)} townships beyond {rules.most_days} days, longest first",
    )


def _note(found: OutingMonth, rules: Rules, words: Words) -> str:
    parts = []
    if rules.most_days is not None and found.travels:
        parts.append(
            words.say(
                f"未到天数算到{month_words(found.month, words)}月底",
                f"days counted to the end of {month_words(found.month, words)}",
            )
        )
    if found.travels:
        parts.append(
            words.say(
                "月历为期间最后一个月，一车一天为一车次", "the period's last month; a vehicle day is a vehicle on a day"
            )
        )
    else:
        parts.append(
            words.say(
                "月历为期间最后一个月，在岗人数为公示的排班，不隐藏",
                "the period's last month; rosters are public and not hidden",
            )
        )
    if found.of_county:
        parts.append(
            words.say(
                f"所选乡镇没有自己的排班，只有{words.whole}数", "the townships chosen have no roster of their own"
            )
        )
    return words.say("；", "; ").join(parts) + words.say("。", ".")


def _stops_table(found: OutingMonth, words: Words) -> Table:
    columns = (
        Column(words.say("日期", "Date"), kind="text"),
        Column(words.say("车或队", "Vehicle or team"), kind="text"),
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("地点", "Place"), kind="text", weight=1.5),
        Column(words.say("人数", "People"), words.say("人", "")),
    )
    rows = []
    for stop in found.stops:
        few = (stop.date, stop.vehicle) in found.below
        people = (
            Cell(hidden_sign(words), status="hidden")
            if stop.persons is None
            else Cell(format_number(stop.persons, 0), float(stop.persons), judgement="bad" if few else None, strong=few)
        )
        rows.append(
            Row(
                [
                    stop.date.isoformat(),
                    words.say(*found.vehicles[stop.vehicle]),
                    words.township_or_code(stop.township),
                    words.say(stop.place_zh, stop.place_en),
                    people,
                ]
            )
        )
    return Table(month_words(found.month, words), columns, tuple(rows))


def _waits_table(found: OutingMonth, title: str, words: Words) -> Table:
    columns = (
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("上次到达", "Last reached"), kind="text"),
        Column(words.say("未到天数", "Days since"), words.say("天", "")),
    )
    rows = [
        Row(
            [
                words.township(wait.township),
                wait.last.isoformat() if wait.last else words.say("从未到过", "never"),
                Cell("" if wait.days is None else str(wait.days), wait.days, judgement="bad" if wait.over else None),
            ]
        )
        for wait in found.waits
    ]
    return Table(title, columns, tuple(rows))


def _floors_table(found: OutingMonth, title: str, words: Words) -> Table:
    columns = (
        Column(words.say("月份", "Month"), kind="text"),
        Column(words.say("有记录的天数", "Days on record")),
        Column(words.say("不足的天数", "Days below")),
    )
    rows = [
        Row([month_words(floor.month, words), Cell(str(floor.days), floor.days), Cell(str(floor.below), floor.below)])
        for floor in found.floors
    ]
    return Table(title, columns, tuple(rows))


def _frame(found: OutingMonth, words: Words) -> pd.DataFrame:
    """Return the month's stops; hidden numbers are left out."""
    return pd.DataFrame(
        [
            {
                "date": stop.date.isoformat(),
                "vehicle": words.say(*found.vehicles[stop.vehicle]),
                "township_code": stop.township,
                "place": words.say(stop.place_zh, stop.place_en),
                "km": stop.km,
                "road_minutes": stop.minutes,
                "persons": stop.persons,
            }
            for stop in found.stops
        ],
        columns=["date", "vehicle", "township_code", "place", "km", "road_minutes", "persons"],
    )


KIND = Kind("outings", "行程", "Outings", ("outing",), show)
