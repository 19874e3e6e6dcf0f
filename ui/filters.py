"""The one filter bar: county, townships, kind of period, period, comparison. Bound to the URL on every page.

The URL is read when it differs from what was last written (deep link, back button, edited address), and written after
every run. Whatever a URL says is checked against the warehouse first: names become codes, townships the period's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

import streamlit as st

from findings import figures
from metrics.errors import QuestionError, UnknownCounty, UnknownPeriod, UnknownTownship
from metrics.period import Period, add_months
from metrics.reference import Place, Reference
from metrics.scope import Scope, comparison
from ui import kept, url
from ui.copy_link import copy_link_button
from ui.language import LANGUAGES, language, say, set_language, voice

KINDS = {
    "to_date": ("年初至今", "Year to date"),
    "year": ("全年", "Year"),
    "half": ("半年", "Half-year"),
    "quarter": ("季度", "Quarter"),
    "month": ("月", "Month"),
    "range": ("自选", "Chosen"),
}
COMPARE_WORDS = {
    "yoy": ("上年同期", "Year before"),
    "previous": ("上一时期", "Period before"),
    "none": ("不对比", "None"),
}
_STATE = "filters"
# Of a link: so many townships are looked up, and so many unknown ones named.
MOST_TOWNSHIPS, UNKNOWN_SHOWN = 100, 5
_OWN = ("county", "township", "period", "compare", "lang", "as_of")


@dataclass(frozen=True)
class Filters:
    """What a link or the bar asks for, and what could not be read in it."""

    scope: Scope
    faults: tuple[str, ...] = field(default=(), compare=False)


def parameters_of(scope: Scope) -> dict[str, str | list[str]]:
    """Return the URL's parameters for exactly this view, in the reader's language."""
    found: dict[str, str | list[str]] = {
        "county": scope.county,
        "period": scope.period.key,
        "compare": scope.compare_key,
    }
    if scope.townships:
        found["township"] = list(scope.townships)
    if scope.as_of:
        found["as_of"] = scope.as_of
    if language() == "en":
        found["lang"] = "en"
    return found


def place_name(place: Place) -> str:
    """Return a place's name in the reader's language."""
    return say(place.name_zh, place.name_en)


def period_label(period: Period) -> str:
    """Return a period's name in the reader's language."""
    return say(period.label_zh, period.label_en)


def kind_of(period: Period) -> str:
    """Return the kind under which the bar lists a period."""
    from_january = period.first % 100 == 1 and period.first // 100 == period.last // 100
    if period.kind == "range":
        return "to_date" if from_january else "range"
    return period.kind


def periods_of(kind: str, reference: Reference, chosen: Period | None = None) -> list[Period]:
    """Return the periods of a kind that lie within the data, newest first; of 自选 only the one chosen."""
    first, last = reference.first_month, reference.last_month
    if kind == "range":
        return [chosen] if chosen is not None else [Period(first, last)]
    found = []
    if kind == "to_date":
        for year in range(last // 100, first // 100 - 1, -1):
            ends = range(min(11, last - year * 100), 1, -1)
            found += [Period(year * 100 + 1, year * 100 + end) for end in ends]
        return [period for period in found if period.first >= first and period.last <= last]
    length = {"year": 12, "half": 6, "quarter": 3, "month": 1}[kind]
    start = first // 100 * 100 + 1
    while start <= last:
        found.append(Period(start, add_months(start, length - 1)))
        start = add_months(start, length)
    return [period for period in reversed(found) if period.first >= first and period.last <= last]


def _all_values(parameters: Mapping[str, list[str]], name: str) -> list[str]:
    return [part for value in parameters.get(name, []) for part in value.split(",") if part]


def read_parameters(parameters: Mapping[str, list[str]], reference: Reference, own: tuple[str, ...] = ()) -> Filters:
    """Return the filters a URL asks for. What cannot be read is replaced by its default and named in `faults`.

    own : the reader's townships, which an address that names no place opens.
    """
    faults: list[str] = []
    county = _county(_all_values(parameters, "county"), reference, faults)
    period = _period(_all_values(parameters, "period"), reference, faults)
    asked = _all_values(parameters, "township")
    if own and not asked and "county" not in parameters:
        county = next((code for code in reference.counties if code == own[0][:6]), county)
        asked = [code for code in own if code.startswith(county)]
    townships = _townships(asked, reference, county, period, faults)
    compare = next(iter(_all_values(parameters, "compare")), "yoy")
    if compare not in COMPARE_WORDS:
        faults.append(say(f"没有这种对比：“{compare[:20]}”。", f"No such comparison: “{compare[:20]}”."))
        compare = "yoy"
    return Filters(Scope(county, period, townships, comparison(compare), reference.as_of), tuple(faults))


def _county(asked: list[str], reference: Reference, faults: list[str]) -> str:
    default = next(iter(reference.counties))
    if not asked:
        return default
    try:
        return reference.county_named(asked[0][:40])
    except UnknownCounty as error:
        fault = say(f"没有这个县（市、区）：“{asked[0][:20]}”。", f"No such county: “{asked[0][:20]}”.")
        faults.append(fault + _hint(error.nearest))
        return error.nearest.split(" ")[0] if error.nearest else default


def _hint(close: str) -> str:
    return say(f"最接近的是“{close}”。", f"Nearest: “{close}”.") if close else ""


def default_period(reference: Reference) -> Period:
    """Return the newest full year, else what there is of the newest year."""
    years = periods_of("year", reference)
    return years[0] if years else Period(reference.last_month // 100 * 100 + 1, reference.last_month)


def _period(asked: list[str], reference: Reference, faults: list[str]) -> Period:
    if not asked:
        return default_period(reference)
    try:
        # A period has at most 16 characters; what is repeated to the reader stays short.
        period = Period.parse(asked[0][:40])
        within = reference.check_period(period)
    except UnknownPeriod as error:
        faults.append(error.told(voice()).whole)
        return default_period(reference)
    return within if period.first < reference.first_month else period


def _townships(
    asked: list[str], reference: Reference, county: str, period: Period, faults: list[str]
) -> tuple[str, ...]:
    found: list[str] = []
    # Each is asked for once, and no more than a county may have: a link of thousands would cost seconds and boxes.
    texts = list(dict.fromkeys(text[:40] for text in asked))
    unknown = 0
    for text in texts[:MOST_TOWNSHIPS]:
        try:
            found.append(reference.township_named(county, text, _month_of(period, reference)))
        except UnknownTownship as error:
            unknown += 1
            if unknown > UNKNOWN_SHOWN:
                continue
            fault = say(f"没有这个乡镇：“{text[:20]}”。", f"No such township: “{text[:20]}”.")
            faults.append(fault + _hint(error.nearest))
    left = max(0, unknown - UNKNOWN_SHOWN) + len(texts[MOST_TOWNSHIPS:])
    if left:
        faults.append(say(f"另有{left}个乡镇没有读。", f"{left} more townships were not read."))
    return tuple(dict.fromkeys(found))


def _month_of(period: Period, reference: Reference) -> int:
    return min(period.last, reference.last_month)


def _current(reference: Reference) -> Filters:
    """Return the state before the widgets: the URL's when it is not what the program wrote last, else the session's."""
    known: Filters | None = st.session_state.get(_STATE)
    if known is None or url.is_new() or not _is_of(known.scope, reference):
        now = url.parameters()
        set_language(next(iter(now.get("lang", [])), None))
        known = st.session_state[_STATE] = read_parameters(now, reference, kept.reach().townships)
    if known.scope.as_of != reference.as_of:
        known = st.session_state[_STATE] = replace(known, scope=replace(known.scope, as_of=reference.as_of))
    # Every run, not only the first: Streamlit hands a value to the browser with the run that sets it, and a run that is
    # broken off before the browser has drawn it leaves the control on its first option, which the next click sends.
    _fill_widgets(known.scope)
    return known


def _is_of(scope: Scope, reference: Reference) -> bool:
    """Say whether the warehouse holds what a session asks for: another one may have been opened under it."""
    return scope.county in reference.counties and scope.period.first <= reference.last_month


def _values_of(scope: Scope) -> dict[str, object]:
    """Return what every widget of the bar holds for a scope."""
    return {
        "f_county": scope.county,
        "f_townships": list(scope.townships),
        "f_kind": kind_of(scope.period),
        "f_period": scope.period,
        "f_compare": scope.compare_key,
        "f_language": language(),
    }


def _fill_widgets(scope: Scope) -> None:
    """Set every widget of the bar to the state, before any of them is drawn."""
    for key, value in _values_of(scope).items():
        st.session_state[key] = value


def _taken(reference: Reference, changed: str) -> None:
    """Take over what one widget was just set to; a county's townships and a kind's periods follow it.

    The others are as the bar last knew them, whatever has become of their widgets.
    """
    known: Filters = st.session_state[_STATE]
    said = _values_of(known.scope) | {changed: st.session_state[changed]}
    county, kind, period = str(said["f_county"]), str(said["f_kind"]), cast("Period", said["f_period"])
    if changed == "f_kind":
        period = _same_end(kind, period, reference)
    chosen = tuple(cast("list[str]", said["f_townships"])) if county == known.scope.county else ()
    scope = Scope(county, period, chosen, comparison(str(said["f_compare"])), reference.as_of).in_edition(reference)
    here = {place.code for place in reference.townships_of(county, _month_of(period, reference))}
    scope = replace(scope, townships=tuple(code for code in scope.townships if code in here))
    set_language(str(said["f_language"]))
    _keep(scope)


def _keep(scope: Scope) -> None:
    st.session_state[_STATE] = Filters(scope)
    _fill_widgets(scope)


def _same_end(kind: str, period: Period, reference: Reference) -> Period:
    """Return the period of another kind that holds the old one's last month, else the newest."""
    options = periods_of(kind, reference, period)
    return next((option for option in options if option.first <= period.last <= option.last), options[0])


def begin_language() -> None:
    """Take the language from a link before the first words are written; the bar keeps it from then on."""
    if _STATE not in st.session_state:
        set_language(st.query_params.get("lang"))


def filter_bar(reference: Reference) -> Filters:
    """Draw the bar and return what is chosen; the URL then says the same."""
    filters = _current(reference)
    scope = filters.scope
    with st.container(key="filters"):
        columns = st.columns([1.15, 2.0, 0.95, 1.5, 1.05, 0.85, 0.8], vertical_alignment="bottom")
        columns[0].selectbox(
            say("县（市、区）", "County"),
            list(reference.counties),
            format_func=lambda code: place_name(reference.counties[code]),
            key="f_county",
            on_change=_taken,
            args=(reference, "f_county"),
        )
        here = reference.townships_of(scope.county, _month_of(scope.period, reference))
        columns[1].multiselect(
            say("乡镇", "Townships"),
            [place.code for place in here],
            format_func=lambda code: place_name(reference.townships[code]),
            key="f_townships",
            placeholder=say(f"全部{len(here)}个乡镇", f"All {len(here)} townships"),
            on_change=_taken,
            args=(reference, "f_townships"),
        )
        columns[2].selectbox(
            say("时期类型", "Kind"),
            list(KINDS) if kind_of(scope.period) == "range" else [kind for kind in KINDS if kind != "range"],
            format_func=lambda kind: say(*KINDS[kind]),
            key="f_kind",
            on_change=_taken,
            args=(reference, "f_kind"),
        )
        columns[3].selectbox(
            say("时期", "Period"),
            _with(periods_of(kind_of(scope.period), reference, scope.period), scope.period),
            format_func=period_label,
            key="f_period",
            on_change=_taken,
            args=(reference, "f_period"),
        )
        columns[4].selectbox(
            say("对比", "Compare with"),
            list(COMPARE_WORDS),
            format_func=lambda key: say(*COMPARE_WORDS[key]),
            key="f_compare",
            on_change=_taken,
            args=(reference, "f_compare"),
        )
        columns[5].selectbox(
            say("语言", "Language"),
            list(LANGUAGES),
            format_func=lambda code: LANGUAGES[code],
            key="f_language",
            on_change=_taken,
            args=(reference, "f_language"),
        )
        with columns[6]:
            copy_link_button()
    url.write(parameters_of(scope), of=_OWN)
    url.taken()
    return filters


def _with(options: list[Period], chosen: Period) -> list[Period]:
    return options if chosen in options else [chosen, *options]


def choose_township(code: str, reference: Reference) -> None:
    """Filter by one township, as a click in a table or on a map does; a second click takes it back."""
    scope: Scope = st.session_state[_STATE].scope
    reference.township(scope.county, code)
    _keep(replace(scope, townships=() if scope.townships == (code,) else (code,)))


def turn_to(period: Period) -> None:
    """Let the next run be of another period, after the bar was drawn in this one; the rest of the filters stays."""
    st.session_state.pop(_STATE, None)
    url.write({"period": period.key})


def begin_anew() -> None:
    """Let the next run ask for the default of the warehouse that is open then; the language stays."""
    st.session_state.pop(_STATE, None)
    url.write({}, of=("county", "township", "period", "compare"))


def comparison_name(compare: str | None) -> str:
    """Return what the base is called in a sentence: 上年同期, 上一时期."""
    return figures.comparison_name(compare, language())


__all__ = [
    "Filters",
    "QuestionError",
    "begin_anew",
    "begin_language",
    "choose_township",
    "comparison_name",
    "default_period",
    "filter_bar",
    "kind_of",
    "parameters_of",
    "period_label",
    "periods_of",
    "place_name",
    "read_parameters",
    "turn_to",
]
