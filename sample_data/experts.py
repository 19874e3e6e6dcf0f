"""Experts, postings (派驻) and the months of each posting. Visits (下沉) are another quantity and another module."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data.mechanisms import frame_of, printed, townships_of
from sample_data.world import GENERATOR_LOAD, JIAOCHENG, JIEXIU, JUNGAR, LISHI, LUZHAI, MONTHS, World, allocate, rng

SPECIALTIES = (
    "心内科", "神经内科", "呼吸科", "消化内科", "内分泌科", "普外科", "骨科", "泌尿外科",
    "妇产科", "儿科", "中医科", "康复科", "影像科", "检验科", "麻醉科", "眼科",
)  # fmt: skip
TITLES = ("初级", "中级", "副高", "正高")
SENIOR = ("副高", "正高")

PER_SUNK_TEAM = 5  # 离石: four of five members go each week, the fifth stands in
PER_LEAD_HOSPITAL = 14  # 准格尔
POSTED_AT_EACH_CENTRE = 2  # 交城

WAVE_MONTHS = 8  # 鹿寨: three waves of twenty fill 2017-01 .. 2018-12
LATER_WAVE = 22
JIAOCHENG_LAST_PRINTED, LUZHAI_LAST_PRINTED = 202012, 201812


@dataclass(frozen=True)
class Pool:
    """Experts of one county and tier: how many, where they work, from when, and how likely each title is."""

    county_code: str
    tier: str
    homes: tuple[str | None, ...]
    since: int
    title_chances: tuple[float, float, float, float]


def _pools(world: World) -> list[Pool]:
    """Return the pools in code order; `homes` has one entry an expert."""
    sunk_teams = len(world.institutions(LISHI, "township_centre", "community_centre"))
    of_jungar = world.institutions(JUNGAR)
    leads = of_jungar.loc[of_jungar["is_lead"], "institution_code"]
    partners = world.institutions(LUZHAI, "city_hospital")["institution_code"]
    seconded = printed("luzhai_seconded_staff_total") + LATER_WAVE * _later_waves()
    posted = POSTED_AT_EACH_CENTRE * len(world.institutions(JIAOCHENG, "township_centre")) * _posting_years()
    hospital_of_jiaocheng = world.institutions(JIAOCHENG, "county_hospital")["institution_code"].iloc[0]
    return [
        Pool(LISHI, "county", (f"{LISHI}H001",) * (sunk_teams * PER_SUNK_TEAM), 202201, (0.05, 0.5, 0.35, 0.1)),
        Pool(JUNGAR, "county", tuple(np.repeat(leads, PER_LEAD_HOSPITAL)), 202001, (0.0, 0.45, 0.4, 0.15)),
        Pool(JIAOCHENG, "county", (hospital_of_jiaocheng,) * posted, 201801, (0.1, 0.6, 0.25, 0.05)),
        Pool(LUZHAI, "city", tuple(np.resize(partners, seconded)), 201701, (0.35, 0.65, 0.0, 0.0)),
        Pool(JIEXIU, "provincial", (None,) * printed("jiexiu_native_experts"), 201801, (0.0, 0.0, 0.45, 0.55)),
    ]


def _later_waves() -> int:
    return int(np.ceil((MONTHS > LUZHAI_LAST_PRINTED).sum() / WAVE_MONTHS))


def _posting_years() -> int:
    return int(MONTHS[-1]) // 100 - 2018 + 1


def experts(world: World) -> pd.DataFrame:
    """Return every expert: a specialty and a number for a name, no person."""
    return pd.concat([_experts_of(pool) for pool in _pools(world)], ignore_index=True)


def _experts_of(pool: Pool) -> pd.DataFrame:
    generator = rng("experts", pool.county_code)
    count = len(pool.homes)
    specialty = np.resize(np.array(SPECIALTIES, dtype=object), count)
    number_within = np.arange(count) // len(SPECIALTIES) + 1
    title = generator.choice(np.array(TITLES, dtype=object), count, p=pool.title_chances)
    if pool.county_code == LUZHAI:
        title = _seconded_titles(title, generator)
    frame = pd.DataFrame(
        {
            "expert_code": [f"{pool.county_code}E{number:03d}" for number in range(1, count + 1)],
            "county_code": pool.county_code,
            "name_zh": [f"{field}专家{number:02d}" for field, number in zip(specialty, number_within, strict=True)],
            "title": title,
            "specialty": specialty,
            "home_institution_code": np.array(pool.homes, dtype=object),
            "tier": pool.tier,
            "since": pool.since,
            "basis": "synthetic",
            "load_id": GENERATOR_LOAD,
        }
    )
    return frame_of("expert", frame)


def _seconded_titles(title: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Give the printed number of the first secondees a senior title, and every third of the later ones."""
    first = printed("luzhai_seconded_staff_total")
    senior = np.zeros(len(title), dtype=bool)
    senior[generator.permutation(first)[: printed("luzhai_seconded_associate_chief")]] = True
    senior[first::3] = True
    return np.where(senior, np.where(generator.random(len(title)) < 0.25, "正高", "副高"), title)


def postings(world: World, table: pd.DataFrame) -> pd.DataFrame:
    """Return every posting of 交城 and 鹿寨, whole months long. table: the experts."""
    return pd.concat([_posted_in_jiaocheng(world, table), _seconded_to_luzhai(world, table)], ignore_index=True)


def _posting_frame(
    county_code: str,
    mechanism_id: str,
    who: pd.DataFrame,
    to: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    world: World,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "posting_id": [f"{county_code}_posting_{number:03d}" for number in range(1, len(who) + 1)],
            "county_code": county_code,
            "township_code": townships_of(world, to, first),
            "expert_code": who["expert_code"].to_numpy(),
            "from_institution_code": who["home_institution_code"].to_numpy(),
            "to_institution_code": to,
            "mechanism_id": mechanism_id,
            "title": who["title"].to_numpy(),
            "start_date": pd.Series(_first_days(first)).dt.date,
            "end_date": pd.Series(_last_days(last)).dt.date,
            "first": first,
            "last": last,
            "basis": "synthetic",
            "load_id": GENERATOR_LOAD,
        }
    )


def _first_days(months: np.ndarray) -> np.ndarray:
    first = (months // 100 - 1970) * 12 + months % 100 - 1
    return np.asarray(first.astype("datetime64[M]").astype("datetime64[s]"))


def _last_days(months: np.ndarray) -> np.ndarray:
    following = ((months // 100 - 1970) * 12 + months % 100).astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray((following - np.timedelta64(1, "D")).astype("datetime64[s]"))


def _posted_in_jiaocheng(world: World, table: pd.DataFrame) -> pd.DataFrame:
    """Return two doctors at each township centre, changed every January from 2018 on."""
    who = table[table["county_code"] == JIAOCHENG]
    centres = world.institutions(JIAOCHENG, "township_centre")["institution_code"].to_numpy(dtype=object)
    each_year = POSTED_AT_EACH_CENTRE * len(centres)
    year = 2018 + np.arange(len(who)) // each_year
    to = np.resize(np.repeat(centres, POSTED_AT_EACH_CENTRE), len(who))
    return _posting_frame(JIAOCHENG, "jiaocheng_expert_posting", who, to, year * 100 + 1, year * 100 + 12, world)


def _seconded_to_luzhai(world: World, table: pd.DataFrame) -> pd.DataFrame:
    """Return waves of eight months that overlap by up to two, so that never fewer than one wave is present."""
    who = table[table["county_code"] == LUZHAI]
    first_waves = printed("luzhai_seconded_staff_total")
    wave_size = first_waves * WAVE_MONTHS // 24
    generator = rng("secondment", LUZHAI)
    number = np.arange(len(who))
    wave = np.where(number < first_waves, number // wave_size, 3 + (number - first_waves) // LATER_WAVE)
    begin = 12 + wave * WAVE_MONTHS  # position in MONTHS of 2017-01 is 12
    # The printed sixty are those of 2017 and 2018: nobody of a later wave starts before, nobody stays beyond.
    end = begin + WAVE_MONTHS - 1 + generator.integers(0, 3, len(who))
    latest = np.where(number < first_waves, 35, len(MONTHS) - 1)
    end = np.minimum(end, latest)
    hospitals = world.institutions(LUZHAI, "county_hospital", "tcm_hospital", "mch_hospital")["institution_code"]
    to = generator.choice(hospitals.to_numpy(dtype=object), len(who), p=[0.5, 0.35, 0.15])
    return _posting_frame(LUZHAI, "luzhai_secondment", who, to, MONTHS[begin], MONTHS[end], world)


def posting_months(world: World, table: pd.DataFrame) -> pd.DataFrame:
    """Return days and work of every posting in every month. table: the postings with `first` and `last` months."""
    return pd.concat([_work_of(world, table, plan) for plan in WORK], ignore_index=True)


@dataclass(frozen=True)
class Work:
    """What a county's posted experts do: a month's usual amounts, and the printed sums up to a month."""

    county_code: str
    usual: tuple[tuple[str, float], ...]
    last_printed: int
    printed_sums: tuple[tuple[str, str], ...]


WORK = (
    Work(
        JIAOCHENG,
        (("teaching_rounds", 2.1), ("lectures", 0.16), ("trainees", 2.4), ("outpatients", 6.1)),
        JIAOCHENG_LAST_PRINTED,
        (
            ("teaching_rounds", "jiaocheng_posted_teaching_rounds"),
            ("lectures", "jiaocheng_posted_lectures"),
            ("outpatients", "jiaocheng_posted_outpatient_visits"),
        ),
    ),
    Work(
        LUZHAI,
        (("teaching_rounds", 4.2), ("lectures", 0.4), ("trainees", 11.0), ("outpatients", 62.0)),
        LUZHAI_LAST_PRINTED,
        (("lectures", "luzhai_teaching_lectures"), ("trainees", "luzhai_teaching_trainees")),
    ),
)


def _work_of(world: World, table: pd.DataFrame, plan: Work) -> pd.DataFrame:
    generator = rng("posting months", plan.county_code)
    own = table[table["county_code"] == plan.county_code].reset_index(drop=True)
    present = (own["first"].to_numpy()[:, None] <= MONTHS) & (own["last"].to_numpy()[:, None] >= MONTHS)
    row, column = np.nonzero(present)
    frame = own.loc[row, ["posting_id", "county_code", "mechanism_id", "title"]].reset_index(drop=True)
    months = MONTHS[column]
    frame["month"] = months
    frame["township_code"] = townships_of(world, own["to_institution_code"].to_numpy()[row], months)
    frame["days_present"] = generator.integers(15, 23, len(frame))
    for name, usual in plan.usual:
        frame[name] = generator.poisson(usual, len(frame))
    printed_span = months <= plan.last_printed
    for name, figure_id in plan.printed_sums:
        weights = generator.uniform(0.3, 1.7, int(printed_span.sum()))
        frame.loc[printed_span, name] = allocate(printed(figure_id), weights)
    return frame_of("posting_month", frame.assign(basis="synthetic", load_id=GENERATOR_LOAD))
