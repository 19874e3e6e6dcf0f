"""Rules of data quality: what they find, what they leave alone, and how they are said."""

import random

import pytest

from data_access.checks import PARTS
from metrics.errors import QualityFault
from metrics.period import add_months
from metrics.quality import Problem, problems_in, rules_of, shipped_rules
from words.quality import problem_said

TABLE = "institution_month"
NAMES = {"column": "门诊人次", "part": "实际开放总床日数", "whole": "实有床位"}


def months(count: int, first: int = 202201) -> list[int]:
    return [add_months(first, step) for step in range(count)]


def series(place: str, column: str, values: list[float], first: int = 202201) -> dict:
    return {(TABLE, place, (), column): dict(zip(months(len(values), first), values, strict=True))}


def found(given: dict, **options) -> list[Problem]:
    return problems_in(given, shipped_rules(), **options)


def said(problem: Problem, language: str = "zh") -> str:
    return problem_said(problem.kind, problem.fields, month=problem.month, names=NAMES, language=language)


STEADY = [1000.0, 1040, 980, 1010, 1020, 990, 1000, 1030, 970, 1005, 1015, 995]


def test_a_digit_too_many_is_named_by_the_same_month_a_year_before():
    """March 2023 is 9,604 where March 2022 was 980: 9.8 times, and it is far from the median, too."""
    given = series("T2", "outpatient_visits", [*STEADY, 1000, 1010, 9604])
    [problem] = found(given)
    assert (problem.month, problem.severity, problem.fields["digits"]) == (202303, "ask", 1)
    assert said(problem) == "2023年3月门诊人次是去年同月的9.8倍，像多了一位数"
    assert said(problem, "en").endswith("9.8 times the same month a year before; it seems to have 1 digit too many")


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (100, "100倍，像多了两位数"),
        (1000, "1,000倍，像多了三位数"),
        (0.1, "只有上一个月的1/10，像少了一位数"),
        (0.01, "1/100，像少了两位数"),
    ],
)
def test_tenfold_hundredfold_and_thousandfold_slips_are_named(times: float, words: str):
    given = series("T2", "outpatient_visits", [*[1000.0] * 14, 1000 * times])
    [problem] = found(given)
    assert said(problem).endswith(words.replace("上一个月", "去年同月") if "上一个月" in words else words)


def test_a_new_wing_is_asked_once_and_then_is_the_usual():
    given = series("T2", "outpatient_visits", [*STEADY, 8000, 8100, 7900])
    first = found(given)
    assert [problem.month for problem in first] == [202301, 202302, 202303]
    accepted = frozenset({first[0].key})
    again = [problem for problem in found(given, accepted=accepted) if not problem.is_accepted(accepted)]
    assert again == []


def test_a_zero_where_there_was_always_work_is_asked_and_a_small_count_is_not():
    [problem] = found(series("T2", "outpatient_visits", [*STEADY, 0]))
    assert said(problem).endswith("：是真的没有，还是没有数？")
    assert found(series("T2", "admissions", [3.0, 1, 0, 2, 4, 0, 1, 3, 2, 12])) == []


def test_a_season_is_no_slip():
    """Ten times as many in January as in July, both years: the year before explains it."""
    year = [5000.0, 4000, 2000, 1000, 700, 500, 500, 600, 900, 1500, 3000, 4500]
    assert [
        problem for problem in found(series("T2", "outpatient_visits", year + year)) if problem.month > 202212
    ] == []


def test_occupied_bed_days_are_at_most_those_open_and_those_at_most_beds_times_days():
    """30 beds × 29 days of February 2024 = 870; a tenth above is allowed for beds opened within the month."""
    given = {
        **series("T2", "beds_open", [30.0], 202402),
        **series("T2", "bed_days_open", [958.0], 202402),
        **series("T2", "bed_days_used", [1053.0], 202402),
    }
    [problem] = found(given)
    assert problem.rule == "open_of_beds"
    assert said(problem) == "2024年2月实际开放总床日数（958）大于实有床位乘29天（30×29）"
    given[TABLE, "T2", (), "bed_days_open"][202402] = 957.0
    assert [problem.rule for problem in found(given)] == ["used_of_open_bed_days"]


def test_a_column_of_which_most_places_slip_alike_has_the_wrong_unit():
    given = {}
    for number in range(6):
        usual = 100_000.0 * (number + 1)
        last = usual * (1000 if number < 5 else 1)
        given |= series(f"T{number}", "medical_revenue_yuan", [*[usual] * 13, last])
    units = [problem for problem in found(given) if problem.kind == "unit"]
    assert [(problem.severity, problem.fields) for problem in units] == [
        ("refuse", {"digits": 3, "places": 5, "of": 6})
    ]


def test_only_what_is_asked_about_is_judged():
    given = series("T2", "outpatient_visits", [*STEADY, 10_000, 1000])
    key = (TABLE, "T2", (), "outpatient_visits")
    assert found(given, judged=frozenset({(key, 202302)})) == []
    assert len(found(given, judged=frozenset({(key, 202301)}))) == 1


def clean(seed: int, places: int, count: int) -> dict:
    """Institutions of all sizes over some years: season, growth, noise, and Poisson counts, as a county has them."""
    chance = random.Random(seed)
    given: dict = {}
    for number in range(places):
        size = 10 ** chance.uniform(0.5, 4.3)
        growth, depth = chance.uniform(-0.1, 0.2), chance.uniform(0, 0.35)
        values = []
        for step in range(count):
            season = 1 + depth * (1 if step % 12 in (0, 1, 11) else -0.3)
            mean = size * (1 + growth) ** (step / 12) * season * chance.lognormvariate(0, 0.12)
            values.append(float(max(0, round(chance.gauss(mean, mean**0.5)))))
        given |= series(f"P{number}", chance.choice(["outpatient_visits", "admissions", "discharges"]), values)
        given |= series(f"P{number}", "medical_revenue_yuan", [value * chance.uniform(180, 260) for value in values])
    return given


def test_false_alarms_stay_below_one_in_a_thousand_cells():
    cells = alarms = 0
    for seed in range(4):
        given = clean(seed, 40, 36)
        cells += sum(len(known) for known in given.values())
        alarms += sum(problem.severity in ("ask", "refuse") for problem in found(given))
    assert cells == 4 * 40 * 36 * 2
    assert alarms <= cells / 1000, f"{alarms} of {cells}"


@pytest.mark.parametrize("times", [10, 100, 1000, 0.1, 0.01, 0.001])
def test_every_planted_slip_of_a_count_that_is_not_tiny_is_found(times: float):
    """Tiny: a month of under 60 patients, of which a tenth cannot be told from chance."""
    planted = missed = 0
    for seed in range(2):
        given = clean(seed, 40, 36)
        chance = random.Random(seed + 1000)
        for key, known in list(given.items()):
            month = chance.choice(sorted(known))
            if known[month] / (300 if key[3].endswith("_yuan") else 1) < 60:
                continue
            planted += 1
            given[key] = {**known, month: float(round(known[month] * times))}
            hits = [problem for problem in found({key: given[key]}) if problem.month == month]
            missed += not hits
    assert planted > 80
    assert missed == 0


def test_a_county_changes_a_rule_by_its_code_and_may_turn_it_off():
    off = rules_of(
        '[[rule]]\ncode = "institution_slip"\nkind = "slip"\nseverity = "off"\ntable = "x"\ncolumns = []', "own"
    )
    rules = shipped_rules().amended(off)
    assert problems_in(series("T2", "outpatient_visits", [*STEADY, 10_000]), rules) == []
    assert len(rules.rules) == len(shipped_rules().rules)


def test_a_rule_that_cannot_be_read_names_file_and_item():
    with pytest.raises(QualityFault) as fault:
        rules_of('[[rule]]\ncode = "a"\nkind = "part"\nseverity = "ask"\ntable = "institution_month"', "own.toml")
    assert "own.toml" in str(fault.value)
    assert "part" in str(fault.value)
    with pytest.raises(QualityFault):
        rules_of('[[rule]]\ncode = "a"\nkind = "unit"\nseverity = "loud"', "own.toml")


def test_the_rules_name_every_part_that_the_warehouse_checks_of_tables_that_files_enter():
    """`python -m data_access check` and the rules of a file must not say different things of one row."""
    ours = {(rule.table, rule.part, rule.whole) for rule in shipped_rules().of_kind("part")}
    entered = {"institution_month", "contract_month", "chronic_month", "insured_month", "resident_month"}
    theirs = {(table, *pair) for table in entered for pair in PARTS[table]}
    grids = {("chronic_month", "grid_patients", "patients"), ("chronic_month", "served_in_township", "served_total")}
    same = {("resident_month", "residents_0_14", "residents"), *ours}
    assert theirs - grids <= same


@pytest.mark.parametrize("rule", shipped_rules().rules, ids=lambda rule: rule.code)
def test_every_column_that_a_rule_speaks_of_has_its_name_in_both_languages(rule):
    for name in rule.named:
        zh, en = shipped_rules().column(rule.table, name)
        assert (zh != name and en.isascii()) or "–" in en, name
