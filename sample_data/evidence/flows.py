"""流向: who was referred, who went to work where. Each row is a part of a sum that another table holds already."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from sample_data.evidence.examinations import imaging, recognised
from sample_data.evidence.parts import split
from sample_data.mechanisms import SYNTHETIC, county_of, frame_of, townships_of
from sample_data.world import JIEXIU, LUZHAI, FloatArray, IntArray, World, facts, only_where, rng

FIRST_REFERRALS: Final = {"lishi_tiered_care": 202001, "luzhai_referral": 201701}
PRIMARY: Final = ("township_centre", "community_centre")
HOSPITALS: Final = ("county_hospital", "tcm_hospital", "mch_hospital")
EVERYTHING: Final = ("合计", "All")
TO_VILLAGES: Final = 0.3  # of the days that 介休 sends down; the rest goes from the hospitals to the centres
FROM_HOSPITALS: Final = 0.6  # of the staff deployed in the epidemic


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the rows of flow."""
    parts = [
        *(_referrals(world, mechanism, first) for mechanism, first in FIRST_REFERRALS.items()),
        _cross_clinics(world),
        *(_posted(world, mechanism) for mechanism in ("jiaocheng_expert_posting", "luzhai_secondment")),
        _trained(world),
        _sent_down(world),
        _deployed(world),
        imaging(world),
        recognised(world),
    ]
    return {"flow": frame_of("flow", pd.concat([_finished(world, part) for part in parts], ignore_index=True))}


def _finished(world: World, part: pd.DataFrame) -> pd.DataFrame:
    """Return summed rows with names, townships in the edition of their month, and a number."""
    keys = ["mechanism_id", "month", "kind_zh", "kind_en", "group_zh", "group_en", "from_code", "to_code", "unit"]
    rows = pd.DataFrame(part[part["count"] > 0].groupby(keys, sort=True, as_index=False)["count"].sum())
    for side in ("from", "to"):
        named = _nodes(world).reindex(rows[f"{side}_code"])
        rows[f"{side}_zh"], rows[f"{side}_en"] = named["name_zh"].to_numpy(), named["name_en"].to_numpy()
        rows[f"{side}_township"] = _home(world, rows[f"{side}_code"], rows["month"])
    mechanism = str(rows["mechanism_id"].iloc[0])
    numbers = [f"{mechanism}_{number:06d}" for number in range(1, len(rows) + 1)]
    return rows.assign(flow_id=numbers, county_code=county_of(mechanism), **SYNTHETIC)


def _nodes(world: World) -> pd.DataFrame:
    """Return the names of everything that sends or receives, by its code."""
    institutions = world.frames["institution"][["institution_code", "name_zh", "name_en"]]
    kinds = facts("evidence_flows")
    outside = kinds[kinds["use"] == "outside"].rename(
        columns={"code": "institution_code", "zh": "name_zh", "en": "name_en"}
    )
    centres = world.institutions(JIEXIU, *PRIMARY)
    villages = pd.DataFrame(
        {
            "institution_code": centres["institution_code"] + "V",
            "name_zh": centres["name_zh"].str.replace("(社区卫生服务中心|卫生院)$", "", regex=True) + "村卫生室",
            "name_en": "Village clinics, "
            + centres["name_en"].str.replace("( Community)? Health Centre$", "", regex=True),
        }
    )
    townships = world.frames["township"].rename(columns={"township_code": "institution_code"})
    columns = list(institutions.columns)
    named = pd.concat([institutions, outside[columns], villages, townships[columns]])
    return named.set_index("institution_code")


def _home(world: World, codes: pd.Series, months: pd.Series) -> Any:
    """Return each code's township in each month; none outside the county. A township is its own, in its edition."""
    partners = world.frames["institution"].set_index("institution_code")["level"].eq("city_hospital")
    cities = set(partners.index[partners])
    outside = codes.str.startswith("outside").to_numpy() | codes.isin(cities).to_numpy()
    places = codes.isin(world.frames["township"]["township_code"]).to_numpy()
    elsewhere = outside | places
    own = codes.str.removesuffix("V").where(~elsewhere, world.frames["institution"]["institution_code"].iloc[0])
    found = np.where(places, codes.to_numpy(dtype=object), townships_of(world, own, months))
    return only_where(~outside, found)


def _weights(use: str, column: str) -> tuple[list[str], FloatArray]:
    table = facts("evidence_flows")
    own = table[table["use"] == use]
    return own["code"].to_list(), own[column].to_numpy(dtype=np.float64)


def _referrals(world: World, mechanism: str, first: int) -> pd.DataFrame:
    """Split the monthly reports' referrals up, down and out of the county by partner and disease group."""
    county = county_of(mechanism)
    reports = world.frames["institution_month"]
    reports = reports[(reports["county_code"] == county) & (reports["month"] >= first)]
    centres = world.institutions(county, *PRIMARY)["institution_code"].to_list()
    hospitals, shares = _hospitals(world, county)
    outside, out_shares = _weights("outside", "out")
    busy = rng("referral partners", mechanism).uniform(0.6, 1.4, len(centres))
    return pd.concat(
        [
            _directed(reports, mechanism, "referrals_up", ("上转", "Up"), hospitals, shares, "up"),
            _directed(reports, mechanism, "referrals_down", ("下转", "Down"), centres, busy, "down"),
            _directed(
                reports, mechanism, "referrals_out_of_county", ("县外转诊", "Out of the county"), outside, out_shares,
                "out",
            ),
        ]
    )  # fmt: skip


def _hospitals(world: World, county: str) -> tuple[list[str], FloatArray]:
    levels, weights = _weights("hospital", "up")
    found = world.institutions(county, *levels)
    return found["institution_code"].to_list(), found["level"].map(dict(zip(levels, weights, strict=True))).to_numpy()


def _directed(
    reports: pd.DataFrame,
    mechanism: str,
    column: str,
    kind: tuple[str, str],
    partners: list[str],
    shares: FloatArray,
    way: str,
) -> pd.DataFrame:
    rows = reports[reports[column] > 0]
    table = facts("evidence_flows")
    groups = table[table["use"] == "group"]
    draw = rng("referral", mechanism, way)
    both = np.outer(shares, groups[way].to_numpy(dtype=np.float64)).ravel()
    shared = split(draw, rows[column].to_numpy(dtype=np.int64), both)
    place, cell = np.nonzero(shared)
    group = cell % len(groups)
    return pd.DataFrame(
        {
            "mechanism_id": mechanism,
            "month": rows["month"].to_numpy()[place],
            "kind_zh": kind[0],
            "kind_en": kind[1],
            "group_zh": groups["zh"].to_numpy()[group],
            "group_en": groups["en"].to_numpy()[group],
            "from_code": rows["institution_code"].to_numpy()[place],
            "to_code": np.array(partners, dtype=object)[cell // len(groups)],
            "unit": "person",
            "count": shared[place, cell],
        }
    )


def _cross_clinics(world: World) -> pd.DataFrame:
    """Count the cross-community visits that were worked, from the expert's hospital to the place, by specialty."""
    mechanism = "jungar_cross_alliance"
    visit = world.frames["visit"]
    visit = visit[(visit["mechanism_id"] == mechanism) & visit["actual_start"].notna()]
    expert = world.frames["expert"].set_index("expert_code").loc[visit["expert_code"]]
    return pd.DataFrame(
        {
            "mechanism_id": mechanism,
            "month": visit["month"].to_numpy(),
            "kind_zh": "交叉坐诊",
            "kind_en": "Cross-community clinics",
            "group_zh": expert["specialty"].to_numpy(),
            "group_en": _english(expert["specialty"]),
            "from_code": expert["home_institution_code"].to_numpy(),
            "to_code": visit["institution_code"].to_numpy(),
            "unit": "trip",
            "count": 1,
        }
    )


def _posted(world: World, mechanism: str) -> pd.DataFrame:
    """Sum the days that posted staff were present, by the hospital that sent them, the place and their title."""
    month = world.frames["posting_month"]
    month = month[month["mechanism_id"] == mechanism]
    posting = world.frames["posting"].set_index("posting_id").loc[month["posting_id"]]
    return pd.DataFrame(
        {
            "mechanism_id": mechanism,
            "month": month["month"].to_numpy(),
            "kind_zh": "下派在岗",
            "kind_en": "Days posted",
            "group_zh": month["title"].to_numpy(),
            "group_en": _english(month["title"]),
            "from_code": posting["from_institution_code"].to_numpy(),
            "to_code": posting["to_institution_code"].to_numpy(),
            "unit": "day",
            "count": month["days_present"].to_numpy(dtype=np.int64),
        }
    )


def _english(names: pd.Series) -> Any:
    """Return the English of specialties and titles."""
    table = facts("evidence_flows")
    return names.map(table[table["use"] == "english"].set_index("zh")["en"]).to_numpy()


def _staff_events(world: World, mechanism: str, kind: str) -> pd.DataFrame:
    events = world.frames["staff_event"]
    own = events[(events["mechanism_id"] == mechanism) & (events["kind"] == kind)]
    return pd.DataFrame(own.groupby("month", as_index=False)["persons"].sum())


def _between(
    mechanism: str,
    months: IntArray,
    counts: IntArray,
    kind: tuple[str, str],
    senders: tuple[list[str], FloatArray],
    receivers: tuple[list[str], FloatArray],
    unit: str = "person",
) -> pd.DataFrame:
    """Return monthly counts shared out over senders and receivers; nobody is sent to where he is."""
    share = np.outer(senders[1], receivers[1])
    share[np.array(senders[0])[:, None] == np.array(receivers[0])[None, :]] = 0
    shared = split(rng("between", mechanism, kind[0]), counts, share.ravel())
    row, cell = np.nonzero(shared)
    return pd.DataFrame(
        {
            "mechanism_id": mechanism,
            "month": months[row],
            "kind_zh": kind[0],
            "kind_en": kind[1],
            "group_zh": EVERYTHING[0],
            "group_en": EVERYTHING[1],
            "from_code": np.array(senders[0], dtype=object)[cell // len(receivers[0])],
            "to_code": np.array(receivers[0], dtype=object)[cell % len(receivers[0])],
            "unit": unit,
            "count": shared[row, cell],
        }
    )


def _primary(world: World, county: str) -> tuple[list[str], FloatArray]:
    codes = world.institutions(county, *PRIMARY)["institution_code"].to_list()
    return codes, rng("staff flows", county).uniform(0.5, 1.5, len(codes))


def _trained(world: World) -> pd.DataFrame:
    """鹿寨: sent up to city and province from all its institutions; township staff received by the hospitals."""
    mechanism = "luzhai_two_way_staff"
    hospitals, centres = _hospitals(world, LUZHAI), _primary(world, LUZHAI)
    everyone = (hospitals[0] + centres[0], np.concatenate([hospitals[1] * 3, centres[1] * 4]))
    up = _staff_events(world, mechanism, "training_up")
    down = _staff_events(world, mechanism, "training_received")
    outside = _weights("outside", "out")
    return pd.concat(
        [
            _between(mechanism, up["month"].to_numpy(), up["persons"].to_numpy(dtype=np.int64),
                     ("上派进修", "Sent up for training"), everyone, outside),
            _between(mechanism, down["month"].to_numpy(), down["persons"].to_numpy(dtype=np.int64),
                     ("接收进修", "Received for training"), centres, hospitals),
        ]
    )  # fmt: skip


def _sent_down(world: World) -> pd.DataFrame:
    """介休: days sent down, to the centres from the hospitals and on to the villages; and doctors on assignment."""
    mechanism = "jiexiu_two_down_two_use"
    work = world.frames["activity_month"]
    work = work[(work["activity_code"] == "staff_sharing") & (work["done"] > 0)]
    hospitals = _hospitals(world, JIEXIU)
    weights = np.append(hospitals[1] / hospitals[1].sum() * (1 - TO_VILLAGES), TO_VILLAGES)
    shared = split(rng("sent down", mechanism), work["done"].to_numpy(dtype=np.int64), weights)
    row, cell = np.nonzero(shared)
    centre = work["institution_code"].to_numpy(dtype=object)[row]
    on = cell == len(hospitals[0])
    days = pd.DataFrame(
        {
            "mechanism_id": mechanism,
            "month": work["month"].to_numpy()[row],
            "kind_zh": np.where(on, "乡到村", "县到乡"),
            "kind_en": np.where(on, "Township to village", "City to township"),
            "group_zh": EVERYTHING[0],
            "group_en": EVERYTHING[1],
            "from_code": np.where(on, centre, np.array([*hospitals[0], ""], dtype=object)[cell]),
            "to_code": np.where(on, centre + "V", centre),
            "unit": "day",
            "count": shared[row, cell],
        }
    )
    posts = _staff_events(world, mechanism, "assignment")
    assigned = _between(
        mechanism, posts["month"].to_numpy(), posts["persons"].to_numpy(dtype=np.int64), ("挂职", "Assignments"),
        hospitals, _primary(world, JIEXIU),
    )  # fmt: skip
    return pd.concat([days, assigned])


def _deployed(world: World) -> pd.DataFrame:
    """介休: the staff deployed in the epidemic, from hospitals and centres to centres."""
    mechanism = "jiexiu_epidemic"
    events = _staff_events(world, mechanism, "deployment")
    hospitals, centres = _hospitals(world, JIEXIU), _primary(world, JIEXIU)
    parts = (hospitals[1] / hospitals[1].sum() * FROM_HOSPITALS, centres[1] / centres[1].sum() * (1 - FROM_HOSPITALS))
    senders = (hospitals[0] + centres[0], np.concatenate(parts))
    return _between(
        mechanism, events["month"].to_numpy(), events["persons"].to_numpy(dtype=np.int64),
        ("疫情调配", "Epidemic deployment"), senders, centres,
    )  # fmt: skip
