"""Visits (下沉) of experts, planned and worked, with the losses of real life; and the leave behind some of them.

A visit is one expert at one place on one day. Postings are another table and are never made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import numpy as np
import pandas as pd

from sample_data.experts import PER_LEAD_HOSPITAL, PER_SUNK_TEAM
from sample_data.mechanisms import frame_of, printed, townships_of
from sample_data.world import GENERATOR_LOAD, JIEXIU, JUNGAR, LISHI, World, rng

LAST_DAY = date(2024, 12, 31)
SUNK_FIRST_DAY = date(2022, 1, 3)  # 离石: the Monday of the first whole week of 2022
CROSSING = PER_LEAD_HOSPITAL // 2  # 准格尔: half of a hospital's experts cross between communities, half go down
SUNK_A_WEEK = 4  # members of the team who go; the fifth stands in
JUNGAR_FIRST_DAY = date(2020, 1, 1)
SINKING_FROM_DAY = 20  # clear of the October holiday, when a whole week is off
NATIVE_FIRST_DAY = date(2018, 1, 1)
NATIVE_ROSTERED = 4  # 介休: four are asked so that three are there
NATIVE_ACCOUNT_ENDS = date(2021, 5, 19)

PLANNED_START_MINUTE, PLANNED_END_MINUTE = 8 * 60 + 30, 17 * 60
ACTIVITIES = ("clinic", "rounds", "lecture", "teaching_surgery")


@dataclass(frozen=True)
class Losses:
    """Shares of planned visits: on leave, not checked in, left before the planned hours; and of leaves stood in for."""

    leave: float
    no_check_in: float
    under_hours: float
    stood_in: float


SUNK_LOSSES = Losses(0.035, 0.02, 0.045, 0.7)
JUNGAR_LOSSES = Losses(0.03, 0.02, 0.04, 0.5)
NATIVE_LOSSES = Losses(0.05, 0.02, 0.03, 0.0)

# Clinic, rounds, lecture, teaching operation: how often each is what a visit is for.
USUAL_MIX, CLINIC_ONLY = (0.62, 0.2, 0.12, 0.06), (1.0, 0.0, 0.0, 0.0)


@cache
def working_days() -> frozenset[date]:
    """Return the working days of 2018 to 2024: public holidays off, the weekends worked in exchange on."""
    days = (LAST_DAY - NATIVE_FIRST_DAY).days + 1
    every = (NATIVE_FIRST_DAY + timedelta(days=offset) for offset in range(days))
    return frozenset(day for day in every if chinese_calendar.is_workday(day))


def _day_of_week(monday: date, weekday: int) -> date | None:
    """Return the working day of this week nearest after `weekday` (wrapping round), or None in a week without one."""
    for step in range(7):
        day = monday + timedelta(days=(weekday + step) % 7)
        if day in working_days() and day <= LAST_DAY:
            return day
    return None


def _day_of_month(first: date, number: int) -> date:
    """Return a working day of the week of `first` or the week after: a hospital's places come on different days."""
    monday = first - timedelta(days=first.weekday()) + timedelta(weeks=number // 5)
    # A week without a working day (Spring Festival) gives way to the next, at the month's end to the one before.
    days = (_day_of_week(monday + timedelta(weeks=later), number % 5) for later in (0, 1, -1))
    return next(day for day in days if day is not None and day.month == first.month)


def visits(world: World, experts: pd.DataFrame) -> pd.DataFrame:
    """Return every planned visit and every stand-in, in order of county and day."""
    parts = [_sunk(world, experts), _jungar(world, experts), _native(world, experts)]
    return pd.concat([_numbered(part) for part in parts], ignore_index=True)


def leaves(visit: pd.DataFrame) -> pd.DataFrame:
    """Return one leave of a day for every planned visit that was lost to leave."""
    lost = visit[visit["loss"] == "leave"].drop_duplicates(["expert_code", "visit_date"]).reset_index(drop=True)
    reasons = np.array(["年休假", "病假", "外出学习", "医院急诊任务"], dtype=object)
    frame = pd.DataFrame(
        {
            "leave_id": "leave_" + lost["visit_id"],
            "expert_code": lost["expert_code"],
            "county_code": lost["county_code"],
            "start_date": lost["visit_date"],
            "end_date": lost["visit_date"],
            "reason": reasons[rng("leave reasons").integers(0, len(reasons), len(lost))],
            "basis": "synthetic",
            "load_id": GENERATOR_LOAD,
        }
    )
    return frame_of("expert_leave", frame)


def _sunk(world: World, experts: pd.DataFrame) -> pd.DataFrame:
    """离石, 118: each institution's team goes once a week, four of five members, for at least eight hours."""
    places = world.institutions(LISHI, "township_centre", "community_centre")["institution_code"].to_list()
    codes = experts.loc[experts["county_code"] == LISHI, "expert_code"].to_numpy(dtype=object)
    weeks = (LAST_DAY - SUNK_FIRST_DAY).days // 7 + 1
    planned, substitutes = [], []
    for week in range(weeks):
        monday = SUNK_FIRST_DAY + timedelta(weeks=week)
        for number, place in enumerate(places):
            day = _day_of_week(monday, number % 5)
            if day is None:
                continue
            team = codes[number * PER_SUNK_TEAM : (number + 1) * PER_SUNK_TEAM]
            turn = np.roll(team, -week)
            planned += [(member, place, day) for member in turn[:SUNK_A_WEEK]]
            substitutes += [turn[SUNK_A_WEEK]] * SUNK_A_WEEK
    return _worked(world, LISHI, "lishi_118_mode", planned, substitutes, SUNK_LOSSES)


def _jungar(world: World, experts: pd.DataFrame) -> pd.DataFrame:
    """准格尔: lead hospitals' specialists at the other three every fortnight, at each primary institution monthly."""
    institutions = world.institutions(JUNGAR)
    leads = institutions.loc[institutions["is_lead"], "institution_code"].to_list()
    primary = world.institutions(JUNGAR, "township_centre", "community_centre")["institution_code"].to_list()
    codes = experts.loc[experts["county_code"] == JUNGAR, "expert_code"].to_numpy(dtype=object)
    crossing, sinking, crossing_spare = [], [], []
    sinking_spare: list[None] = []
    weeks = (LAST_DAY - JUNGAR_FIRST_DAY).days // 7 + 1
    pairs = [(sender, place) for sender in range(len(leads)) for place in range(len(leads)) if sender != place]
    for week in range(0, weeks, 2):
        monday = JUNGAR_FIRST_DAY - timedelta(days=JUNGAR_FIRST_DAY.weekday()) + timedelta(weeks=week)
        for number, (sender, place) in enumerate(pairs):
            day = _day_of_week(monday, number % 5)
            if day is None or day < JUNGAR_FIRST_DAY:
                continue
            own = codes[sender * PER_LEAD_HOSPITAL :][:CROSSING]
            crossing.append((own[(week // 2 + number) % CROSSING], leads[place], day))
            # A hospital sends three at a time: three places on, the next is at home.
            crossing_spare.append(own[(week // 2 + number + 3) % CROSSING])
    for month in range(12 * (LAST_DAY.year - JUNGAR_FIRST_DAY.year + 1)):
        first = date(JUNGAR_FIRST_DAY.year + month // 12, month % 12 + 1, SINKING_FROM_DAY)
        for number, place in enumerate(primary):
            day = _day_of_month(first, number // len(leads))
            # The month's experts come from the four lead hospitals in turn.
            own = codes[(month + number) % len(leads) * PER_LEAD_HOSPITAL :][CROSSING:PER_LEAD_HOSPITAL]
            round_of_hospital = month + 2 * (number // len(leads))
            sinking += [(own[(round_of_hospital + step) % len(own)], place, day) for step in (0, 1)]
            sinking_spare += [None, None]
    return pd.concat(
        [
            _worked(world, JUNGAR, "jungar_cross_alliance", crossing, crossing_spare, JUNGAR_LOSSES),
            _worked(world, JUNGAR, "jungar_expert_sinking", sinking, sinking_spare, JUNGAR_LOSSES),
        ],
        ignore_index=True,
    )


def _native(world: World, experts: pd.DataFrame) -> pd.DataFrame:
    """介休: four native experts a day at the people's hospital; while the account reports, three are always there."""
    hospital = world.institutions(JIEXIU, "county_hospital")["institution_code"].iloc[0]
    codes = experts.loc[experts["county_code"] == JIEXIU, "expert_code"].to_numpy(dtype=object)
    turn = codes[rng("native roster").permutation(len(codes))]
    days = (LAST_DAY - NATIVE_FIRST_DAY).days + 1
    planned = [
        (turn[(day * NATIVE_ROSTERED + seat) % len(turn)], hospital, NATIVE_FIRST_DAY + timedelta(days=day))
        for day in range(days)
        for seat in range(NATIVE_ROSTERED)
    ]
    kept = np.zeros(len(planned), dtype=bool)
    account_days = (NATIVE_ACCOUNT_ENDS - NATIVE_FIRST_DAY).days + 1
    floor = printed("jiexiu_experts_per_day")
    # Only the seats beyond the promised three may be lost while the account reports at least three a day.
    kept[: account_days * NATIVE_ROSTERED] = np.arange(account_days * NATIVE_ROSTERED) % NATIVE_ROSTERED < floor
    return _worked(
        world, JIEXIU, "jiexiu_native_experts", planned, [None] * len(planned), NATIVE_LOSSES, kept, CLINIC_ONLY
    )


def _worked(
    world: World,
    county_code: str,
    mechanism_id: str,
    planned: list[tuple[str, str, date]],
    substitutes: Sequence[str | None],
    losses: Losses,
    kept: np.ndarray | None = None,
    mix: tuple[float, ...] = USUAL_MIX,
) -> pd.DataFrame:
    """Turn planned (expert, place, day) into visits: some on leave, some stood in for, some unrecorded, some too short.

    kept : visits that are certainly worked, shape (n_planned,).
    """
    generator = rng("visits", county_code, mechanism_id)
    frame = pd.DataFrame(planned, columns=["expert_code", "institution_code", "visit_date"])
    frame["substitute"] = np.array(substitutes, dtype=object)
    # A holiday can move two places to one day; an expert is in one place a day, the colleague goes alone.
    frame = frame.drop_duplicates(["expert_code", "visit_date"]).reset_index(drop=True)
    if kept is not None and len(kept) != len(frame):
        raise ValueError(f"{mechanism_id}: {len(kept)} marks for {len(frame)} planned visits")
    draw = generator.random(len(frame))
    on_leave = draw < losses.leave
    unrecorded = ~on_leave & (draw < losses.leave + losses.no_check_in)
    if kept is not None:
        on_leave, unrecorded = on_leave & ~kept, unrecorded & ~kept
    frame["loss"] = np.where(on_leave, "leave", np.where(unrecorded, "no_check_in", ""))
    stands_in = on_leave & frame["substitute"].notna() & (generator.random(len(frame)) < losses.stood_in)
    stand_ins = frame[stands_in]
    stand_ins = stand_ins.assign(expert_code=stand_ins["substitute"], loss="", stands_in=True)
    # Two may be away from one team on one day; there is one to stand in, and only on a day without an own visit.
    stand_ins = stand_ins.drop_duplicates(["expert_code", "visit_date"])
    own_days = set(zip(frame["expert_code"], frame["visit_date"], strict=True))
    free = [pair not in own_days for pair in zip(stand_ins["expert_code"], stand_ins["visit_date"], strict=True)]
    stand_ins = stand_ins.loc[np.array(free, dtype=bool)]
    frame = pd.concat([frame.assign(stands_in=False), stand_ins], ignore_index=True)
    frame = _with_hours(frame, generator, losses.under_hours)
    frame = _with_work(frame, generator, mix)
    day = pd.to_datetime(frame["visit_date"])
    frame["month"] = (day.dt.year * 100 + day.dt.month).astype("int64")
    frame["township_code"] = townships_of(world, frame["institution_code"], frame["month"])
    return frame.assign(county_code=county_code, mechanism_id=mechanism_id, basis="synthetic", load_id=GENERATOR_LOAD)


def _with_hours(frame: pd.DataFrame, generator: np.random.Generator, under_hours: float) -> pd.DataFrame:
    """Return the frame with planned and actual times to the minute; actual ones are empty where nobody came."""
    day = pd.to_datetime(frame["visit_date"]).astype("datetime64[s]")
    came = frame["loss"] == ""
    late = generator.integers(-15, 16, len(frame))
    early = generator.integers(-25, 16, len(frame))
    short = generator.random(len(frame)) < under_hours
    early = np.where(short, generator.integers(45, 180, len(frame)), np.minimum(early, 30 - np.maximum(late, 0)))
    start = day + pd.to_timedelta(PLANNED_START_MINUTE + late, unit="m")
    end = day + pd.to_timedelta(PLANNED_END_MINUTE - early, unit="m")
    return frame.assign(
        planned_start=day + pd.Timedelta(minutes=PLANNED_START_MINUTE),
        planned_end=day + pd.Timedelta(minutes=PLANNED_END_MINUTE),
        actual_start=start.where(came),
        actual_end=end.where(came),
    )


def _with_work(frame: pd.DataFrame, generator: np.random.Generator, mix: tuple[float, ...]) -> pd.DataFrame:
    """Return the frame with what was done: patients at clinics and rounds, trainees at lectures and operations."""
    kind = generator.choice(len(ACTIVITIES), len(frame), p=mix)
    came = (frame["loss"] == "").to_numpy()
    patients = generator.poisson(np.array([19.0, 9.0, 0.0, 1.2])[kind])
    trainees = generator.poisson(np.array([0.8, 3.2, 14.0, 4.0])[kind])
    return frame.assign(
        activity=np.array(ACTIVITIES, dtype=object)[kind],
        patients=np.where(came, patients, 0),
        trainees=np.where(came, trainees, 0),
    )


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.sort_values(["visit_date", "institution_code", "expert_code"], kind="stable").reset_index(drop=True)
    county_code = frame["county_code"].iloc[0]
    return frame.assign(visit_id=[f"{county_code}_visit_{number:06d}" for number in range(1, len(frame) + 1)])
