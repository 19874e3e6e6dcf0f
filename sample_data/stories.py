"""How places differ: each township's level, its turns from year to year, dated events and the noise of its months.

Every course is in percentage points above (or below) the county, of one topic: a rate such as the share of
admissions kept in the county. Counties' own totals are kept by the parts that use a course.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from sample_data.world import COUNTIES, MONTHS, YEARS, FloatArray, IntArray, World, allocate, months_of, rng

ADMISSIONS: Final = "admissions"
VISITS: Final = "visits"
OUTSIDE_COST: Final = "outside cost"
PRIMARY_FUND: Final = "primary fund"
CONTRACTS: Final = "contracts"
DELIVERY: Final = "delivery"
MANAGED: Final = "managed"
STANDARD: Final = "standard"
CONTROL: Final = "control"
NEAR_HOME: Final = "near home"

SHARE_OF_FALLERS: Final = 0.15
SHARE_OF_RISERS: Final = 0.09
SHARE_OF_THE_UNMOVED: Final = 0.30
FALL: Final = (-2.9, 0.5)
RISE: Final = (2.8, 0.6)
UNMOVED: Final = (0.0, 0.25)
USUAL_GAIN: Final = (0.45, 0.45)
"""A year's turn of a township, points: mean and spread. Every county has at least one that falls and one that rises."""

KEEPS_OF_LAST_YEAR: Final = 0.8
"""A place that stands out drifts back towards its own level."""
A_TURN_TAKES_MONTHS: Final = 3

SMALLEST_NOISE, LARGEST_NOISE = 0.55, 1.9
"""Noise against that of the county's middle township: by people to the power -0.35, within these limits."""


class Event(NamedTuple):
    """Something that happened in one township and moved one topic by some points from a month on."""

    township_code: str
    topic: str
    since: int
    points: float
    calendar_months: tuple[int, ...] = ()
    """Months of the year in which it is felt; empty: in all."""


WINTER: Final = (1, 2, 3, 11, 12)

EVENTS: Final = (
    # 鹿寨: 拉沟乡 loses its surgeon and patients go straight to the city; 黄冕镇's new ward opens.
    Event("450223203", ADMISSIONS, 202311, -5.5),
    Event("450223203", DELIVERY, 202402, -7.0),
    Event("450223203", CONTRACTS, 202404, -2.4),
    Event("450223105", ADMISSIONS, 202402, 2.6),
    Event("450223105", DELIVERY, 202404, 5.0),
    Event("450223103", STANDARD, 202403, -2.6),
    # 交城: 庞泉沟镇 is cut off by snow, so winters are worse; 西营镇 gets a full chronic-disease team.
    Event("141122105", ADMISSIONS, 201601, -7.0, WINTER),
    Event("141122105", VISITS, 201601, -5.0, WINTER),
    Event("141122105", ADMISSIONS, 202401, -2.5),
    Event("141122101", DELIVERY, 202403, -4.5),
    Event("141122101", ADMISSIONS, 202403, -1.8),
    Event("141122102", STANDARD, 202403, 3.2),
    Event("141122102", CONTRACTS, 202404, 2.8),
    # 离石: 吴城镇's centre is being rebuilt; 坪头乡 has been twinned with a city hospital.
    Event("141102100", ADMISSIONS, 202403, -3.5),
    Event("141102100", DELIVERY, 202403, -5.0),
    Event("141102202", ADMISSIONS, 202310, 3.2),
    Event("141102003", CONTRACTS, 202404, -1.6),
    # 准格尔: 魏家峁镇 lost two doctors; 十二连城乡 opened a specialist clinic.
    Event("150622106", ADMISSIONS, 202312, -4.5),
    Event("150622106", STANDARD, 202404, -4.5),
    Event("150622201", ADMISSIONS, 202402, 3.6),
    Event("150622201", DELIVERY, 202403, 4.0),
    # 介休: 连福镇 slips; 绵山镇 rises after its ward reopened.
    Event("140781102", ADMISSIONS, 202401, -4.0),
    Event("140781102", DELIVERY, 202403, -8.0),
    Event("140781105", ADMISSIONS, 202403, 3.5),
    Event("140781105", STANDARD, 202402, 3.5),
)


def course(world: World, topic: str, *, level: float, turn: float = 1.0, turns_in: int | None = None) -> FloatArray:
    """Return how far each unit stands above its county, in points, shape (n_units, n_months).

    level    : spread of the townships' own levels, points.
    turn     : how strong a year's turns are against those of FALL … USUAL_GAIN.
    turns_in : the calendar month in which a year's turn begins; None: one of its own for every township and year.
    """
    values = np.zeros((len(world.units), len(MONTHS)))
    home = world.units["new_township"].to_numpy()
    for county_code in COUNTIES:
        rows = np.flatnonzero((world.units["county_code"] == county_code).to_numpy())
        codes, position = np.unique(home[rows].astype(str), return_inverse=True)
        draw = rng("course", topic, county_code)
        own = np.clip(draw.normal(0, level, (len(codes), 1)), -2 * level, 2 * level)
        ends = _year_ends(turn * _turns(draw, len(codes)))
        starts = draw.integers(0, 8, (len(codes), len(YEARS)))
        if turns_in is not None:
            starts = np.full_like(starts, turns_in - 1)
        values[rows] = (own + _through_the_year(ends, starts))[position]
    for event in EVENTS:
        if event.topic == topic:
            values[home == event.township_code] += _felt(event)
    return values


def _turns(draw: np.random.Generator, number: int) -> FloatArray:
    """Return every township's change of every year, points, shape (number, n_years)."""
    falls, rises = max(1, round(SHARE_OF_FALLERS * number)), max(1, round(SHARE_OF_RISERS * number))
    still = round(SHARE_OF_THE_UNMOVED * number)
    kinds = np.repeat(
        [FALL, RISE, UNMOVED, USUAL_GAIN], [falls, rises, still, max(number - falls - rises - still, 0)], 0
    )
    turns = np.empty((number, len(YEARS)))
    for year in range(len(YEARS)):
        mean, spread = kinds[draw.permutation(len(kinds))[:number]].T
        turns[:, year] = draw.normal(mean, spread)
    return turns


def _year_ends(turns: FloatArray) -> FloatArray:
    """Return the standing at each year's end; a year before the first is prepended, shape (number, n_years + 1)."""
    ends = np.zeros((len(turns), len(YEARS) + 1))
    for year in range(len(YEARS)):
        ends[:, year + 1] = KEEPS_OF_LAST_YEAR * ends[:, year] + turns[:, year]
    return ends


def _through_the_year(ends: FloatArray, starts: IntArray) -> FloatArray:
    """Move from each year's end to the next within a few months of the turn's start, shape (number, n_months)."""
    done = np.clip((np.arange(12) - starts[:, :, None] + 1) / A_TURN_TAKES_MONTHS, 0, 1)
    values = ends[:, :-1, None] + (ends[:, 1:] - ends[:, :-1])[:, :, None] * done
    return np.asarray(values.reshape(len(ends), len(MONTHS)), dtype=np.float64)


def _felt(event: Event) -> FloatArray:
    """Return an event's points by month: it sets in over two months and then stays."""
    since = int(np.searchsorted(MONTHS, event.since))
    points = event.points * np.clip((np.arange(len(MONTHS)) - since + 1) / 2, 0, 1)
    if event.calendar_months:
        points = points * np.isin(MONTHS % 100, event.calendar_months)
    return np.asarray(points, dtype=np.float64)


def noise(world: World, topic: str, *, county: float, township: float) -> FloatArray:
    """Return the noise of months, shape (n_units, n_months): one part common to a county, one each township's own.

    county, township : spread of the two parts in the caller's unit; the township's is that of a middling one, small
    ones have more and big ones less. It does not depend on the month before.
    """
    home = world.units["new_township"].to_numpy().astype(str)
    values = np.zeros((len(world.units), len(MONTHS)))
    small = smallness(world)[:, None]
    for county_code in COUNTIES:
        rows = np.flatnonzero((world.units["county_code"] == county_code).to_numpy())
        codes, position = np.unique(home[rows], return_inverse=True)
        draw = rng("noise", topic, county_code)
        values[rows] = draw.normal(0, county, len(MONTHS))
        values[rows] += draw.normal(0, township, (len(codes), len(MONTHS)))[position] * small[rows]
    return values


def smallness(world: World) -> FloatArray:
    """Return how noisy each unit's township is against the middle township of its county, shape (n_units,)."""
    people = world.units.groupby("new_township")["residents"].transform("sum").clip(lower=1)
    middle = world.units["county_code"].map(people.groupby(world.units["county_code"]).median())
    return np.asarray(np.clip((middle / people) ** 0.35, SMALLEST_NOISE, LARGEST_NOISE), dtype=np.float64)


def county_walk(topic: str, spread: float) -> dict[str, FloatArray]:
    """Return each county's own good and bad years, shape (n_years,), in the unit of `spread`."""
    walks = {}
    for county_code in COUNTIES:
        steps = rng("county walk", topic, county_code).normal(0, spread, len(YEARS))
        walk = np.zeros(len(YEARS))
        for year in range(1, len(YEARS)):
            walk[year] = 0.7 * walk[year - 1] + steps[year]
        walks[county_code] = walk
    return walks


def part_of(total: IntArray, points: FloatArray, share: FloatArray, inside: IntArray) -> IntArray:
    """Split counts in two so that each year's part is exact and each cell follows its own share.

    total  : events by cell, shape (n_rows, n_months).
    points : how far each cell's share is above the county's, percentage points, same shape.
    share  : the county's share of every year, 0 to 1, shape (n_years,).
    inside : the county's part of every year, whole events, shape (n_years,).

    Returns the part by cell, at most `total`. The shares of a year are moved together, by odds, until they sum.
    """
    middle = np.asarray(months_of(share), dtype=float)
    # A share near 100 % leaves less room for differences.
    room = np.sqrt(middle * (1 - middle) / 0.18)
    wanted = np.clip(middle + points * room / 100, 0.02, 0.995)
    odds = np.log(wanted / (1 - wanted))
    counts = total.reshape(len(total), len(YEARS), 12).transpose(1, 0, 2).reshape(len(YEARS), -1)
    folded = odds.reshape(len(total), len(YEARS), 12).transpose(1, 0, 2).reshape(len(YEARS), -1)
    shift = np.zeros((len(YEARS), 1))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(folded + shift)))
        slope = (counts * chance * (1 - chance)).sum(axis=1, keepdims=True)
        shift += (inside[:, None] - (counts * chance).sum(axis=1, keepdims=True)) / np.maximum(slope, 1e-9)
    cells = allocate(inside, counts / (1 + np.exp(-(folded + shift))))
    return cells.reshape(len(YEARS), len(total), 12).transpose(1, 0, 2).reshape(total.shape)
